import { SealError } from "../errors.ts";
import type { SymmetricKey } from "../keys.ts";
import { open } from "./seal.ts";

/** Opens an envelope that holds a key; throws SealError also where what it holds is not of the key's exact length. */
export function openKey<T>(as: (bytes: Uint8Array) => T, key: SymmetricKey, aad: Uint8Array, envelope: Uint8Array): T {
  const plaintext = open(key, aad, envelope);
  try {
    return as(plaintext);
  } catch {
    throw new SealError();
  }
}
