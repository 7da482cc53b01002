/** Our own export, taken back: whole bodies, whatever is in them. */
import type { ProfileKind } from "../events.ts";
import type { ImportRow } from "../items/import.ts";
import type { ItemInput } from "../items/items.ts";
import { importBounds } from "./bounds.ts";
import { isJsonObject, type JsonObject, memberOf } from "./json.ts";
import type { Skipped } from "./read-import.ts";
import { EntrySkipped, ImportRefused } from "./refusals.ts";

export interface OwnProfile {
  readonly kind: ProfileKind;
  readonly folders: readonly (readonly string[])[];
  /** Keys are the ids that the items had, which they bear as well. */
  readonly rows: readonly ImportRow[];
}

export interface OwnExport {
  readonly profiles: readonly OwnProfile[];
  /** Positions count through all profiles. */
  readonly skipped: readonly Skipped[];
}

const format = "sealgraph-export";

/**
 * Reads an export of ours; null where the text is none. What is wrong with one item leaves out that item; what is wrong
 * with the file throws `ImportRefused`.
 */
export function readOwnExport(text: string): OwnExport | null {
  if (!/^\s*\{\s*"format"\s*:\s*"sealgraph-export"/.test(text)) return null;
  const file = parse(text);
  if (!isJsonObject(file) || memberOf(file, "format") !== format) throw new ImportRefused("WRONG_SHAPE");
  if (memberOf(file, "version") !== 1) throw new ImportRefused("OTHER_VERSION");
  const skipped: Skipped[] = [];
  const counted = { entries: 0 };
  const profiles = listOf(file, "profiles").map((profile) => readProfile(profile, counted, skipped));
  return { profiles, skipped };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ImportRefused(/[}\]]\s*$/.test(text) ? "MALFORMED_JSON" : "TRUNCATED");
  }
}

function readProfile(value: unknown, counted: { entries: number }, skipped: Skipped[]): OwnProfile {
  if (!isJsonObject(value)) throw new ImportRefused("WRONG_SHAPE");
  const kind = memberOf(value, "kind");
  if (kind !== "PERSONAL" && kind !== "BUSINESS") throw new ImportRefused("WRONG_SHAPE");
  const rows: ImportRow[] = [];
  for (const item of listOf(value, "items")) {
    const position = ++counted.entries;
    if (position > importBounds.entries) throw new ImportRefused("TOO_MANY_ENTRIES");
    try {
      rows.push(readItem(item));
    } catch (error) {
      if (!(error instanceof EntrySkipped)) throw error;
      skipped.push({ position, reason: error.reason });
    }
  }
  return { kind, folders: listOf(value, "folders").map(readFolder), rows };
}

function readFolder(value: unknown): string[] {
  try {
    return readPath(value);
  } catch (error) {
    if (error instanceof EntrySkipped) throw new ImportRefused("WRONG_SHAPE");
    throw error;
  }
}

function readItem(value: unknown): ImportRow {
  if (!isJsonObject(value)) throw new EntrySkipped("WRONG_TYPE");
  const [id, body] = [memberOf(value, "id"), memberOf(value, "body")];
  if (typeof id !== "string" || id.length < 1 || id.length > 64 || !isJsonObject(body))
    throw new EntrySkipped("WRONG_TYPE");
  if (typeof memberOf(body, "kind") !== "string" || typeof memberOf(body, "title") !== "string")
    throw new EntrySkipped("WRONG_TYPE");
  if (new TextEncoder().encode(JSON.stringify(body)).length > importBounds.entry) throw new EntrySkipped("TOO_LARGE");
  return { key: id, id, item: body as ItemInput, folders: readPath(memberOf(value, "folder") ?? []) };
}

function readPath(value: unknown): string[] {
  if (!Array.isArray(value) || !value.every((name) => typeof name === "string")) throw new EntrySkipped("WRONG_TYPE");
  if (value.some((name: string) => name.length < 1 || name.length > importBounds.folderName))
    throw new EntrySkipped("FOLDER_NAME_TOO_LONG");
  return value as string[];
}

function listOf(object: JsonObject, name: string): readonly unknown[] {
  const value = memberOf(object, name);
  if (!Array.isArray(value)) throw new ImportRefused("WRONG_SHAPE");
  return value;
}
