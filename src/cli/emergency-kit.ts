import { type Command, Option } from "commander";
import { emergencyKitHtml, type PrintedKit } from "../client/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { demandPdfWrites, kitPdf, type Paper, papers } from "./kit-pdf.ts";
import type { Output } from "./output.ts";
import { isThere, writePrivateFile } from "./private-file.ts";

/** Where a kit is to be written: each file for its owner alone. */
export interface KitOptions {
  readonly html?: string;
  readonly pdf?: string;
  readonly paper: Paper;
  readonly force?: boolean;
}

export const addKitOptions = (command: Command): Command =>
  command
    .option("--html <file>", "write the Emergency Kit as a page to print (mode 0600)")
    .option("--pdf <file>", "the same as PDF")
    .addOption(new Option("--paper <size>", "paper of the PDF").choices(papers).default("a4"))
    .option("--force", "write over files that are there");

const textOf = ({ address, server, secretKey, createdAt, accountCode }: PrintedKit): string => `
Sealgraph Emergency Kit

  Address      ${address}
  Server       ${server}
  Secret Key   ${secretKey}${accountCode ? `\n  Account code ${accountCode}` : ""}
  Made         ${createdAt.toISOString().slice(0, 10)}

A new device needs the Secret Key together with your password. Nobody else has it: not the server, not whoever runs
it. Print this or keep it on a stick in a safe place. Without it and without a device that is signed in, the account
cannot be opened again.
`;

export const printKit = (out: Output, kit: PrintedKit): void => out.answer(kit, () => textOf(kit));

/** Looks before anything is done whether the files can be written that were named. Throws BAD_KIT_FILE. */
export async function checkKits(
  { text, html, pdf, force }: KitOptions & { readonly text?: string | undefined },
  address: string,
): Promise<void> {
  if (pdf !== undefined) demandPdfWrites(address);
  for (const file of force ? [] : [text, html, pdf]) {
    if (file !== undefined && (await isThere(file))) throw cannotWrite(file, "EEXIST");
  }
}

/**
 * Writes the kit to the files that were named, and gives them. A file that is there stays as it is, unless --force was
 * given. Throws BAD_KIT_FILE.
 */
export async function writeKits(
  { text, html, pdf, paper, force }: KitOptions & { readonly text?: string | undefined },
  kit: PrintedKit,
): Promise<{ readonly kit?: string; readonly html?: string; readonly pdf?: string }> {
  const page = pdf === undefined ? null : await kitPdf(kit, paper);
  if (text !== undefined) await writeKit(text, textOf(kit), force);
  if (html !== undefined) await writeKit(html, emergencyKitHtml(kit), force);
  if (pdf !== undefined && page) await writeKit(pdf, page, force);
  return { ...(text && { kit: text }), ...(html && { html }), ...(pdf && { pdf }) };
}

async function writeKit(file: string, content: string | Uint8Array, force = false): Promise<void> {
  try {
    await writePrivateFile(file, content, force);
  } catch (error) {
    throw cannotWrite(file, (error as NodeJS.ErrnoException).code ?? "");
  }
}

const cannotWrite = (file: string, code: string) =>
  new CommandFailure(
    exitCode.BAD_FILE,
    "BAD_KIT_FILE",
    `The Emergency Kit cannot be written to ${file} (${code}).`,
    "Name another file, or say --force. Once this device is signed in, sealgraph kit writes the kit at any time.",
  );

/** Said to a person who was only shown it. */
export const howToPrint = "To print it: sealgraph kit --html FILE, or --pdf FILE. Delete the file afterwards.";
