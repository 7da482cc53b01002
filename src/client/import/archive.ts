/** Our own archive, opened without a server and without an account (PROTOCOL §9). */
import {
  ArchiveError,
  type ArchiveSecret,
  deriveArchiveKey,
  openArchive as openFrames,
  readArchiveStart,
} from "../../crypto/client/archive.ts";
import { parseFileCode } from "../../crypto/client/recovered-file.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { ProfileKind } from "../events.ts";
import type { ArchiveKey } from "../export/archive.ts";
import type { BodyRow } from "../items/import.ts";
import { type ArchiveLine, readArchiveLines } from "./archive-lines.ts";
import { readOwnItem, readOwnPath } from "./own-rows.ts";
import type { Skipped } from "./position.ts";
import { EntrySkipped, type ImportRefusal, ImportRefused, type SkipReason } from "./refusals.ts";

/** The bytes of an archive from its beginning, as often as they are asked for. */
export type ArchiveSource = () => AsyncIterable<Uint8Array>;

export interface ArchivedProfile {
  readonly kind: ProfileKind;
  readonly folders: readonly (readonly string[])[];
  /** How many items there are. */
  readonly count: number;
  /** How many items there are of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Reads the archive once more, and the items as they come. */
  rows(): AsyncGenerator<BodyRow, void>;
}

/** An archive that was read to its end once: all of it is there, as it was sealed. */
export interface OpenArchive {
  readonly exportedAt: Date;
  readonly profiles: readonly ArchivedProfile[];
  /** Positions count through all profiles. */
  readonly skipped: readonly Skipped[];
}

/** What opens it. Throws ImportRefused. */
export async function archiveWay(source: ArchiveSource): Promise<"PASSWORD" | "CODE"> {
  const { parameters } = await plainly(() => readArchiveStart(source()), "CODE");
  return parameters === null ? "CODE" : "PASSWORD";
}

/** Opens an archive and reads it to its end, so that nothing is taken of one that is not whole. Throws ImportRefused. */
export async function openArchive(source: ArchiveSource, by: ArchiveKey): Promise<OpenArchive> {
  const way = "password" in by ? "PASSWORD" : "CODE";
  const start = await plainly(() => readArchiveStart(source()), way);
  // A password that is empty or too long is no archive's.
  const key = await plainly(() => deriveArchiveKey(secretOf(by), start), way, wrong[way]);
  const lines = () => plainLines(readArchiveLines(openFrames(key, start, source())), way);
  let exportedAt = new Date(0);
  const profiles: Counted[] = [];
  const skipped: Skipped[] = [];
  let position = 0;
  for await (const line of lines()) {
    const last = profiles.at(-1);
    if (line.line === "start") exportedAt = line.exportedAt;
    else if (line.line === "profile") profiles.push({ kind: line.kind, folders: [], count: 0, kinds: new Map() });
    else if (line.line === "folder") last?.folders.push(...fitting(line.path));
    else {
      const at = ++position;
      const row = rowOf(line.item, at, (reason) => skipped.push({ position: at, reason }));
      if (last && row) count(last, String(row.body.kind));
    }
  }
  return {
    exportedAt,
    skipped,
    profiles: profiles.map((profile) => ({
      ...profile,
      kinds: Object.fromEntries(profile.kinds),
      rows: () => rowsOf(lines(), profile.kind),
    })),
  };
}

interface Counted {
  readonly kind: ProfileKind;
  readonly folders: (readonly string[])[];
  count: number;
  readonly kinds: Map<string, number>;
}

function count(profile: Counted, kind: string): void {
  profile.count++;
  profile.kinds.set(kind, (profile.kinds.get(kind) ?? 0) + 1);
}

async function* rowsOf(lines: AsyncGenerator<ArchiveLine, void>, kind: ProfileKind): AsyncGenerator<BodyRow, void> {
  let here = false;
  let position = 0;
  for await (const line of lines) {
    if (line.line === "profile") here = line.kind === kind;
    if (line.line !== "item") continue;
    position++;
    const row = here ? rowOf(line.item, position) : null;
    if (row) yield row;
  }
}

/** None for a folder whose name no vault takes. */
function fitting(path: readonly string[]): readonly (readonly string[])[] {
  try {
    return [readOwnPath(path)];
  } catch (error) {
    if (error instanceof EntrySkipped) return [];
    throw error;
  }
}

/** Null for one that no vault takes. */
function rowOf(item: object, position: number, skip: (reason: SkipReason) => void = () => {}): BodyRow | null {
  try {
    return readOwnItem(item, position);
  } catch (error) {
    if (!(error instanceof EntrySkipped)) throw error;
    skip(error.reason);
    return null;
  }
}

function secretOf(by: ArchiveKey): ArchiveSecret {
  if ("password" in by) return by;
  try {
    return { code: parseFileCode(by.code) };
  } catch {
    throw new ImportRefused("ARCHIVE_WRONG_CODE");
  }
}

type Way = "PASSWORD" | "CODE";

const wrong = { PASSWORD: "ARCHIVE_WRONG_PASSWORD", CODE: "ARCHIVE_WRONG_CODE" } as const;
const needed = { PASSWORD: "ARCHIVE_CODE_NEEDED", CODE: "ARCHIVE_PASSWORD_NEEDED" } as const;

async function* plainLines<T>(lines: AsyncGenerator<T, void>, way: Way): AsyncGenerator<T, void> {
  try {
    yield* lines;
  } catch (error) {
    throw inPlainWords(error, way, "ARCHIVE_DAMAGED");
  }
}

async function plainly<T>(work: () => Promise<T>, way: Way, otherwise: ImportRefusal = "ARCHIVE_DAMAGED"): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw inPlainWords(error, way, otherwise);
  }
}

function inPlainWords(error: unknown, way: Way, otherwise: ImportRefusal): unknown {
  if (error instanceof ArchiveError) return new ImportRefused(reasonOf(error, way));
  return error instanceof ProtocolError ? new ImportRefused(otherwise) : error;
}

function reasonOf({ reason }: ArchiveError, way: Way): ImportRefusal {
  switch (reason) {
    case "NO_ARCHIVE":
      return "WRONG_SHAPE";
    case "NEWER_FORMAT":
      return "OTHER_VERSION";
    case "OTHER_WAY":
      return needed[way];
    case "WRONG_SECRET":
      return wrong[way];
    case "TRUNCATED":
      return "TRUNCATED";
    case "DAMAGED":
      return "ARCHIVE_DAMAGED";
  }
}
