import { rm } from "node:fs/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import { mostCodeParts, type ShowRecoveryCode } from "../client/index.ts";
import type { Context } from "./context.ts";
import { papers } from "./kit-pdf.ts";
import { counted } from "./output.ts";
import {
  cannotWrite,
  demandNoneThere,
  filesOf,
  type KeepOptions,
  type SheetCompany,
  type Split,
  writeCode,
} from "./recovery-sheet.ts";
import { type Aside, nothingAside, setAside } from "./set-aside.ts";
import { typeBack } from "./typed-back.ts";

export const withKeeping = (command: Command): Command =>
  command
    .addOption(
      new Option("--split <K/N>", "split the code into N parts, of which any K are the code: 2/3").argParser(
        parseSplit,
      ),
    )
    .option("--sheet <file.pdf>", "write the code as a page to print (mode 0600); of parts, a page for each")
    .addOption(new Option("--paper <size>", "paper of the sheet").choices(papers).default("a4"))
    .option("--file <file>", "write the code to a file, for a USB stick (mode 0600); of parts, a file for each")
    .option("--force", "write over files that are there")
    .option("-y, --yes", "do not ask for parts of it: it is printed, and you keep it");

function parseSplit(text: string): Split {
  const [needed = 0, parts = 0] = /^\d{1,2}\/\d{1,2}$/.test(text) ? text.split("/").map(Number) : [];
  if (needed < 2 || parts < needed || parts > mostCodeParts)
    throw new InvalidArgumentError(
      "Write it as 2/3: how many parts are the code, 2 at least, and how many there are, 16 at most.",
    );
  return { needed, parts };
}

/** What became of a code: where it stands, or the code itself, or its parts, where that is nowhere but here. */
export interface KeptCode {
  readonly sheets?: readonly string[];
  readonly files?: readonly string[];
  readonly code?: string;
  readonly parts?: readonly string[];
}

/**
 * Does what makes a new recovery code, and sees to it that somebody has it before it counts: written to the files that were named,
 * or shown this once; and at a terminal three groups of it are typed back. Files of a code that nobody was to use yet are taken
 * away, and those that were there are back; they may hold the code that counts. Once the new one may have been sent, nothing that went wrong says that it does not count: then it stays, or is shown. Throws BAD_KIT_FILE before anything is done, MISSING_VALUE where nobody can be asked.
 */
export async function keepCode<T>(
  context: Context,
  options: KeepOptions,
  company: SheetCompany,
  work: (show: ShowRecoveryCode) => Promise<T>,
): Promise<{ readonly done: T; readonly kept: KeptCode }> {
  const { ask } = context;
  if (!ask.interactive) await ask.agreement("Is the code kept?", options.yes);
  await demandNoneThere(options, company);
  let pieces: readonly string[] = [];
  let mayCount = false;
  let former = nothingAside;
  const show: ShowRecoveryCode = async (code) => {
    former = await makeRoom(options);
    pieces = await writeCode(options, company, code, context.out.locale);
    if (ask.interactive && !options.yes) await haveTypedBack(context, options, pieces);
    mayCount = true;
  };
  try {
    const done = await work(show);
    await former.forget();
    return { done, kept: keptOf(context, options, pieces) };
  } catch (error) {
    if (mayCount) sayThatItMayCount(context, options, pieces, former);
    else {
      if (pieces.length > 0) await letGo(context, options);
      await former.restore();
    }
    throw error;
  }
}

/** What `--force` would write over stays beside it until the new code counts. Throws BAD_KIT_FILE. */
async function makeRoom(options: KeepOptions): Promise<Aside> {
  const { sheets, files } = filesOf(options);
  return setAside(options.force ? [...sheets, ...files] : []).catch((error: NodeJS.ErrnoException) => {
    throw cannotWrite(error.path ?? "", error.code ?? "");
  });
}

async function haveTypedBack(context: Context, options: KeepOptions, pieces: readonly string[]): Promise<void> {
  const { out } = context;
  const files = filesOf(options);
  const isWritten = files.sheets.length + files.files.length > 0;
  const named = (place: number) => (pieces.length > 1 ? `part ${place + 1}` : "the code");
  if (isWritten) {
    out.note(
      `\nThe code is in ${[...files.sheets, ...files.files].join(", ")}, and nowhere else. ${whatToDo(options)}\n`,
    );
  } else {
    const shown = pieces.map((piece, place) => `  ${pieces.length > 1 ? `Part ${place + 1}:  ` : ""}${piece}`);
    out.note(`\nThe recovery code, shown this once. Write it down now:\n\n${shown.join("\n")}\n`);
  }
  const stands = isWritten ? "as it was written" : "as it stands above";
  const each = pieces.length > 1 ? 1 : 3;
  for (const [place, piece] of pieces.entries()) await typeBack(context, piece, each, { of: named(place), stands });
}

const whatToDo = ({ sheet }: KeepOptions): string =>
  sheet === undefined ? "Open it, and type from there." : "Print it now, and type from the paper.";

/** At a terminal whoever has just typed it back is not shown it again. */
function keptOf({ ask }: Context, options: KeepOptions, pieces: readonly string[]): KeptCode {
  const { sheets, files } = filesOf(options);
  const written = { ...(sheets.length > 0 && { sheets }), ...(files.length > 0 && { files }) };
  if (Object.keys(written).length > 0 || (ask.interactive && !options.yes)) return written;
  const [code = ""] = pieces;
  return pieces.length > 1 ? { parts: pieces } : { code };
}

/** A code that stands nowhere else is shown, this once: it may be all that opens what is backed up. */
function sayThatItMayCount(context: Context, options: KeepOptions, pieces: readonly string[], former: Aside): void {
  const { code, parts = code ? [code] : [] } = keptOf(context, options, pieces);
  for (const piece of parts) context.out.note(piece);
  context.out.note("Nobody knows whether this code counts: keep it until sealgraph recovery code check says so.");
  for (const file of former.files) context.out.note(`What was there before is in ${file}: keep it as long.`);
}

async function letGo({ out }: Context, options: KeepOptions): Promise<void> {
  const { sheets, files } = filesOf(options);
  const written = [...sheets, ...files];
  for (const file of written) await rm(file, { force: true });
  if (written.length > 0)
    out.note(`The code does not count. ${counted(written.length, "file")} of it taken away again.`);
}
