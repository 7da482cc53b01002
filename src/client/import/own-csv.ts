/** Our own CSV, taken back; and a table of the same columns that somebody wrote by hand. */
import { toHex } from "../../crypto/bytes.ts";
import { blake2b256 } from "../../crypto/sodium.ts";
import type { ProfileKind } from "../events.ts";
import type { BodyRow } from "../items/import.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import { readHeader } from "./columns.ts";
import {
  type OwnColumn,
  ownColumns,
  ownFieldColumns,
  parsePath,
  parseTags,
  parseUrls,
  unguarded,
} from "./own-cells.ts";
import { type OwnExport, readOwnItem, readOwnPath } from "./own-rows.ts";
import type { Skipped } from "./position.ts";
import { EntrySkipped, ImportRefused } from "./refusals.ts";
import { type Row, readRows } from "./table.ts";

/** Whether a first line is one of ours: no other product's has these. */
export function isOwnCsv(text: string): boolean {
  const [first] = readRows(text.slice(0, text.search(/[\r\n]|$/)));
  const names = first && "cells" in first ? first.cells.map((cell) => cell.trim().toLowerCase()) : [];
  return ["profile", "folder", "kind", "title", "more"].every((name) => names.includes(name));
}

type Line = Readonly<Record<OwnColumn, string>>;

/** Throws ImportRefused; what is wrong with one line leaves out that line. */
export function readOwnCsv(text: string): OwnExport {
  const [first, ...rows] = readRows(text);
  const header = readHeader(first, ["profile", "kind", "title"]);
  const profiles = new Map<ProfileKind, { folders: string[][]; rows: BodyRow[] }>();
  const skipped: Skipped[] = [];
  for (const row of rows) {
    try {
      const line = lineIn(row, (column) => header.get(column));
      const kind = profileOf(line.profile);
      const profile = profiles.get(kind) ?? { folders: [], rows: [] };
      profiles.set(kind, profile);
      const folder = parsePath(line.folder);
      const { folder: _, ...rest } = line;
      if (isFolder(rest)) profile.folders.push(readOwnPath(folder));
      else profile.rows.push(readOwnItem({ id: line.id || keyOf(line), folder, body: bodyOf(line) }, row.line));
    } catch (error) {
      if (!(error instanceof EntrySkipped)) throw error;
      skipped.push({ position: row.line, reason: error.reason });
    }
  }
  if (rows.length === 0) throw new ImportRefused("EMPTY_FILE");
  return { format: "sealgraph-csv", profiles: [...profiles].map(([kind, its]) => ({ kind, ...its })), skipped };
}

function lineIn(row: Row, placeOf: (column: string) => number | undefined): Line {
  if ("unread" in row) throw new EntrySkipped(row.unread);
  const { cells } = row;
  const cellOf = (column: OwnColumn) => unguarded(cells[placeOf(column) ?? cells.length] ?? "");
  return Object.fromEntries(ownColumns.map((column) => [column, cellOf(column)])) as Line;
}

/** Where nothing is said it is the personal one. */
function profileOf(cell: string): ProfileKind {
  const kind = cell.trim().toUpperCase() || "PERSONAL";
  if (kind !== "PERSONAL" && kind !== "BUSINESS") throw new EntrySkipped("WRONG_TYPE");
  return kind;
}

const isFolder = ({ profile: _, ...rest }: Omit<Line, "folder">): boolean =>
  Object.values(rest).every((cell) => cell === "");

/** Of a line that somebody wrote, which has no id: the same line is the same item. */
const keyOf = (line: Line): string => toHex(blake2b256(new TextEncoder().encode(JSON.stringify(line))));

function bodyOf(line: Line): JsonObject {
  const { fields: given, ...members } = moreIn(line.more);
  const fields = new Map<string, Json>(isObject(given) ? Object.entries(given) : []);
  for (const name of ownFieldColumns) if (line[name] !== "") fields.set(name, line[name]);
  if (line.url !== "") fields.set("urls", parseUrls(line.url));
  const kept = given !== undefined && !isObject(given) ? given : Object.fromEntries(fields);
  return {
    kind: line.kind || "login",
    title: line.title,
    ...(line.notes !== "" && { notes: line.notes }),
    ...(line.tags !== "" && { tags: parseTags(line.tags) }),
    ...(line.favorite !== "" && { favorite: /^(?:1|true|yes|x)$/i.test(line.favorite.trim()) }),
    fields: kept,
    ...members,
  };
}

function moreIn(cell: string): JsonObject {
  if (cell === "") return {};
  let value: Json;
  try {
    value = JSON.parse(cell) as Json;
  } catch {
    throw new EntrySkipped("WRONG_TYPE");
  }
  if (!isObject(value)) throw new EntrySkipped("WRONG_TYPE");
  return value;
}
