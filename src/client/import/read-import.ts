import { readBitwardenCsv } from "./bitwarden-csv.ts";
import { readBitwardenJson } from "./bitwarden-json.ts";
import { importBounds } from "./bounds.ts";
import { readChromeCsv } from "./chrome-csv.ts";
import { decodeFile, type ImportEncoding } from "./decode.ts";
import { detectFormat } from "./detect.ts";
import type { Entry, ImportedItem, ImportFormat } from "./item.ts";
import type { Source } from "./reader.ts";
import { EntrySkipped, ImportRefused, type RemarkReason, type SkipReason } from "./refusals.ts";
import { sourceKeyOf } from "./source-key.ts";

export interface Skipped {
  readonly position: number;
  readonly reason: SkipReason;
}

export interface Remark {
  readonly position: number;
  readonly reason: RemarkReason;
}

/** All that an export file holds, and all that was left out of it and why. */
export interface ImportFile {
  readonly format: ImportFormat;
  readonly encoding: ImportEncoding;
  /** Whether it is an organisation's export: its collections became folders. */
  readonly organisation: boolean;
  /** What a position counts: lines of a CSV, entries of a JSON. */
  readonly unit: "line" | "entry";
  /** Folders to be made even where no item is in them. */
  readonly folders: readonly (readonly string[])[];
  readonly items: readonly ImportedItem[];
  readonly skipped: readonly Skipped[];
  readonly remarks: readonly Remark[];
}

const readers: { readonly [F in ImportFormat]: (text: string) => Source } = {
  "bitwarden-json": readBitwardenJson,
  "bitwarden-csv": readBitwardenCsv,
  "chrome-csv": readChromeCsv,
};

/**
 * Reads an export file of another product. What is wrong with one entry leaves out that entry, with its position and
 * reason; what is wrong with the file throws `ImportRefused`. Nothing of the file's content is in either.
 */
export async function readImport(bytes: Uint8Array, format?: ImportFormat): Promise<ImportFile> {
  if (bytes.length > importBounds.file) throw new ImportRefused("FILE_TOO_LARGE");
  const { text, encoding } = decodeFile(bytes);
  const named = format ?? detectFormat(text);
  const source = readers[named](text);
  const items: ImportedItem[] = [];
  const skipped: Skipped[] = [];
  const remarks: Remark[] = [];
  const known = new Set<string>();
  for (const { position, read } of source.unread) {
    try {
      const reading = read();
      for (const entry of reading.entries) {
        demandFit(entry);
        const { sourceId, ...rest } = entry;
        const sourceKey = await sourceKeyOf(entry);
        if (known.has(sourceKey)) throw new EntrySkipped("DUPLICATE");
        known.add(sourceKey);
        items.push({ ...rest, sourceKey });
      }
      remarks.push(...reading.remarks.map((reason) => ({ position, reason })));
    } catch (error) {
      if (!(error instanceof EntrySkipped)) throw error;
      skipped.push({ position, reason: error.reason });
    }
  }
  const { organisation, unit } = source;
  const folders = source.folders.filter((path) => path.length > 0 && !path.some(isLong));
  return { format: named, encoding, organisation, unit, folders, items, skipped, remarks };
}

const isLong = (name: string): boolean => name.length > importBounds.folderName;

/** Throws EMPTY, BAD_TEXT, TOO_LARGE or FOLDER_NAME_TOO_LONG. */
function demandFit(entry: Entry): void {
  const { title, notes, totp, fields } = entry;
  if (title + notes + totp === "" && fields.length === 0) throw new EntrySkipped("EMPTY");
  const json = JSON.stringify(entry);
  // JSON writes a lone surrogate as an escape, which well-formed text never needs.
  if (/(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(json)) throw new EntrySkipped("BAD_TEXT");
  if (new TextEncoder().encode(json).length > importBounds.entry) throw new EntrySkipped("TOO_LARGE");
  if (entry.folderPath.some(isLong)) throw new EntrySkipped("FOLDER_NAME_TOO_LONG");
}
