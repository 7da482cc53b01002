import { bounds } from "./bounds.ts";
import { equalBytes } from "./bytes.ts";
import { encodeCbor, parseCbor } from "./cbor.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readFormat, readText, readTime } from "./fields.ts";
import {
  asChallenge,
  asHash,
  asId,
  type Challenge,
  type Hash,
  type Id,
  type Signature,
  type SigningPublicKey,
} from "./keys.ts";
import { verifySignature } from "./signature.ts";

/** How a session goes on (PROTOCOL §3.4). */
export interface RefreshProof {
  readonly origin: string;
  readonly user: Id;
  readonly device: Id;
  readonly session: Id;
  /** `tokenHash` of the refresh token in force. */
  readonly current: Hash;
  /** `tokenHash` of the one that the client made to follow it. */
  readonly next: Hash;
  readonly clientNonce: Challenge;
  /** Milliseconds since 1970, for information. */
  readonly time: number;
}

/** What a proof is compared with; the token hashes are for the server's rotation. */
export type RefreshAsked = Pick<RefreshProof, "origin" | "user" | "device" | "session">;

/** The bytes that the device key signs (PROTOCOL §3.4). */
export function encodeRefreshProof(proof: RefreshProof): Uint8Array {
  return encodeCbor([
    1,
    proof.origin,
    proof.user,
    proof.device,
    proof.session,
    proof.current,
    proof.next,
    proof.clientNonce,
    proof.time,
  ]);
}

/** Throws TOO_LARGE, MALFORMED or UNSUPPORTED; a token never follows itself. */
export function parseRefreshProof(bytes: Uint8Array): RefreshProof {
  const fields = readArray(parseCbor(bytes, bounds.proof), 9, "refresh proof");
  readFormat(fields[0]);
  const proof: RefreshProof = {
    origin: readText(fields[1], "origin"),
    user: readBytes(fields[2], asId),
    device: readBytes(fields[3], asId),
    session: readBytes(fields[4], asId),
    current: readBytes(fields[5], asHash),
    next: readBytes(fields[6], asHash),
    clientNonce: readBytes(fields[7], asChallenge),
    time: readTime(fields[8], "time"),
  };
  if (equalBytes(proof.current, proof.next)) throw new ProtocolError("MALFORMED", "next token");
  return proof;
}

/** Reads and verifies a proof under the device key; throws what `parseRefreshProof` throws, BAD_SIGNATURE or MISMATCH. */
export function verifyRefreshProof(
  bytes: Uint8Array,
  signature: Signature,
  deviceKey: SigningPublicKey,
  asked: RefreshAsked,
): RefreshProof {
  const proof = parseRefreshProof(bytes);
  if (!verifySignature("refresh-proof", bytes, signature, deviceKey)) {
    throw new ProtocolError("BAD_SIGNATURE", "device key");
  }
  if (proof.origin !== asked.origin) throw new ProtocolError("MISMATCH", "origin");
  for (const name of ["user", "device", "session"] as const) {
    if (!equalBytes(proof[name], asked[name])) throw new ProtocolError("MISMATCH", name);
  }
  return proof;
}
