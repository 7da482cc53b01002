/** The cells of our own CSV: how text stands in them, and comes out of them again. Record 55 says why. */
import type { Json } from "../json.ts";

/** The columns, in their order. */
export const ownColumns = [
  "profile",
  "folder",
  "kind",
  "title",
  "username",
  "password",
  "url",
  "totp",
  "notes",
  "tags",
  "favorite",
  "more",
  "id",
] as const;
export type OwnColumn = (typeof ownColumns)[number];

/** Fields of an item that have a column of their own. */
export const ownFieldColumns = ["username", "password", "totp"] as const;

/**
 * A spreadsheet takes text that begins so for a formula, and one from a hostile item would run there. Where it splits lines at
 * semicolons or tabs, a cell begins behind each of these, and behind each line break.
 */
const begins = /(?<=^|[;\t\r\n])'*(?=[=+\-@\t\r＝＋－＠])/g;

/** Text as it stands in a cell: an apostrophe before what would be a formula, and one more where such apostrophes stand already. */
export const guarded = (text: string): string => text.replace(begins, "$&'");

/** The text again: of whatever text, `unguarded(guarded(text))` is `text`. */
export const unguarded = (cell: string): string => cell.replace(/(?<=^|[;\t\r\n])'+(?=[=+\-@\t\r＝＋－＠])/g, less);

const less = (apostrophes: string): string => apostrophes.slice(1);

/** What a file of text can hold: no zero byte, no half of a character. */
export const isPlain = (value: Json | undefined): value is string =>
  typeof value === "string" && value !== "" && !/[\0\p{Surrogate}]/u.test(value);

/** Names of folders from the top down; a slash or backslash in a name has a backslash before it. */
export const formatPath = (path: readonly string[]): string =>
  path.map((name) => name.replace(/[\\/]/g, "\\$&").replace(/[\0\p{Surrogate}]/gu, asEscape)).join("/");

const asEscape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

export function parsePath(cell: string): string[] {
  const names = [...cell.matchAll(/(?:^|\/)((?:\\u[0-9a-f]{4}|\\[^u]|[^\\/])*)/gs)].map(([, name = ""]) => name);
  const plain = (name: string) =>
    name.replace(/\\(?:u([0-9a-f]{4})|(.))/gs, (_, unit: string | undefined, other: string) =>
      unit === undefined ? other : String.fromCharCode(Number.parseInt(unit, 16)),
    );
  return names.map(plain).filter((name) => name !== "");
}

const fitsList = (value: Json | undefined, apart: RegExp): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((each) => isPlain(each) && !apart.test(each));

/** A list of addresses, one a line; null where a line would not hold them. */
export const formatUrls = (value: Json | undefined): string | null =>
  fitsList(value, /[\r\n]/) ? value.join("\n") : null;

export const parseUrls = (cell: string): string[] => cell.split(/\r\n|\r|\n/).filter((url) => url !== "");

/** Tags with commas between them; null where one has a comma itself. */
export const formatTags = (value: Json | undefined): string | null =>
  fitsList(value, /[,\r\n]|^\s|\s$/) ? value.join(", ") : null;

export const parseTags = (cell: string): string[] =>
  cell
    .split(/[,\r\n]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
