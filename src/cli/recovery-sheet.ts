import { rm } from "node:fs/promises";
import { extname } from "node:path";
import { pageText, recoverySheet, splitRecoveryCode } from "../client/index.ts";
import type { Locale } from "../words/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { demandPdfWrites, type Paper, pagePdf } from "./kit-pdf.ts";
import { isThere, writePrivateFile } from "./private-file.ts";
import { whyNotWritten } from "./why-not-written.ts";

/** How a new recovery code is to be kept. */
export interface KeepOptions {
  readonly split?: Split;
  readonly sheet?: string;
  readonly file?: string;
  readonly paper: Paper;
  readonly force?: boolean;
  readonly yes?: boolean;
}

export interface Split {
  readonly needed: number;
  readonly parts: number;
}

/** Whose code it is, as the sheet says. */
export interface SheetCompany {
  readonly name: string;
  readonly genesis: string;
}

export interface CodeFiles {
  readonly sheets: readonly string[];
  readonly files: readonly string[];
}

/** What is written, one for each part: `sheet-1.pdf`, `sheet-2.pdf` … of `--sheet sheet.pdf`. */
export function filesOf({ sheet, file, split }: KeepOptions): CodeFiles {
  const named = (name: string | undefined): string[] => {
    if (name === undefined) return [];
    if (!split) return [name];
    const end = extname(name);
    const begin = name.slice(0, name.length - end.length);
    return Array.from({ length: split.parts }, (_, place) => `${begin}-${place + 1}${end}`);
  };
  return { sheets: named(sheet), files: named(file) };
}

/** Looks before anything is done whether the files can be written that were named. Throws BAD_KIT_FILE. */
export async function demandNoneThere(options: KeepOptions, company: SheetCompany): Promise<void> {
  if (options.sheet !== undefined) demandNamePrints(company.name);
  const { sheets, files } = filesOf(options);
  for (const file of options.force ? [] : [...sheets, ...files])
    if (await isThere(file)) throw cannotWrite(file, "EEXIST");
}

/** Writes the code, or its parts, to the files that were named, and gives it, or them. Throws BAD_KIT_FILE, and leaves none of them. */
export async function writeCode(
  options: KeepOptions,
  company: SheetCompany,
  code: string,
  locale: Locale = "en",
): Promise<readonly string[]> {
  const { split, paper, force = false } = options;
  const pieces = split ? await splitRecoveryCode(code, split) : [code];
  const { sheets, files } = filesOf(options);
  const madeAt = new Date();
  const written: string[] = [];
  const write = async (file: string, content: string | Uint8Array) => {
    written.push(file);
    await writePrivateFile(file, content, force);
  };
  try {
    for (const [place, piece] of pieces.entries()) {
      const part = split ? { number: place + 1, of: split.parts, needed: split.needed } : null;
      const page = recoverySheet(
        { company: company.name, genesis: company.genesis, code: piece, part, madeAt },
        locale,
      );
      const [sheet, file] = [sheets[place], files[place]];
      if (sheet !== undefined) await write(sheet, await pagePdf(page, paper));
      if (file !== undefined) await write(file, pageText(page));
    }
  } catch (error) {
    const failed = written.pop() ?? "";
    for (const file of written) await rm(file, { force: true });
    throw cannotWrite(failed, (error as NodeJS.ErrnoException).code ?? "");
  }
  return pieces;
}

export const cannotWrite = (file: string, code: string) =>
  new CommandFailure(
    exitCode.BAD_FILE,
    "BAD_KIT_FILE",
    `The recovery code cannot be written to ${file}: ${whyNotWritten(code)}. Nothing was done.`,
    "Name another file, or say --force.",
  );

/** Throws BAD_KIT_FILE for a name that the PDF's fonts cannot write. */
function demandNamePrints(name: string): void {
  try {
    demandPdfWrites(name);
  } catch {
    throw new CommandFailure(
      exitCode.BAD_FILE,
      "BAD_KIT_FILE",
      "The company's name has characters that the PDF's fonts do not have. Nothing was done.",
      "Write the code to a file instead, and print that: --file FILE.",
    );
  }
}
