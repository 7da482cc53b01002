import { previousKeyAad } from "../aad.ts";
import { equalBytes } from "../bytes.ts";
import { ProtocolError } from "../errors.ts";
import { asHash, asSymmetricKey, type Hash, type Id, type SymmetricKey } from "../keys.ts";
import { pae } from "../pae.ts";
import { keyedBlake2b, randomBytes } from "../sodium.ts";
import { seal } from "./seal.ts";
import { openKey } from "./sealed-key.ts";

/** A fresh key for an epoch of a vault. */
export function makeVaultKey(): SymmetricKey {
  return asSymmetricKey(randomBytes(32));
}

/** What a roster states of the key of an epoch (PROTOCOL §4.4). */
export function keyCommitment(key: SymmetricKey, roster: Id, epoch: number): Hash {
  return asHash(keyedBlake2b(32, key, pae("key-commitment", roster, epoch)));
}

/** Throws WRONG_COMMITMENT unless this is the key that a roster states for the epoch (PROTOCOL §4.4). */
export function checkKeyCommitment(
  key: SymmetricKey,
  roster: Id,
  stated: { readonly epoch: number; readonly commitment: Hash },
): void {
  if (!equalBytes(keyCommitment(key, roster, stated.epoch), stated.commitment)) {
    throw new ProtocolError("WRONG_COMMITMENT", "key of an epoch");
  }
}

/** Where a vault's new epoch begins. */
export interface EpochPlace {
  readonly vault: Id;
  /** The new one. */
  readonly epoch: number;
}

/** Seals the key of the epoch before under the new one, so that one key opens all the past (PROTOCOL §5.5). */
export function sealPreviousKey(newKey: SymmetricKey, place: EpochPlace, previousKey: SymmetricKey): Uint8Array {
  return seal(newKey, previousKeyAad(place), previousKey);
}

/** The key of the epoch before `place.epoch`; throws SealError. */
export function openPreviousKey(newKey: SymmetricKey, place: EpochPlace, envelope: Uint8Array): SymmetricKey {
  return openKey(asSymmetricKey, newKey, previousKeyAad(place), envelope);
}
