import { importBounds } from "./bounds.ts";
import { nameValues } from "./card-values.ts";
import { backslashPathOf } from "./folder-path.ts";
import type { ImportedKind } from "./item.ts";
import { type Reading, readingOf, type Source, type Unread } from "./reader.ts";
import { EntrySkipped, ImportRefused } from "./refusals.ts";
import { type Row, readRows } from "./table.ts";
import { entryOf, type Value } from "./values.ts";

/** Cells before the custom fields, which follow as name and value by turns. */
const frame = 7;
/** Rows by which a table without a first line of names is told. */
const sample = 20;

/**
 * Keeper's CSV, which has no first line of names: folder, title, login, password, address, notes, shared folder, then
 * names and values of custom fields. Throws `ImportRefused`.
 */
export function readKeeperCsv(text: string): Source {
  const unread = function* (): Generator<Unread> {
    for (const row of readRows(text)) {
      if (isHeader(row)) continue;
      yield { position: row.line, read: () => read(row) };
    }
  };
  if (!isKeeperTable(text, 1)) throw new ImportRefused("MISSING_COLUMNS");
  return { unit: "line", folders: [], organisation: false, unread: unread() };
}

/**
 * Whether the first rows have that shape, and as many of them the address of a page as something else in its place: people write what they
 * like there, but what stands in the first row is the name of a column in other products' files.
 */
export function isKeeperTable(text: string, rows = sample): boolean {
  let addresses = 0;
  let others = 0;
  let seen = 0;
  for (const row of readRows(text.slice(0, importBounds.entry))) {
    if (seen === rows || !("cells" in row)) break;
    seen++;
    const { cells } = row;
    if (cells.length < frame - 1) return false;
    const address = cells[4]?.trim() ?? "";
    const isOther = address !== "" && !/^[a-z][a-z0-9+.-]*:\/\/|^[^\s/@]+\.[^\s]+$/i.test(address) && !isHeader(row);
    if (isOther && seen === 1) return false;
    others += Number(isOther);
    addresses += Number(/^https?:\/\//i.test(address) || cells.includes(totpName) || isHeader(row));
  }
  return rows === 1 ? seen > 0 : addresses > 0 && addresses >= others;
}

const isHeader = (row: Row): boolean =>
  "cells" in row &&
  /^folder$/i.test(row.cells[0]?.trim() ?? "") &&
  /^title$/i.test(row.cells[1]?.trim() ?? "") &&
  /^password$/i.test(row.cells[3]?.trim() ?? "");

const totpName = "TFC:Keeper";

function read(row: Row): Reading {
  if ("unread" in row) throw new EntrySkipped(row.unread);
  const { cells, line } = row;
  if (cells.every((cell) => cell.trim() === "")) throw new EntrySkipped("EMPTY");
  if (cells.length < frame - 1) throw new EntrySkipped("RAGGED");
  const [folder = "", title = "", login = "", password = "", url = "", notes = "", shared = ""] = cells;
  const own = backslashPathOf(folder);
  const { path, flattened } = own.path.length > 0 ? own : backslashPathOf(shared);
  const custom: (readonly [name: string, value: string])[] = [];
  for (let at = frame; at < cells.length; at += 2) custom.push([cells[at] ?? "", cells[at + 1] ?? ""]);
  const kind = kindOf(custom, login + password + url);
  const entry = entryOf(
    {
      position: line,
      kind,
      title,
      folderPath: path,
      tags: own.path.length > 0 ? backslashPathOf(shared).path.slice(-1) : [],
      notes,
    },
    [
      { label: "login", field: "username", value: login },
      { label: "password", field: "password", value: password },
      { label: "url", field: "url", value: url },
      ...custom.flatMap(([name, value]) => customValues(name, value, kind)),
    ],
  );
  return readingOf([entry], { FOLDER_FLATTENED: flattened });
}

/** The file does not say the type of a record: some have a field that no other type has. */
function kindOf(custom: readonly (readonly [name: string, value: string])[], login: string): ImportedKind {
  const names = new Set(custom.map(([name]) => name));
  if (names.has("Bank Account")) return "bank-account";
  if (names.has("Passport Number")) return "passport";
  if (names.has("Driver's License Number")) return "driving-licence";
  return login === "" && custom.length === 0 ? "note" : "login";
}

const fields: Readonly<Record<string, string>> = {
  [totpName]: "totp",
  "Passport Number": "passportNumber",
  "Driver's License Number": "licenseNumber",
  "Date of Birth": "dateOfBirth",
  "Date Issued": "issueDate",
  Date: "expirationDate",
};

/** The file does not say which custom fields are hidden: all are. */
function customValues(name: string, value: string, kind: ImportedKind): Value[] {
  if (name === "Bank Account") {
    const [type = "", account = "", routing = "", ...rest] = value.split(" | ");
    return [
      { label: "account type", field: "accountType", value: type },
      { label: "account number", field: "accountNumber", value: account },
      { label: "routing number", field: "routingNumber", value: routing },
      ...rest.map((more) => ({ label: name, value: more, secret: true })),
    ];
  }
  if (name === "Name" && kind === "bank-account") return [{ label: name, field: "nameOnAccount", value }];
  if (name === "Name" && kind === "passport") return nameValues(name, value, "givenName", "surname");
  if (name === "Name" && kind === "driving-licence") return nameValues(name, value, "firstName", "lastName");
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return [{ label: name, value, secret: true, ...(field !== undefined && { field }) }];
}
