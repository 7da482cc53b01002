/** Recoveries and drills, on the side of whoever signs or has the group's secret (PROTOCOL §8.3, §8.6). */
import { type CanaryPlace, canaryAad } from "../aad.ts";
import {
  asSymmetricKey,
  type Hash,
  type Signature,
  type SigningPair,
  type SymmetricKey,
  type XWingPublicKey,
  type XWingSeed,
} from "../keys.ts";
import { encodeRecoveryApproval, type RecoveryApproval } from "../recovery-approval.ts";
import { encodeRecoveryRequest, type RecoveryRequest, recoveryRequestHash } from "../recovery-request.ts";
import { deriveXWingPublicKey, randomBytes } from "../sodium.ts";
import { unwrapAs, wrapTo } from "./key-wrap.ts";
import { sign } from "./sign.ts";

/** Signs a request by its author and, where it names a code, by the code's key after it. */
export function signRecoveryRequest(
  request: RecoveryRequest,
  ...pairs: readonly SigningPair[]
): { readonly bytes: Uint8Array; readonly signatures: readonly Signature[]; readonly hash: Hash } {
  const bytes = encodeRecoveryRequest(request);
  return {
    bytes,
    signatures: pairs.map((pair) => sign("recovery-request", bytes, pair)),
    hash: recoveryRequestHash(bytes),
  };
}

/** Signs a verdict on a request. */
export function signRecoveryApproval(
  approval: RecoveryApproval,
  pair: SigningPair,
): { readonly bytes: Uint8Array; readonly signature: Signature } {
  const bytes = encodeRecoveryApproval(approval);
  return { bytes, signature: sign("recovery-approval", bytes, pair) };
}

/** 32 random bytes that nobody can say who cannot open what was sealed for the group. */
export function makeCanary(): SymmetricKey {
  return asSymmetricKey(randomBytes(32));
}

/** Seals a canary for the group's epoch, whose public key is the one that its roster states: 1,225 bytes, as a key wrap (§4.5). */
export function sealCanary(publicKey: XWingPublicKey, place: CanaryPlace, canary: SymmetricKey): Uint8Array {
  return wrapTo(publicKey, canaryAad(place), canary);
}

/** Opens a canary by the seed of the group's epoch; throws SealError. */
export function openCanary(seed: XWingSeed, place: CanaryPlace, sealed: Uint8Array): SymmetricKey {
  return unwrapAs(seed, deriveXWingPublicKey(seed), canaryAad(place), sealed);
}
