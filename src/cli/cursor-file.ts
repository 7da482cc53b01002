/** Where a stream was read up to, kept in a file between two runs. */
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";

/** Null where there is none yet. Throws BAD_CURSOR_FILE for one that holds no cursor, or that could not be written after what is told. */
export async function readCursor(file: string): Promise<string | null> {
  await demandWritable(file);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw badFile(file, error.code ?? "");
  });
  if (text === null) return null;
  const cursor = text.trim();
  if (!/^[\w.~+/=-]{1,1024}$/.test(cursor)) throw badFile(file, "no cursor is in it");
  return cursor;
}

/** A draft is made beside it, and put in its place: both have to be possible before anything is told. */
async function demandWritable(file: string): Promise<void> {
  const draft = draftOf(file);
  try {
    await writeFile(draft, "", { mode: 0o600 });
    await rm(draft);
  } catch (error) {
    throw badFile(file, (error as NodeJS.ErrnoException).code ?? "");
  }
}

const draftOf = (file: string): string => `${file}.new-${process.pid}`;

/** It is there whole or as it was before. Throws BAD_CURSOR_FILE. */
export async function writeCursor(file: string, cursor: string): Promise<void> {
  const draft = draftOf(file);
  try {
    await writeFile(draft, `${cursor}\n`, { mode: 0o600 });
    await rename(draft, file);
  } catch (error) {
    throw badFile(file, (error as NodeJS.ErrnoException).code ?? "");
  }
}

/** Where what it holds is none of this stream. */
export const foreignCursor = (file: string): CommandFailure =>
  new CommandFailure(
    exitCode.BAD_FILE,
    "BAD_CURSOR_FILE",
    `The cursor in ${file} is not of what is asked for: of another partner, company or filter, or from before a server was restored.`,
    "Name another file, which is made; or take this one away, to begin with the oldest that is kept.",
  );

const badFile = (file: string, why: string): CommandFailure =>
  new CommandFailure(
    exitCode.BAD_FILE,
    "BAD_CURSOR_FILE",
    `${file} cannot be used for a cursor (${why}).`,
    "Name another file, which is made, or take this one away to begin anew.",
  );
