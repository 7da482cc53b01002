/** The one way of a file that was read into an account, for every format. */
import type { Client, ImportProgress, ProfileKind } from "../index.ts";
import type { BodyRow, ImportRow } from "../items/import.ts";
import type { JsonObject } from "../json.ts";
import type { OpenArchive } from "./archive.ts";
import { importRowOf } from "./import-row.ts";
import type { Importable } from "./open-import.ts";
import type { OwnExport } from "./own-rows.ts";
import type { Position, Skipped } from "./position.ts";
import type { ImportFile } from "./read-import.ts";

export interface ImportTarget {
  /** Where to. Unless it is said: of our own files each profile into the same one, of others into the personal one. */
  readonly profile?: ProfileKind;
  /** Names of folders, from the top down, to put everything into. They are made where they are missing. */
  readonly under?: readonly string[];
  readonly onProgress?: (progress: ImportProgress) => void;
}

export interface ImportDone {
  readonly added: number;
  /** Were here already, in the trash or not. */
  readonly known: number;
  /** Folders that were made. */
  readonly folders: number;
  /** What a policy of the company kept out of the profile, by where it stood. */
  readonly skipped: readonly Skipped[];
}

type Row = ImportRow | BodyRow;

/** With the part of its file where that has several. */
type FileRow = Row & Partial<Pick<Position, "part">>;

/** What goes into one profile. */
interface Portion {
  readonly profile: ProfileKind;
  readonly source: string;
  readonly rows: Iterable<FileRow> | AsyncIterable<FileRow>;
  readonly count: number;
  readonly folders: readonly (readonly string[])[];
}

/** By which rows of our own files are the same ones, whichever of these files they come from. */
const ownSource = "sealgraph-json";

/**
 * Imports what was read. A run that was cut short goes on where it was, and one more adds nothing: what is the same row follows from
 * the file, and from the vault. Throws what `profile.import` throws.
 */
export async function importInto(
  client: Pick<Client, "profile">,
  read: Importable,
  { profile, under = [], onProgress }: ImportTarget = {},
): Promise<ImportDone> {
  const portions = "profiles" in read ? ownPortions(read, profile) : [portionOf(read, profile)];
  const total = portions.reduce((sum, { count }) => sum + count, 0);
  const done = { added: 0, known: 0, folders: 0, skipped: [] as Skipped[] };
  let before = 0;
  for (const { profile: kind, source, rows, count, folders } of portions) {
    const places: Position[] = [];
    const report = await client.profile(kind).import(placed(rows, under, places), {
      source,
      folders: folders.map((path) => [...under, ...path]),
      total: count,
      onProgress: (progress) => onProgress?.(ofAll(progress, before, total)),
    });
    done.added += report.added;
    done.known += report.skipped;
    done.folders += report.folders;
    for (const place of report.forbidden)
      done.skipped.push({ ...(places[place] ?? { position: 0 }), reason: "OF_THE_COMPANY" });
    before += count;
  }
  return done;
}

const portionOf = (file: ImportFile, profile: ProfileKind = "PERSONAL"): Portion => ({
  profile,
  source: file.source,
  rows: rowsOf(file),
  count: file.items.length,
  folders: file.folders,
});

/** What was an item of ours is taken as it was sealed once; whatever is in it. */
function* rowsOf({ items }: ImportFile): Generator<FileRow> {
  for (const item of items) {
    const { position, part } = item;
    const { item: body, ...row } = importRowOf(item);
    const its = item.own ? { ...row, body: body as JsonObject } : { ...row, item: body };
    yield { ...its, position, ...(part !== undefined && { part }) };
  }
}

const ownPortions = ({ profiles }: OwnExport | OpenArchive, profile: ProfileKind | undefined): Portion[] =>
  profiles.map(({ kind, folders, ...its }) => ({
    profile: profile ?? kind,
    source: ownSource,
    rows: typeof its.rows === "function" ? its.rows() : its.rows,
    count: "count" in its ? its.count : its.rows.length,
    folders,
  }));

/** Rows where they go to; where they come from is noted in their order. */
async function* placed(
  rows: Iterable<FileRow> | AsyncIterable<FileRow>,
  under: readonly string[],
  places: Position[],
): AsyncGenerator<Row> {
  for await (const { part, ...row } of rows) {
    const { position = 0 } = row;
    places.push(part === undefined ? { position } : { position, part });
    yield under.length === 0 ? row : { ...row, folders: [...under, ...(row.folders ?? [])] };
  }
}

/** Of one profile after another, the way through all of them. */
function ofAll(progress: ImportProgress, before: number, total: number): ImportProgress {
  const done = before + progress.done;
  const left = total - done;
  return { ...progress, done, total, secondsLeft: left === 0 ? 0 : progress.rate && left / progress.rate };
}
