import { type Command, Option } from "commander";
import { emergencyKitHtml, type PrintedKit, pageText } from "../client/index.ts";
import { kitPage } from "../client/kit/page.ts";
import { type Locale, say } from "../words/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { demandPdfWrites, kitPdf, type Paper, papers } from "./kit-pdf.ts";
import type { Output } from "./output.ts";
import { isThere, writePrivateFile } from "./private-file.ts";
import { whyNotWritten } from "./why-not-written.ts";

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

/** Shown at a terminal: what has to be kept, and why. */
function shown(kit: PrintedKit, locale: Locale): string {
  const { fields, sections, ...page } = kitPage(kit, locale);
  const known = fields.filter(({ value }) => value !== null).map((field) => ({ ...field, hint: "" }));
  return `\n${pageText({ ...page, fields: known, sections: sections.slice(0, 2) })}`;
}

export const printKit = (out: Output, kit: PrintedKit): void => out.answer(kit, () => shown(kit, out.locale));

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
 * Writes the kit to the files that were named, in its reader's language, and gives them. A file that is there stays as it is, unless --force was
 * given. Throws BAD_KIT_FILE.
 */
export async function writeKits(
  { text, html, pdf, paper, force }: KitOptions & { readonly text?: string | undefined },
  kit: PrintedKit,
  locale: Locale,
): Promise<{ readonly kit?: string; readonly html?: string; readonly pdf?: string }> {
  const page = pdf === undefined ? null : await kitPdf(kit, paper, locale);
  if (text !== undefined) await writeKit(text, pageText(kitPage(kit, locale)), force);
  if (html !== undefined) await writeKit(html, emergencyKitHtml(kit, locale), force);
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
    `The Emergency Kit cannot be written to ${file}: ${whyNotWritten(code)}.`,
    "Name another file, or say --force. Once this device is signed in, sealgraph kit writes the kit at any time.",
  );

/** Said to a person who was only shown it. */
export const howToPrint = ({ locale }: Output): string => say(locale, "cli.answer.howToPrint");
