import { bounds } from "./bounds.ts";
import { equalBytes, equalOrNull } from "./bytes.ts";
import { encodeCbor, parseCbor } from "./cbor.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readFormat, readNullable, readOneOf, readText, readTime } from "./fields.ts";
import { hash } from "./hash.ts";
import {
  asChallenge,
  asHash,
  asId,
  asSigningPublicKey,
  type Challenge,
  type Hash,
  type Id,
  type Signature,
  type SigningPublicKey,
} from "./keys.ts";
import { verifySignature } from "./signature.ts";

/** What a session is for (PROTOCOL §3.3). */
export const surface = { APP: 1, PORTAL: 2, PARTNER: 3, SERVICE: 4 } as const;
export type Surface = (typeof surface)[keyof typeof surface];

/** What a login proof is for (PROTOCOL §3.3). Opening and recovering are proven by an account code, the others by the password. */
export const loginAction = {
  SIGN_IN: 1,
  CHANGE_PASSWORD: 2,
  MAKE_CODE: 3,
  REMOVE_CODE: 4,
  OPEN_BY_CODE: 5,
  RECOVER: 6,
  ROTATE: 8,
} as const;
export type LoginAction = (typeof loginAction)[keyof typeof loginAction];

const withoutContext: readonly LoginAction[] = [loginAction.SIGN_IN, loginAction.OPEN_BY_CODE];

export interface LoginProof {
  /** Of the server, as the client reached it: `https://vault.example`. */
  readonly origin: string;
  readonly user: Id;
  readonly device: Id;
  readonly deviceKey: SigningPublicKey;
  readonly surface: Surface;
  readonly action: LoginAction;
  readonly challenge: Challenge;
  readonly clientNonce: Challenge;
  /** Milliseconds since 1970, for information. */
  readonly time: number;
  /** null to sign in or to open by a code; to change the password or recover `loginContext`, about a code `codeContext`, for new keys `rotationContext`. */
  readonly context: Hash | null;
}

/** What a proof is compared with: what the server asked for and received beside it. */
export type LoginAsked = Omit<LoginProof, "clientNonce" | "time">;

/** The bytes that the login key and the device key sign (PROTOCOL §3.3). */
export function encodeLoginProof(proof: LoginProof): Uint8Array {
  return encodeCbor([
    1,
    proof.origin,
    proof.user,
    proof.device,
    proof.deviceKey,
    proof.surface,
    proof.action,
    proof.challenge,
    proof.clientNonce,
    proof.time,
    proof.context,
  ]);
}

/** Throws TOO_LARGE, MALFORMED or UNSUPPORTED; a context stands exactly where the action has one. */
export function parseLoginProof(bytes: Uint8Array): LoginProof {
  const fields = readArray(parseCbor(bytes, bounds.proof), 11, "login proof");
  readFormat(fields[0]);
  const proof: LoginProof = {
    origin: readText(fields[1], "origin"),
    user: readBytes(fields[2], asId),
    device: readBytes(fields[3], asId),
    deviceKey: readBytes(fields[4], asSigningPublicKey),
    surface: readOneOf(fields[5], Object.values(surface), "surface"),
    action: readOneOf(fields[6], Object.values(loginAction), "action"),
    challenge: readBytes(fields[7], asChallenge),
    clientNonce: readBytes(fields[8], asChallenge),
    time: readTime(fields[9], "time"),
    context: readNullable(fields[10], (value) => readBytes(value, asHash)),
  };
  if ((proof.context === null) !== withoutContext.includes(proof.action)) {
    throw new ProtocolError("MALFORMED", "context");
  }
  return proof;
}

/** What a change of password, or a recovery, binds to its proof, all of it new (PROTOCOL §3.3). */
export interface PasswordChange {
  /** The wrap generation after the change. */
  readonly generation: number;
  /** As encoded by `encodeKdfParameters`. */
  readonly parameters: Uint8Array;
  readonly loginKey: SigningPublicKey;
  /** An envelope of type 4. */
  readonly rootWrap: Uint8Array;
}

/** The `context` of a proof that changes the password or recovers (PROTOCOL §3.3). */
export function loginContext(change: PasswordChange): Hash {
  return hash("login-context", encodeCbor([1, change.generation, change.parameters, change.loginKey, change.rootWrap]));
}

/**
 * Reads a proof, verifies both signatures over the bytes that travelled and compares every position with what was
 * asked for. Throws what `parseLoginProof` throws, BAD_SIGNATURE or MISMATCH.
 */
export function verifyLoginProof(
  bytes: Uint8Array,
  signatures: { readonly login: Signature; readonly device: Signature },
  loginKey: SigningPublicKey,
  asked: LoginAsked,
): LoginProof {
  const proof = parseLoginProof(bytes);
  if (!verifySignature("login-proof", bytes, signatures.login, loginKey)) {
    throw new ProtocolError("BAD_SIGNATURE", "login key");
  }
  if (!verifySignature("device-proof", bytes, signatures.device, asked.deviceKey)) {
    throw new ProtocolError("BAD_SIGNATURE", "device key");
  }
  compare(proof, asked);
  return proof;
}

function compare(proof: LoginProof, asked: LoginAsked): void {
  for (const name of ["origin", "surface", "action"] as const) {
    if (proof[name] !== asked[name]) throw new ProtocolError("MISMATCH", name);
  }
  for (const name of ["user", "device", "deviceKey", "challenge"] as const) {
    if (!equalBytes(proof[name], asked[name])) throw new ProtocolError("MISMATCH", name);
  }
  if (!equalOrNull(proof.context, asked.context)) throw new ProtocolError("MISMATCH", "context");
}
