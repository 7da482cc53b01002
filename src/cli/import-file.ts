import { constants, type FileHandle, open } from "node:fs/promises";
import { type Command, Option } from "commander";
import {
  formats,
  type Importable,
  type ImportBlob,
  type ImportFormat,
  type ImportRefusal,
  ImportRefused,
  importBounds,
  importFormats,
  type OpenImport,
  openImport,
} from "../client/import/index.ts";
import { askFileCode } from "./ask-recovery-code.ts";
import type { Context } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure, explain } from "./failure.ts";
import { collect } from "./share-options.ts";

/** How an export file is to be read. */
export interface FileOptions {
  readonly format?: ImportFormat;
  readonly keyFile?: string;
  readonly filePasswordStdin?: boolean;
  readonly codeFile?: readonly string[];
}

export function addFileOptions(command: Command): void {
  command
    .addOption(new Option("--format <format>", "instead of telling it by the content").choices([...importFormats]))
    .option("--key-file <path>", "of a KeePass database that needs one")
    .option("--file-password-stdin", "read the password of the file from the first line of standard input")
    .option("--code-file <file>", "the code of an archive from this file, instead of typing it", collect)
    .addHelpText(
      "after",
      `
Formats, told by the content:
${importFormats.map((format) => `  ${format.padEnd(20)}${formats[format].called}`).join("\n")}

A KeePass database and an archive with a password ask for it, or take it from SEALGRAPH_FILE_PASSWORD; an archive with a code
takes that from SEALGRAPH_FILE_CODE.`,
    );
}

/**
 * Reads an export file, another product's or our own; one that is too large is refused before a byte of it is read, and of
 * one that is packed only what is needed is read. Where a format is named, it is taken for that. The file stays open for `work`:
 * an archive is read again while it is imported.
 */
export async function withImportFile(
  context: Context,
  path: string,
  options: FileOptions,
  work: (read: Importable) => Promise<void>,
): Promise<void> {
  return withFile(path, async (file) => {
    const { format, keyFile } = options;
    const held = keyFile === undefined ? {} : { keyFile: await readKeyFile(keyFile) };
    await work(await readAsking(context, file, { ...(format && { format }), ...held }, options));
  });
}

/** Somebody who typed the password wrong may type it again. */
const mostTries = 3;

/** What is asked for, and whether it was given wrong before. */
const askedBy: Partial<Record<ImportRefusal, { readonly what: "PASSWORD" | "CODE"; readonly again: boolean }>> = {
  PASSWORD_NEEDED: { what: "PASSWORD", again: false },
  ARCHIVE_PASSWORD_NEEDED: { what: "PASSWORD", again: false },
  ARCHIVE_CODE_NEEDED: { what: "CODE", again: false },
  WRONG_PASSWORD: { what: "PASSWORD", again: true },
  ARCHIVE_WRONG_PASSWORD: { what: "PASSWORD", again: true },
};

async function readAsking(
  context: Context,
  file: ImportBlob,
  reading: OpenImport,
  options: FileOptions,
): Promise<Importable> {
  const { filePasswordStdin } = options;
  const wanted = {
    what: "the password of the file",
    variable: "SEALGRAPH_FILE_PASSWORD",
    flag: "--file-password-stdin",
    fromStdin: filePasswordStdin,
  };
  const given = context.ask.has(wanted);
  let typed = false;
  let credentials: OpenImport = given ? { ...reading, password: await context.ask.secret(wanted) } : reading;
  for (let tries = 1; ; tries++)
    try {
      return await openImport(file, credentials);
    } catch (error) {
      if (!(error instanceof ImportRefused) || tries > mostTries) throw error;
      const asked = askedBy[error.reason];
      if (asked === undefined || (asked.again && !context.ask.interactive)) throw error;
      if (asked.what === "PASSWORD" && given) throw error;
      if (typed) context.out.note(explain(error, { locale: context.out.locale }).message);
      typed = true;
      credentials =
        asked.what === "CODE"
          ? { ...reading, code: await askFileCode(context, options) }
          : { ...reading, password: await context.ask.secret(wanted) };
    }
}

async function readKeyFile(path: string): Promise<Uint8Array> {
  return withFile(path, async (file) => {
    if (file.size > importBounds.keyFile) throw new ImportRefused("KEY_FILE_DAMAGED");
    return new Uint8Array(await file.slice(0, file.size).arrayBuffer());
  });
}

/** Opens a file to be read from anywhere in it. Throws FILE_UNREADABLE. */
export async function withFile<T>(path: string, work: (file: ImportBlob) => Promise<T>): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    handle = await plainly(path, () => open(path, constants.O_RDONLY | constants.O_NONBLOCK));
    const found = await handle.stat();
    if (!found.isFile()) throw unreadable(path, "it is no file");
    return await work(blobOf(path, handle, found.size));
  } finally {
    await handle?.close();
  }
}

const blobOf = (path: string, handle: FileHandle, size: number): ImportBlob => ({
  size,
  slice: (start, end) => ({
    arrayBuffer: async () => {
      const bytes = new Uint8Array(end - start);
      let length = 0;
      while (length < bytes.length) {
        const at = length;
        const { bytesRead } = await plainly(path, () => handle.read(bytes, at, bytes.length - at, start + at));
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return bytes.buffer.slice(0, length);
    },
  }),
});

/** Throws FILE_UNREADABLE for what the file system refuses. */
async function plainly<T>(path: string, reading: () => Promise<T>): Promise<T> {
  try {
    return await reading();
  } catch (error) {
    const { code = "", syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw unreadable(path, code === "ENOENT" ? "it is not there" : code);
  }
}

const unreadable = (path: string, why: string) =>
  new CommandFailure(exitCode.BAD_FILE, "FILE_UNREADABLE", `${path} cannot be read: ${why}.`, "Name the export file.");
