import { type Cells, cellsOf, readHeader } from "./columns.ts";
import { folderPathOf } from "./folder-path.ts";
import type { ImportedField } from "./item.ts";
import type { Reading, Source } from "./reader.ts";
import { EntrySkipped } from "./refusals.ts";
import { readRows } from "./table.ts";

const required = ["type", "name", "notes", "login_uri", "login_username", "login_password"];
const known = new Set([
  ...required,
  "folder",
  "collections",
  "favorite",
  "fields",
  "reprompt",
  "archiveddate",
  "login_totp",
]);

/** Bitwarden's CSV: logins and secure notes only, of a person or of an organisation. Throws `ImportRefused`. */
export function readBitwardenCsv(text: string): Source {
  const [first, ...rows] = readRows(text);
  const header = readHeader(first, required);
  return {
    unit: "line",
    folders: [],
    organisation: header.has("collections"),
    unread: rows.map((row) => ({ position: row.line, read: () => item(cellsOf(row, header, known)) })),
  };
}

function item(row: Cells): Reading {
  const type = row.of("type").trim().toLowerCase();
  if (type !== "login" && type !== "note") throw new EntrySkipped("UNKNOWN_TYPE");
  const [collection = "", ...others] = row.of("collections").split(",");
  const { path, flattened } = folderPathOf(row.of("folder") || collection);
  const entry = {
    position: row.line,
    sourceId: null,
    kind: type,
    title: row.required("name"),
    folderPath: path,
    favorite: row.of("favorite") === "1",
    tags: [...others.map((name) => name.trim()), row.of("archiveddate") && "archived"].filter((tag) => tag !== ""),
    notes: row.of("notes"),
    totp: type === "login" ? row.of("login_totp") : "",
    fields: [...(type === "login" ? loginFields(row) : strayFields(row)), ...customFields(row)].filter(
      ({ value }) => value !== "",
    ),
  } as const;
  return { entries: [entry], remarks: flattened ? ["FOLDER_FLATTENED"] : [] };
}

const loginFields = (row: Cells): ImportedField[] => [
  { name: "username", value: row.required("login_username"), custom: false, secret: false },
  { name: "password", value: row.required("login_password"), custom: false, secret: true },
  ...urlsOf(row.required("login_uri")).map((value) => ({ name: "url", value, custom: false, secret: false })),
];

/** A note has no login; where the file gives it one, all of it is kept under the names of the columns' fields. */
const strayFields = (row: Cells): ImportedField[] => [
  { name: "username", value: row.of("login_username"), custom: true, secret: false },
  { name: "password", value: row.of("login_password"), custom: true, secret: true },
  { name: "url", value: row.of("login_uri"), custom: true, secret: false },
  { name: "totp", value: row.of("login_totp"), custom: true, secret: true },
];

/** Several URLs stand in one cell, parted by commas, which a URL may hold as well. */
function urlsOf(cell: string): readonly string[] {
  const comma = cell.includes("/") ? /,(?=\s*[a-z][a-z0-9+.-]*:\/\/)/i : /,/;
  return cell.split(comma).map((url) => url.trim());
}

/** `name: value`, one a line; a line without a name goes on with the value before. The file does not say which hide. */
function customFields(row: Cells): ImportedField[] {
  const fields: { name: string; value: string }[] = [];
  for (const line of row.of("fields").split("\n")) {
    const colon = line.indexOf(": ");
    const last = fields.at(-1);
    if (colon >= 0) fields.push({ name: line.slice(0, colon), value: line.slice(colon + 2) });
    else if (last) last.value += `\n${line}`;
    else fields.push({ name: "field", value: line });
  }
  return [...fields.map((field) => ({ ...field, custom: true, secret: true })), ...row.others];
}
