import { open } from "node:fs/promises";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";

/** More than any sheet of a code, and little enough to read whatever was named by mistake. */
const mostBytes = 65_536;

/** The recovery code, or its parts, in these files. Words around them are for people. Throws FILE_UNREADABLE, BAD_CODE_FILE. */
export async function readCodeFiles(files: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) {
    const codes = codesIn(await textOf(file));
    if (codes.length === 0) throw noCode(file);
    found.push(...codes);
  }
  return found;
}

const groupsOfPart = 12;

/**
 * The codes in a text: runs of at least four groups of digits, however they are broken into lines. As many as parts have are taken
 * for parts; what is neither a code nor parts is left to who reads it, and names what is wrong.
 */
export function codesIn(text: string): string[] {
  const runs = text.match(/(?<!\S)(?:\d{4,8}[ \t-]+){3,}\d{4,8}(?!\S)|(?<!\S)\d{24,}(?!\S)/g) ?? [];
  const groups = runs.flatMap((run) => (/^\d+$/.test(run) ? (run.match(/.{1,6}/g) ?? []) : run.split(/[^\d]+/)));
  if (groups.length === 0) return [];
  const each = groups.length % groupsOfPart === 0 ? groupsOfPart : groups.length;
  return Array.from({ length: groups.length / each }, (_, at) => groups.slice(at * each, (at + 1) * each).join(" "));
}

async function textOf(file: string): Promise<string> {
  try {
    const handle = await open(file, "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(mostBytes), 0, mostBytes, null);
      return buffer.toString("latin1", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new CommandFailure(
      exitCode.BAD_FILE,
      "FILE_UNREADABLE",
      `${file} cannot be read: ${code === "ENOENT" ? "it is not there" : code}.`,
      "Name the file that the code was written to, or leave --code-file out and type it.",
    );
  }
}

const noCode = (file: string) =>
  new CommandFailure(
    exitCode.BAD_FILE,
    "BAD_CODE_FILE",
    `No recovery code stands in ${file}.`,
    "A code is a line of 10 groups of 6 digits, a part of one 12. A sheet in PDF is for people: type it from the paper.",
  );
