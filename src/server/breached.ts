import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../errors.ts";
import type { Log } from "./log.ts";

/** Characters of a range's file beyond which it is none: the largest has 2,000 lines. */
const longest = 1024 * 1024;

/**
 * Reads ranges of breached passwords from a folder: one file a prefix, `0A1B2.txt` or without an ending, with lines of 35
 * hexadecimal digits, a colon and a number, as the downloaders of Have I Been Pwned write them. Lines that count nothing are
 * padding. Throws `UNAVAILABLE` where there is no such file, and says so in the log; which, is nobody's business.
 */
export function makeBreached(folder: string, log: Log): (prefix: string) => Promise<readonly string[]> {
  return async (prefix) => {
    const text = await readRange(folder, prefix);
    if (text === null || text.length > longest) {
      log.warn("a range of breached passwords is missing or too large");
      throw new Failure("UNAVAILABLE");
    }
    return text.split("\n").flatMap((line) => {
      const [, suffix, count] = /^([0-9A-F]{35}):(\d{1,12})\r?$/i.exec(line) ?? [];
      return suffix && Number(count) > 0 ? [suffix.toUpperCase()] : [];
    });
  };
}

/** Null where there is none. */
async function readRange(folder: string, prefix: string): Promise<string | null> {
  for (const name of [`${prefix}.txt`, prefix]) {
    try {
      return await readFile(join(folder, name), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return null;
}
