export { isArchive } from "../../crypto/client/archive.ts";
export { type AboutImport, aboutImport } from "./about.ts";
export {
  type ArchivedProfile,
  type ArchiveSource,
  archiveWay,
  type OpenArchive,
  openArchive,
} from "./archive.ts";
export { importBounds } from "./bounds.ts";
export { decodeFile, type ImportEncoding } from "./decode.ts";
export { formats, type ImportFormat, importFormats } from "./formats.ts";
export { type CustomField, importRowOf } from "./import-row.ts";
export type { ImportBlob, ImportInput } from "./input.ts";
export { type ImportDone, type ImportTarget, importInto } from "./into.ts";
export type { ImportedField, ImportedItem, ImportedKind } from "./item.ts";
export { archiveSource, type Importable, type OpenImport, openImport } from "./open-import.ts";
export { readOwnExport } from "./own-json.ts";
export type { OwnExport, OwnProfile } from "./own-rows.ts";
export type { Position, Remark, Skipped } from "./position.ts";
export { type ImportFile, type ReadOptions, readImport } from "./read-import.ts";
export type { Credentials } from "./readers.ts";
export {
  ImportPartMissing,
  type ImportRefusal,
  ImportRefused,
  importRefusals,
  type RemarkReason,
  remarkReasons,
  type SkipReason,
  skipReasons,
} from "./refusals.ts";
export { secretFieldNames } from "./secret-names.ts";
export { type Row, readRows } from "./table.ts";
