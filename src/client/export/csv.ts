/** An export as a table for people and their spreadsheets: NOT encrypted. `readOwnExport` takes all of it back. */
import {
  formatPath,
  formatTags,
  formatUrls,
  guarded,
  isPlain,
  type OwnColumn,
  ownColumns,
  ownFieldColumns,
} from "../import/own-cells.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import type { ExportedItem, ExportFile } from "./export.ts";
import { FolderTree } from "./folder-tree.ts";

/**
 * A line of columns, then a line for each item, and one for each folder with none; UTF-8 with a byte order mark, CRLF, every
 * cell in quotation marks. What a column cannot hold as it is stands in `more`, as JSON: nothing is lost.
 */
export function encodeCsv(file: ExportFile): string {
  return `\ufeff${[...linesOf(file)].join("")}`;
}

function* linesOf({ profiles }: ExportFile): Generator<string, void> {
  yield lineOf(Object.fromEntries(ownColumns.map((name) => [name, name])));
  for (const { kind, folders, items } of profiles) {
    const profile = kind.toLowerCase();
    const used = new FolderTree();
    for (const { folder } of items) used.add(folder);
    for (const path of folders)
      if (path.length > 0 && used.numberOf(path) === null) yield lineOf({ profile, folder: formatPath(path) });
    for (const item of items) yield lineOf({ profile, ...cellsOf(item) });
  }
}

type Cells = Partial<Record<OwnColumn, string>>;

const lineOf = (cells: Cells): string =>
  `${ownColumns.map((column) => `"${guarded(cells[column] ?? "").replaceAll('"', '""')}"`).join(",")}\r\n`;

function cellsOf({ id, folder, body }: ExportedItem): Cells {
  const { fields, ...members } = body;
  const more = new Map<string, Json>(Object.entries(members));
  const inFields = new Map<string, Json>(isObject(fields) ? Object.entries(fields) : []);
  const cells: Cells = { folder: formatPath(folder), id };
  for (const name of ["kind", "title", "notes"] as const) cells[name] = textFrom(more, name);
  for (const name of ownFieldColumns) cells[name] = textFrom(inFields, name);
  cells.url = listFrom(inFields, "urls", formatUrls);
  cells.tags = listFrom(more, "tags", formatTags);
  if (more.get("favorite") === true) cells.favorite = more.delete("favorite") ? "1" : "";
  for (const [name, none] of Object.entries(noMembers)) if (isSame(more.get(name), none)) more.delete(name);
  if (inFields.size > 0) more.set("fields", Object.fromEntries(inFields));
  else if (fields !== undefined && !isObject(fields)) more.set("fields", fields);
  // Zero bytes and half characters become escapes by it.
  if (more.size > 0) cells.more = JSON.stringify(Object.fromEntries(more));
  return cells;
}

/** What an item has where a line says nothing. */
const noMembers: JsonObject = { title: "", notes: "", tags: [], favorite: false };

const isSame = (one: Json | undefined, other: Json | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

function textFrom(members: Map<string, Json>, name: string): string {
  const value = members.get(name);
  if (!isPlain(value)) return "";
  members.delete(name);
  return value;
}

function listFrom(
  members: Map<string, Json>,
  name: string,
  format: (value: Json | undefined) => string | null,
): string {
  const cell = format(members.get(name));
  if (cell !== null) members.delete(name);
  return cell ?? "";
}
