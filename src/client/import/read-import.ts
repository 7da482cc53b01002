import { importBounds } from "./bounds.ts";
import type { ImportEncoding } from "./decode.ts";
import { formats, type ImportFormat } from "./formats.ts";
import { importRowOf } from "./import-row.ts";
import type { ImportInput } from "./input.ts";
import type { Entry, ImportedItem, ImportedKind } from "./item.ts";
import { OpenedFile } from "./opened.ts";
import { readOwnItem } from "./own-rows.ts";
import type { Remark, Skipped } from "./position.ts";
import type { Unread } from "./reader.ts";
import { type Credentials, readers } from "./readers.ts";
import { EntrySkipped, ImportRefused } from "./refusals.ts";
import { contentKeyOf, sourceKeyOf } from "./source-key.ts";

/** All that an export file holds, and all that was left out of it and why. */
export interface ImportFile {
  readonly format: ImportFormat;
  /** What `profile.import` takes as its source: files of one source know each other's entries again. */
  readonly source: string;
  readonly encoding: ImportEncoding;
  /** Whether it is an organisation's export: its collections became folders. */
  readonly organisation: boolean;
  /** What a position counts: lines of a CSV, entries of anything else. */
  readonly unit: "line" | "entry";
  /** Folders to be made even where no item is in them. */
  readonly folders: readonly (readonly string[])[];
  readonly items: readonly ImportedItem[];
  /** How many items there are of each kind. */
  readonly kinds: Readonly<Partial<Record<ImportedKind, number>>>;
  readonly skipped: readonly Skipped[];
  readonly remarks: readonly Remark[];
}

export interface ReadOptions extends Credentials {
  /** Instead of telling it by the content. */
  readonly format?: ImportFormat;
}

/**
 * Reads an export file of another product. What is wrong with one entry leaves out that entry, with its position and
 * reason; what is wrong with the file throws `ImportRefused`. Nothing of the file's content is in either. Of a packed
 * file only what is needed is read. A database of KeePass throws PASSWORD_NEEDED or WRONG_PASSWORD: ask, and call again.
 */
export async function readImport(input: ImportInput, options: ReadOptions = {}): Promise<ImportFile> {
  const file = await OpenedFile.of(input);
  const format = options.format ?? (await file.format());
  const { encoding, ...source } = await readers[format](file, options).catch(async (error: unknown) => {
    throw options.format === undefined ? error : await saidPlainly(error, file, options.format);
  });
  const gathered = new Gathered();
  for (const unread of source.unread) await gathered.add(unread);
  const { organisation, unit, remarks = [] } = source;
  const whole = remarks.map((reason) => ({ position: 0, reason }));
  return {
    format,
    source: formats[format].source,
    encoding,
    organisation,
    unit,
    folders: [...source.folders, ...gathered.folders].filter((path) => path.length > 0 && !path.some(isLong)),
    items: gathered.items,
    kinds: gathered.kinds(),
    skipped: gathered.skipped,
    remarks: [...whole, ...gathered.remarks],
  };
}

/** A refusal of what is not of the format that was named says what it is, where that can be told. */
async function saidPlainly(error: unknown, file: OpenedFile, named: ImportFormat): Promise<unknown> {
  if (!(error instanceof ImportRefused)) return error;
  const found = await file.format().catch(() => named);
  return found === named ? error : new ImportRefused(error.reason, found);
}

/** Entries that were read, each only once. */
class Gathered {
  readonly items: ImportedItem[] = [];
  readonly skipped: Skipped[] = [];
  readonly remarks: Remark[] = [];
  readonly folders: (readonly string[])[] = [];
  private readonly known = new Map<string, ImportedItem>();

  async add({ position, part, read }: Unread): Promise<void> {
    const place = part === undefined ? { position } : { position, part };
    try {
      const { entries, remarks, folder } = read();
      if (folder) this.folders.push(folder);
      for (const entry of entries) {
        demandFit(entry);
        if (entry.own) demandOwn(entry);
        const { sourceId: _, ...rest } = entry;
        const item = { ...rest, ...place, sourceKey: await this.keyFor(entry) };
        this.known.set(item.sourceKey, item);
        this.items.push(item);
      }
      for (const reason of remarks) this.remarks.push({ ...place, reason });
    } catch (error) {
      // What lies too deep to be written as text again is no value that any product has.
      const reason = isRangeError(error) ? "WRONG_TYPE" : error instanceof EntrySkipped ? error.reason : null;
      if (reason === null) throw error;
      this.skipped.push({ ...place, reason });
    }
  }

  /** Two entries with one id that are not the same are two: the later one goes by its content. Throws DUPLICATE. */
  private async keyFor(entry: Entry): Promise<string> {
    const key = await sourceKeyOf(entry);
    const before = this.known.get(key);
    if (!before) return key;
    const byContent = await contentKeyOf(entry);
    if (this.known.has(byContent) || byContent === (await contentKeyOf(before))) throw new EntrySkipped("DUPLICATE");
    return byContent;
  }

  kinds(): Partial<Record<ImportedKind, number>> {
    const counts: Partial<Record<ImportedKind, number>> = {};
    for (const { kind } of this.items) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  }
}

const isRangeError = (error: unknown): boolean => error instanceof Error && error.name === "RangeError";

const isLong = (name: string): boolean => name.length > importBounds.folderName;

/** Anybody may have written what stands there as ours. Throws what `readOwnItem` throws. */
function demandOwn(entry: Entry): void {
  const { item, folders = [] } = importRowOf({ ...entry, sourceKey: "" });
  readOwnItem({ id: "of another product", body: item, folder: folders });
}

/** Throws EMPTY, BAD_TEXT, TOO_LARGE or FOLDER_NAME_TOO_LONG. */
function demandFit(entry: Entry): void {
  const { title, notes, totp, fields } = entry;
  if (title + notes + totp === "" && fields.length === 0 && !entry.own) throw new EntrySkipped("EMPTY");
  const json = JSON.stringify(entry);
  // JSON writes a lone surrogate as an escape, which well-formed text never needs.
  if (/(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(json)) throw new EntrySkipped("BAD_TEXT");
  if (new TextEncoder().encode(json).length > importBounds.entry) throw new EntrySkipped("TOO_LARGE");
  if (entry.folderPath.some(isLong)) throw new EntrySkipped("FOLDER_NAME_TOO_LONG");
}
