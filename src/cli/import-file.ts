import { constants, type FileHandle, open } from "node:fs/promises";
import { type Command, Option } from "commander";
import {
  decodeFile,
  formats,
  type ImportBlob,
  type ImportFile,
  type ImportFormat,
  ImportRefused,
  importBounds,
  importFormats,
  type OwnExport,
  type ReadOptions,
  readImport,
  readOwnExport,
} from "../client/import/index.ts";
import type { Context } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";

/** How an export file is to be read. */
export interface FileOptions {
  readonly format?: ImportFormat;
  readonly keyFile?: string;
  readonly filePasswordStdin?: boolean;
}

export function addFileOptions(command: Command): void {
  command
    .addOption(new Option("--format <format>", "instead of telling it by the content").choices([...importFormats]))
    .option("--key-file <path>", "of a KeePass database that needs one")
    .option("--file-password-stdin", "read the password of a KeePass database from the first line of standard input")
    .addHelpText(
      "after",
      `
Formats, told by the content:
${importFormats.map((format) => `  ${format.padEnd(20)}${formats[format].called}`).join("\n")}

A KeePass database asks for its password, or takes it from SEALGRAPH_FILE_PASSWORD.`,
    );
}

/**
 * Reads an export file, another product's or our own; one that is too large is refused before a byte of it is read, and of
 * one that is packed only what is needed is read. Where a format is named, it is taken for that.
 */
export async function readImportFile(
  context: Context,
  path: string,
  options: FileOptions,
): Promise<{ readonly own: OwnExport } | { readonly file: ImportFile }> {
  return withFile(path, async (file) => {
    const own = options.format === undefined ? await readOwn(file) : null;
    if (own) return { own };
    const { format, keyFile } = options;
    const held = keyFile === undefined ? {} : { keyFile: await readKeyFile(keyFile) };
    return { file: await readAsking(context, file, { ...(format && { format }), ...held }, options) };
  });
}

/** Enough to tell our own export from any other. */
const ownStart = 1_024;

async function readOwn(file: ImportBlob): Promise<OwnExport | null> {
  if (file.size === 0 || file.size > importBounds.file) return null;
  const start = new Uint8Array(await file.slice(0, Math.min(file.size, ownStart)).arrayBuffer());
  if (!new TextDecoder().decode(start).includes("sealgraph-export")) return null;
  return readOwnExport(decodeFile(new Uint8Array(await file.slice(0, file.size).arrayBuffer())).text);
}

/** Somebody who typed the password wrong may type it again. */
const mostTries = 3;

async function readAsking(
  context: Context,
  file: ImportBlob,
  reading: ReadOptions,
  { filePasswordStdin }: FileOptions,
): Promise<ImportFile> {
  const wanted = {
    what: "the password of the file",
    variable: "SEALGRAPH_FILE_PASSWORD",
    flag: "--file-password-stdin",
    fromStdin: filePasswordStdin,
  };
  const given = context.ask.has(wanted);
  let credentials = given ? { ...reading, password: await context.ask.secret(wanted) } : reading;
  for (let tries = 1; ; tries++)
    try {
      return await readImport(file, credentials);
    } catch (error) {
      if (!(error instanceof ImportRefused) || given || tries > mostTries) throw error;
      const mayAsk =
        error.reason === "PASSWORD_NEEDED" || (error.reason === "WRONG_PASSWORD" && context.ask.interactive);
      if (!mayAsk) throw error;
      if (error.reason === "WRONG_PASSWORD") context.out.note(error.message);
      credentials = { ...reading, password: await context.ask.secret(wanted) };
    }
}

async function readKeyFile(path: string): Promise<Uint8Array> {
  return withFile(path, async (file) => {
    if (file.size > importBounds.keyFile) throw new ImportRefused("KEY_FILE_DAMAGED");
    return new Uint8Array(await file.slice(0, file.size).arrayBuffer());
  });
}

async function withFile<T>(path: string, work: (file: ImportBlob) => Promise<T>): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await handle.stat();
    if (!found.isFile()) throw unreadable(path, "it is no file");
    return await work(blobOf(handle, found.size));
  } catch (error) {
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    const { code = "" } = error as NodeJS.ErrnoException;
    throw unreadable(path, code === "ENOENT" ? "it is not there" : code);
  } finally {
    await handle?.close();
  }
}

const blobOf = (handle: FileHandle, size: number): ImportBlob => ({
  size,
  slice: (start, end) => ({
    arrayBuffer: async () => {
      const bytes = new Uint8Array(end - start);
      let length = 0;
      while (length < bytes.length) {
        const { bytesRead } = await handle.read(bytes, length, bytes.length - length, start + length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return bytes.buffer.slice(0, length);
    },
  }),
});

const unreadable = (path: string, why: string) =>
  new CommandFailure(exitCode.BAD_FILE, "FILE_UNREADABLE", `${path} cannot be read: ${why}.`, "Name the export file.");
