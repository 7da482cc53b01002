/** The file of an exported log. */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { type LogFormat, type LogPosition, logHeader, positionInLine } from "../client/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { whyNotWritten } from "./why-not-written.ts";

/** The file of an export, new (0600), or as one before left it: half a line at its end is taken off, and written again. */
export async function openExport(
  file: string,
  format: LogFormat,
): Promise<{ readonly handle: FileHandle; readonly position: LogPosition | null }> {
  let handle: FileHandle;
  try {
    handle = await open(file, "ax+", 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
      return open(file, constants.O_RDWR | constants.O_NOFOLLOW);
    });
  } catch (error) {
    throw badFile(
      `The log cannot be written to ${file}: ${whyNotWritten((error as NodeJS.ErrnoException).code ?? "")}.`,
    );
  }
  try {
    await demandExport(handle, format);
    const { last, end } = await lastLine(handle);
    const position = last === null ? null : positionInLine(format, last);
    await handle.truncate(position === null ? 0 : end);
    return { handle: await reopened(handle, file), position };
  } catch {
    await handle.close();
    throw badFile(
      `${file} is no export of a log in this format, or is damaged at its end.`,
      "Name another file, or say the format of this one: --format.",
    );
  }
}

/** Takes what begins as an export does, cut or not: nothing else is ever written to. */
async function demandExport(handle: FileHandle, format: LogFormat): Promise<void> {
  const begun = logHeader(format, "", { revision: 0, hash: null }).slice(0, 40);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(begun.length), 0, begun.length, 0);
  if (!begun.startsWith(buffer.toString("latin1", 0, bytesRead))) throw new Error("no export");
}

/** For appending alone. */
async function reopened(handle: FileHandle, file: string): Promise<FileHandle> {
  await handle.chmod(0o600);
  await handle.close();
  return open(file, "a");
}

/** The last line of a file that is whole, and where it ends. Lines of a log are far shorter than what is read of it. */
async function lastLine(handle: FileHandle): Promise<{ readonly last: string | null; readonly end: number }> {
  const { size } = await handle.stat();
  const length = Math.min(size, 65_536);
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
  const end = buffer.lastIndexOf(0x0a) + 1;
  const lines = buffer.subarray(0, end).toString("utf8").split("\n");
  return { last: lines.at(-2) ?? null, end: end === 0 ? 0 : size - length + end };
}

export const badFile = (sentence: string, hint = "Name another file.") =>
  new CommandFailure(exitCode.BAD_FILE, "BAD_EXPORT_FILE", sentence, hint);
