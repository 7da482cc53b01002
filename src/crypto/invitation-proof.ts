import { bounds } from "./bounds.ts";
import { encodeCbor, parseCbor } from "./cbor.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readFormat, readText, readTime } from "./fields.ts";
import {
  asChallenge,
  asId,
  asSigningPublicKey,
  type Challenge,
  type Id,
  type Signature,
  type SigningPublicKey,
} from "./keys.ts";
import type { Label } from "./labels.ts";
import { verifySignature } from "./signature.ts";

/** That somebody holds the secret of an invitation (PROTOCOL §4.9). */
export interface InvitationProof {
  /** Of the server, as the client reached it. */
  readonly origin: string;
  readonly tenant: Id;
  /** Of the invitation; it stands in the tenant's roster. */
  readonly key: SigningPublicKey;
  readonly clientNonce: Challenge;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** The bytes that the invitation's key signs (PROTOCOL §4.9). */
export function encodeInvitationProof(proof: InvitationProof): Uint8Array {
  return encodeCbor([1, proof.origin, proof.tenant, proof.key, proof.clientNonce, proof.time]);
}

/** Throws TOO_LARGE, MALFORMED or UNSUPPORTED. */
function parseInvitationProof(bytes: Uint8Array): InvitationProof {
  const fields = readArray(parseCbor(bytes, bounds.proof), 6, "invitation proof");
  readFormat(fields[0]);
  return {
    origin: readText(fields[1], "origin"),
    tenant: readBytes(fields[2], asId),
    key: readBytes(fields[3], asSigningPublicKey),
    clientNonce: readBytes(fields[4], asChallenge),
    time: readTime(fields[5], "time"),
  };
}

/** The same of an invitation to a share: the share stands in the tenant's place (PROTOCOL §4.12). */
export interface ShareInvitationProof extends Omit<InvitationProof, "tenant"> {
  readonly share: Id;
}

export const encodeShareInvitationProof = ({ share, ...rest }: ShareInvitationProof): Uint8Array =>
  encodeInvitationProof({ tenant: share, ...rest });

/** Reads a proof and verifies it under the key that it names. Throws what `parseInvitationProof` throws, BAD_SIGNATURE or MISMATCH. */
export function verifyInvitationProof(bytes: Uint8Array, signature: Signature, origin: string): InvitationProof {
  return verifyProof("invitation-proof", bytes, signature, origin);
}

/** As `verifyInvitationProof`, of an invitation to a share. */
export function verifyShareInvitationProof(
  bytes: Uint8Array,
  signature: Signature,
  origin: string,
): ShareInvitationProof {
  const { tenant: share, ...rest } = verifyProof("share-invitation-proof", bytes, signature, origin);
  return { share, ...rest };
}

function verifyProof(label: Label, bytes: Uint8Array, signature: Signature, origin: string): InvitationProof {
  const proof = parseInvitationProof(bytes);
  if (!verifySignature(label, bytes, signature, proof.key)) {
    throw new ProtocolError("BAD_SIGNATURE", "invitation");
  }
  if (proof.origin !== origin) throw new ProtocolError("MISMATCH", "origin");
  return proof;
}
