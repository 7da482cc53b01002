import { bounds } from "../../crypto/bounds.ts";

/** What an import takes; what exceeds it is refused, or skipped, with these numbers in the sentence. */
export const importBounds = Object.freeze({
  /** Bytes of a file. */
  file: 67_108_864,
  /** Rows or entries of a file, empty and damaged ones included. */
  entries: 100_000,
  /** Bytes of one entry as JSON: what still fits a sealed body, with room for what an item adds (PROTOCOL §1.5). */
  entry: bounds.body - 2_048,
  /** Folders inside one another; what lies deeper keeps the rest of its path in the last name. */
  folderDepth: 16,
  /** Characters of a folder's name. */
  folderName: 1_000,
});
