import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Context } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";

/** The bytes of a file as they come, or of standard input for `-`. Throws FILE_UNREADABLE. */
export async function openSource({ surroundings }: Context, file: string): Promise<AsyncIterable<Uint8Array>> {
  if (file === "-") return surroundings.stdin;
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error.code === "ENOENT" ? "it is not there" : (error.code ?? ""));
  });
  if (found.isDirectory()) throw unreadable(file, "it is a folder");
  return readOf(file);
}

async function* readOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file, { highWaterMark: 262_144 });
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    throw syscall ? unreadable(file, code ?? "") : error;
  }
}

const unreadable = (file: string, why: string) =>
  new CommandFailure(exitCode.BAD_FILE, "FILE_UNREADABLE", `${file} cannot be read: ${why}.`, "Name the file.");
