/** Our own exports in clear, taken back: whole bodies, whatever is in them. */
import type { BodyRow } from "../items/import.ts";
import { importBounds } from "./bounds.ts";
import { isJsonObject, type JsonObject, memberOf } from "./json.ts";
import { isOwnCsv, readOwnCsv } from "./own-csv.ts";
import { type OwnExport, type OwnProfile, readOwnItem, readOwnPath } from "./own-rows.ts";
import type { Skipped } from "./position.ts";
import { EntrySkipped, ImportRefused } from "./refusals.ts";

const format = "sealgraph-export";

/**
 * Reads an export of ours, JSON or CSV; null where the text is none. What is wrong with one item leaves out that item; what is wrong
 * with the file throws `ImportRefused`.
 */
export function readOwnExport(text: string): OwnExport | null {
  if (isOwnCsv(text)) return readOwnCsv(text);
  if (!/^\s*\{\s*"format"\s*:\s*"sealgraph-export"/.test(text)) return null;
  const file = parse(text);
  if (!isJsonObject(file) || memberOf(file, "format") !== format) throw new ImportRefused("WRONG_SHAPE");
  if (memberOf(file, "version") !== 1) throw new ImportRefused("OTHER_VERSION");
  const skipped: Skipped[] = [];
  const counted = { entries: 0 };
  const profiles = listOf(file, "profiles").map((profile) => readProfile(profile, counted, skipped));
  return { format: "sealgraph-json", profiles, skipped };
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
  const rows: BodyRow[] = [];
  for (const item of listOf(value, "items")) {
    const position = ++counted.entries;
    if (position > importBounds.entries) throw new ImportRefused("TOO_MANY_ENTRIES");
    try {
      rows.push(readOwnItem(item, position));
    } catch (error) {
      if (!(error instanceof EntrySkipped)) throw error;
      skipped.push({ position, reason: error.reason });
    }
  }
  return { kind, folders: listOf(value, "folders").flatMap(readFolder), rows };
}

/** None for a folder whose name no vault takes. */
function readFolder(value: unknown): string[][] {
  try {
    return [readOwnPath(value)];
  } catch (error) {
    if (!(error instanceof EntrySkipped)) throw error;
    if (error.reason === "FOLDER_NAME_TOO_LONG") return [];
    throw new ImportRefused("WRONG_SHAPE");
  }
}

function listOf(object: JsonObject, name: string): readonly unknown[] {
  const value = memberOf(object, name);
  if (!Array.isArray(value)) throw new ImportRefused("WRONG_SHAPE");
  return value;
}
