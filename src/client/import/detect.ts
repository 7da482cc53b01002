import type { ImportFormat } from "./item.ts";
import { ImportRefused } from "./refusals.ts";
import { readRows } from "./table.ts";

/** The format of a file by what it holds; its name does not count. Throws UNKNOWN_FORMAT. */
export function detectFormat(text: string): ImportFormat {
  if (/^\s*[{[]/.test(text)) return "bitwarden-json";
  const [first] = readRows(text.slice(0, text.search(/[\r\n]|$/)));
  const columns = new Set(first && "cells" in first ? first.cells.map((cell) => cell.trim().toLowerCase()) : []);
  if (columns.has("login_password")) return "bitwarden-csv";
  if (columns.has("url") && columns.has("username") && columns.has("password") && !columns.has("totp"))
    return "chrome-csv";
  throw new ImportRefused("UNKNOWN_FORMAT");
}
