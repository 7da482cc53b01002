import { bounds } from "./bounds.ts";
import { encodeCbor, parseCbor } from "./cbor.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readFormat, readOneOf, readTime } from "./fields.ts";
import { asHash, asId, asSigningPublicKey, type Hash, type Id, type Signature, type SigningPublicKey } from "./keys.ts";
import { verifySignature } from "./signature.ts";

/** What somebody says of a recovery that another asked for (PROTOCOL §8.3). */
export const recoveryVerdict = { APPROVE: 1, VETO: 2 } as const;
export type RecoveryVerdict = (typeof recoveryVerdict)[keyof typeof recoveryVerdict];

/** A verdict on one request: on these bytes, and on no other of the same recovery. */
export interface RecoveryApproval {
  readonly tenant: Id;
  readonly recovery: Id;
  /** `recoveryRequestHash` of what was asked. */
  readonly request: Hash;
  readonly verdict: RecoveryVerdict;
  readonly user: Id;
  readonly key: SigningPublicKey;
  /** Milliseconds since 1970, for information. */
  readonly time: number;
}

/** The bytes that are signed (PROTOCOL §8.3). */
export function encodeRecoveryApproval(approval: RecoveryApproval): Uint8Array {
  const { tenant, recovery, request, verdict, user, key, time } = approval;
  return encodeCbor([1, tenant, recovery, request, verdict, user, key, time]);
}

/** Reads an approval; throws TOO_LARGE, MALFORMED or UNSUPPORTED. */
export function parseRecoveryApproval(bytes: Uint8Array): RecoveryApproval {
  const fields = readArray(parseCbor(bytes, bounds.proof), 8, "recovery approval");
  readFormat(fields[0]);
  return {
    tenant: readBytes(fields[1], asId),
    recovery: readBytes(fields[2], asId),
    request: readBytes(fields[3], asHash),
    verdict: readOneOf(fields[4], Object.values(recoveryVerdict), "verdict"),
    user: readBytes(fields[5], asId),
    key: readBytes(fields[6], asSigningPublicKey),
    time: readTime(fields[7], "time"),
  };
}

/**
 * Reads an approval and verifies the bytes that travelled under the key that it names. Throws TOO_LARGE, MALFORMED, UNSUPPORTED
 * or BAD_SIGNATURE. Whether this person has a say, and the request is the one asked, is for whoever holds them.
 */
export function openRecoveryApproval(bytes: Uint8Array, signature: Signature): RecoveryApproval {
  const approval = parseRecoveryApproval(bytes);
  if (!verifySignature("recovery-approval", bytes, signature, approval.key))
    throw new ProtocolError("BAD_SIGNATURE", "recovery approval");
  return approval;
}
