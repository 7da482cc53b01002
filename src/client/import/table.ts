import { importBounds } from "./bounds.ts";
import { ImportRefused, type SkipReason } from "./refusals.ts";

/** A row of a CSV text as it came: cells in order, or why they could not be told apart. `line` is where it begins. */
export type Row =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly unread: SkipReason };

/** Why a row cannot be read, and where the next one begins. */
class Damage extends Error {
  constructor(
    readonly reason: SkipReason,
    readonly end: number,
  ) {
    super(reason);
  }
}

const mostCells = 256;

/**
 * The rows of a CSV text (RFC 4180; lines may end in any way) in order, blank lines left out. Damage in one row does
 * not reach into the next, and lines are counted as an editor counts them: that is why no library reads them. Takes
 * time by the length of the text alone, whatever it holds. Throws TOO_MANY_ENTRIES.
 */
export function* readRows(text: string): Generator<Row> {
  const delimiter = delimiterOf(text);
  const bare = new RegExp(`[^"${delimiter}\r\n]*`, "y");
  let line = 1;
  let rows = 0;
  for (let at = 0; at < text.length; ) {
    if (++rows > importBounds.entries + 1) throw new ImportRefused("TOO_MANY_ENTRIES");
    const row = readRow(text, at, delimiter, bare);
    if (row instanceof Damage) yield { line, unread: row.reason };
    else if (row.cells.length > 1 || row.cells[0] !== "") yield { line, cells: row.cells };
    line += text.slice(at, row.end).match(/\r\n|\r|\n/g)?.length ?? 0;
    at = row.end;
  }
}

interface Read {
  readonly cells: readonly string[];
  /** Where the next row begins. */
  readonly end: number;
}

function readRow(text: string, start: number, delimiter: string, bare: RegExp): Read | Damage {
  const cells: string[] = [];
  for (let at = start; ; at++) {
    if (cells.length === mostCells) return new Damage("RAGGED", endOfLine(text, at));
    if (text[at] === '"') {
      const cell = quotedCell(text, at);
      if (cell === null) return new Damage("UNCLOSED_QUOTE", text.length);
      cells.push(cell.value);
      at = cell.end;
    } else {
      bare.lastIndex = at;
      const value = bare.exec(text)?.[0] ?? "";
      cells.push(value);
      at += value.length;
    }
    if (at === text.length || text[at] === "\n" || text[at] === "\r") return { cells, end: endOfLine(text, at) };
    if (text[at] !== delimiter) return new Damage("BAD_QUOTES", endOfLine(text, at));
  }
}

/** The cell whose opening quotation mark stands at `start`; null where none closes it. */
function quotedCell(text: string, start: number): { readonly value: string; readonly end: number } | null {
  let value = "";
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return null;
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
}

/** Where the line after the one of `at` begins. */
function endOfLine(text: string, at: number): number {
  const line = /[^\r\n]*(?:\r\n|\r|\n)?/y;
  line.lastIndex = at;
  line.exec(text);
  return line.lastIndex;
}

/** What parts the cells of the first line: spreadsheets write semicolons or tabs where products write commas. */
function delimiterOf(text: string): string {
  const first = text.slice(0, endOfLine(text, 0));
  if (first.includes(",")) return ",";
  return [";", "\t"].find((delimiter) => first.includes(delimiter)) ?? ",";
}
