import type { Id, SymmetricKey } from "../keys.ts";
import { pae } from "../pae.ts";
import { keyedBlake2b } from "../sodium.ts";
import { markVersion } from "../uuid.ts";

/**
 * The id of the record that an import makes of a row (PROTOCOL §2.4): the same row of the same source gives the same id
 * in the same vault, and nobody without a key of that vault can tell which row it was. `firstKey` is that of epoch 1,
 * because no rotation changes it. Source and row are text of any length, in NFC.
 */
export function deriveImportId(firstKey: SymmetricKey, vault: Id, source: string, row: string): Id {
  const derived = keyedBlake2b(32, firstKey, pae("import-id", vault, source, row));
  return markVersion(derived.slice(0, 16), 8);
}
