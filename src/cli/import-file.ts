import { constants, type FileHandle, open } from "node:fs/promises";
import {
  decodeFile,
  type ImportFile,
  type ImportFormat,
  ImportRefused,
  importBounds,
  type OwnExport,
  readImport,
  readOwnExport,
} from "../client/import/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";

/**
 * Reads an export file, another product's or our own; one that is too large is refused before a byte of it is read. Where
 * a format is named, it is taken for that.
 */
export async function readImportFile(
  path: string,
  format: ImportFormat | undefined,
): Promise<{ readonly own: OwnExport } | { readonly file: ImportFile }> {
  const bytes = await bytesOf(path);
  const own = format === undefined && bytes.length > 0 ? readOwnExport(decodeFile(bytes).text) : null;
  return own ? { own } : { file: await readImport(bytes, format) };
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
