import { concat } from "../../crypto/bytes.ts";
import { BackupFileRefused, longestLine } from "./file.ts";

/** A line of a file, without its line feed. */
export interface RawLine {
  /** From 1. */
  readonly number: number;
  readonly bytes: Uint8Array;
  /** Whether a line feed ended it, or the file did. */
  readonly ended: boolean;
}

const lineFeed = 0x0a;

/** Cuts a stream into lines and keeps one line at a time. Throws BackupFileRefused LINE_TOO_LONG before it keeps more. */
export async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<RawLine, void> {
  let number = 1;
  let parts: Uint8Array[] = [];
  let size = 0;
  const keep = (part: Uint8Array) => {
    size += part.length;
    if (size > longestLine) throw new BackupFileRefused("LINE_TOO_LONG", number);
    if (part.length > 0) parts.push(part);
  };
  const taken = (ended: boolean): RawLine => {
    const bytes = concat(...parts);
    [parts, size] = [[], 0];
    return { number: number++, bytes, ended };
  };
  for await (const portion of source) {
    let at = 0;
    for (let end = portion.indexOf(lineFeed); end >= 0; end = portion.indexOf(lineFeed, at)) {
      keep(portion.subarray(at, end));
      yield taken(true);
      at = end + 1;
    }
    keep(portion.slice(at));
  }
  if (size > 0) yield taken(false);
}
