import { constants, type FileHandle, open } from "node:fs/promises";
import { type ImportFile, type ImportFormat, ImportRefused, importBounds, readImport } from "../client/import/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";

/** Reads an export file; one that is too large is refused before a byte of it is read. */
export async function readImportFile(path: string, format: ImportFormat | undefined): Promise<ImportFile> {
  return readImport(await bytesOf(path), format);
}

async function bytesOf(path: string): Promise<Uint8Array> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile()) throw unreadable(path, "it is no file");
    if (found.size > importBounds.file) throw new ImportRefused("FILE_TOO_LARGE");
    return await file.readFile();
  } catch (error) {
    if (error instanceof CommandFailure || error instanceof ImportRefused) throw error;
    const { code = "" } = error as NodeJS.ErrnoException;
    throw unreadable(path, code === "ENOENT" ? "it is not there" : code);
  } finally {
    await file?.close();
  }
}

const unreadable = (path: string, why: string) =>
  new CommandFailure(exitCode.BAD_FILE, "FILE_UNREADABLE", `${path} cannot be read: ${why}.`, "Name the export file.");
