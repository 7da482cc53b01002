import { frameAad } from "../aad.ts";
import { asSymmetricKey, type Id, type SymmetricKey } from "../keys.ts";
import { pae } from "../pae.ts";
import { keyedBlake2b } from "../sodium.ts";
import { open, seal } from "./seal.ts";

/** Where a frame stands in the local store of a device. */
export interface FramePlace {
  readonly user: Id;
  readonly device: Id;
  /** Dense, so that a frame left out is seen. */
  readonly sequence: number;
}

/** The key of a device's local store (PROTOCOL §6.2). */
export function deriveStoreKey(rootKey: SymmetricKey, user: Id, device: Id): SymmetricKey {
  return asSymmetricKey(keyedBlake2b(32, rootKey, pae("store-key", user, device)));
}

/** The key of what the same store holds of other companies' rosters (PROTOCOL §6.2). */
export function deriveCompaniesKey(rootKey: SymmetricKey, user: Id, device: Id): SymmetricKey {
  return asSymmetricKey(keyedBlake2b(32, rootKey, pae("store-key", user, device, "companies")));
}

/** Seals a frame of at most 65,463 bytes; throws TOO_LARGE above (PROTOCOL §6.2). */
export function sealFrame(storeKey: SymmetricKey, place: FramePlace, plaintext: Uint8Array): Uint8Array {
  return seal(storeKey, frameAad(place), plaintext);
}

/** Opens a frame; throws SealError for another store, person or sequence. */
export function openFrame(storeKey: SymmetricKey, place: FramePlace, frame: Uint8Array): Uint8Array {
  return open(storeKey, frameAad(place), frame);
}
