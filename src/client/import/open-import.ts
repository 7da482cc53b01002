/** Any file that can be imported: another product's, our own in clear, or our archive. */
import { isArchive } from "../../crypto/client/archive.ts";
import type { ArchiveKey } from "../export/archive.ts";
import { type ArchiveSource, archiveWay, type OpenArchive, openArchive } from "./archive.ts";
import { importBounds } from "./bounds.ts";
import { decodeFile } from "./decode.ts";
import type { ImportBlob } from "./input.ts";
import { isOwnCsv } from "./own-csv.ts";
import { readOwnExport } from "./own-json.ts";
import type { OwnExport } from "./own-rows.ts";
import { type ImportFile, type ReadOptions, readImport } from "./read-import.ts";
import { ImportRefused } from "./refusals.ts";

/** What `importInto` takes. */
export type Importable = ImportFile | OwnExport | OpenArchive;

export interface OpenImport extends ReadOptions {
  /** Of an archive that a code opens. `password` is that of one which has a password, or of a database. */
  readonly code?: string;
}

/** A file of backups is ours as well, and is opened by the recovery code alone. */
const isOrganisationBackup = (start: Uint8Array): boolean =>
  new TextDecoder().decode(start).startsWith('{"sealgraph":"organisation backup"');

/** Enough to tell our own files from any other. */
const startLength = 1_024;

/**
 * Reads a file and tells by its content what it is, unless `format` says that. Throws ImportRefused: PASSWORD_NEEDED,
 * ARCHIVE_PASSWORD_NEEDED and ARCHIVE_CODE_NEEDED where something has to be asked for, and it called again.
 */
export async function openImport(blob: ImportBlob, options: OpenImport = {}): Promise<Importable> {
  if (options.format !== undefined) return readImport(blob, options);
  const start = await bytesOf(blob, 0, Math.min(blob.size, startLength));
  if (isArchive(start)) return openArchiveIn(blob, options);
  if (isOrganisationBackup(start)) throw new ImportRefused("ORGANISATION_BACKUP");
  if (blob.size > 0 && blob.size <= importBounds.file && mayBeOwn(start)) {
    const own = readOwnExport(decodeFile(await bytesOf(blob, 0, blob.size)).text);
    if (own) return own;
  }
  return readImport(blob, options);
}

async function openArchiveIn(blob: ImportBlob, { password, code }: OpenImport): Promise<OpenArchive> {
  const source = archiveSource(blob);
  const way = await archiveWay(source);
  const key: ArchiveKey | null =
    way === "CODE" ? (code === undefined ? null : { code }) : password === undefined ? null : { password };
  if (key === null) throw new ImportRefused(way === "CODE" ? "ARCHIVE_CODE_NEEDED" : "ARCHIVE_PASSWORD_NEEDED");
  return openArchive(source, key);
}

const portion = 262_144;

/** The bytes of a file as an archive is read: in portions, as often as it is asked for. */
export const archiveSource = (blob: ImportBlob): ArchiveSource =>
  async function* () {
    for (let at = 0; at < blob.size; at += portion) yield await bytesOf(blob, at, Math.min(blob.size, at + portion));
  };

const bytesOf = async (blob: ImportBlob, from: number, to: number): Promise<Uint8Array> =>
  new Uint8Array(await blob.slice(from, to).arrayBuffer());

function mayBeOwn(start: Uint8Array): boolean {
  const text = new TextDecoder().decode(start);
  return text.includes("sealgraph-export") || isOwnCsv(text);
}
