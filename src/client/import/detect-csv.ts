import { dashlaneSheetOf } from "./dashlane-sheets.ts";
import type { ImportFormat } from "./formats.ts";
import { isKeeperTable } from "./keeper-csv.ts";
import { isPasswordBossHeader } from "./passwordboss-csv.ts";
import { squeezed } from "./passwordboss-fields.ts";
import { readRows } from "./table.ts";

type Columns = ReadonlySet<string>;

const all =
  (...names: readonly string[]) =>
  (columns: Columns) =>
    names.every((name) => columns.has(name));
const some =
  (...names: readonly string[]) =>
  (columns: Columns) =>
    names.some((name) => columns.has(name));

/** In this order: the first whose columns are there is it. */
const signatures: readonly (readonly [ImportFormat, (columns: Columns) => boolean])[] = [
  ["bitwarden-csv", all("login_password")],
  ["lastpass-csv", all("url", "username", "password", "extra", "name", "grouping")],
  ["nordpass-csv", all("name", "url", "password", "cardholdername", "cardnumber")],
  [
    "firefox-csv",
    (columns) => all("url", "username", "password")(columns) && some("httprealm", "formactionorigin")(columns),
  ],
  ["dashlane-csv", (columns) => dashlaneSheetOf(columns) !== null],
  ["keeper-csv", all("folder", "title", "login", "password", "website address")],
  [
    "1password-csv",
    (columns) =>
      all("title", "url", "username", "password")(columns) &&
      some("otpauth", "favorite", "archived", "tags", "notes")(columns) &&
      // KeePassXC's CSV, which has less than its database and its XML.
      !columns.has("group"),
  ],
  ["passwordboss-csv", (columns) => isPasswordBossHeader(new Set([...columns].map(squeezed)))],
  ["chrome-csv", (columns) => all("url", "username", "password")(columns) && !columns.has("totp")],
];

/** The longest first line that is looked at. */
const headerLength = 65_536;

/** The format of a CSV by its first line, or by its shape where it has none; null when it is none that is known. */
export function detectCsv(text: string): ImportFormat | null {
  const [first] = readRows(text.slice(0, Math.min(text.search(/[\r\n]|$/), headerLength)));
  const cells = first && "cells" in first ? first.cells.map((cell) => cell.trim().toLowerCase()) : [];
  const found = signatures.find(([, fits]) => fits(new Set(cells)));
  if (found) return found[0];
  return isKeeperTable(text) ? "keeper-csv" : null;
}
