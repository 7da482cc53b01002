import { bounds } from "../../crypto/bounds.ts";

/** What an import takes; what exceeds it is refused, or skipped, with these numbers in the sentence. */
export const importBounds = Object.freeze({
  /** Bytes of a file, or of what is read of one that is packed. */
  file: 67_108_864,
  /** Bytes of a packed file, whose attachments are not read. */
  zip: 4_294_967_295,
  /** Files in a packed one, and bytes of their list. */
  zipFiles: 20_000,
  zipDirectory: 8_388_608,
  /** How many times its packed size a file may have that is larger than `ratioFrom`. */
  ratio: 200,
  ratioFrom: 1_048_576,
  /** Bytes of an unpacked KeePass database, attachments included. */
  database: 268_435_456,
  /** Bytes of memory that a database's key may take, bytes that are gone through for it in all, and lanes. */
  kdfMemory: 1_073_741_824,
  kdfWork: 17_179_869_184,
  kdfLanes: 64,
  /** Rounds of AES that it may take. */
  kdfRounds: 100_000_000,
  /** Bytes of a key file. */
  keyFile: 1_048_576,
  /** Rows or entries of a file, empty and damaged ones included. */
  entries: 100_000,
  /** Objects and lists of a JSON file. */
  objects: 5_000_000,
  /** Elements inside one another in an XML file. */
  xmlDepth: 512,
  /** Bytes of one entry as JSON: what still fits a sealed body, with room for what an item adds (PROTOCOL §1.5). */
  entry: bounds.body - 2_048,
  /** Folders inside one another; what lies deeper keeps the rest of its path in the last name. */
  folderDepth: 16,
  /** The same of our own files, which have them as somebody nested them. */
  ownFolderDepth: 128,
  /** Names in the paths of all folders of a profile in an archive: each is small there, and names the one above it. */
  archivePaths: 1_000_000,
  /** Characters of a folder's name. */
  folderName: 1_000,
  /** Characters of an id that another product gave; a longer one is replaced by a digest. */
  sourceId: 200,
});
