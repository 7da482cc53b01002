import { encodeExport, type OpenedWork } from "../client/index.ts";
import type { Context, GlobalOptions } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { counted } from "./output.ts";
import { isThere, writePrivateFile } from "./private-file.ts";
import { makeProgress } from "./progress.ts";
import { answerItems, answerSecret, findRecovered, noteUnread, recoveredExport } from "./recovered.ts";
import { whyNotWritten } from "./why-not-written.ts";

/** What is wanted of recovered items: a list, one with its secrets, or all in a file. */
export interface WorkOptions extends GlobalOptions {
  readonly item?: string;
  readonly file?: string;
  readonly force?: boolean;
}

/** Before anything is opened. Throws BAD_EXPORT_FILE. */
export async function checkWorkFile({ file, force }: WorkOptions): Promise<void> {
  if (file !== undefined && !force && (await isThere(file))) throw cannotWrite(file, "EEXIST");
}

/** Shows, or writes, what is in opened work. `about` goes into the JSON beside it. */
export async function showWork(
  context: Context,
  { item, file, force }: WorkOptions,
  work: OpenedWork,
  about: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { out } = context;
  const progress = makeProgress(context, "Reading");
  const all = await work.items({ onProgress: progress.show }).finally(progress.end);
  if (item !== undefined) return answerSecret(context, await work.show(findRecovered(all.items, item)));
  if (file === undefined) {
    answerItems(context, all, about);
  } else {
    const living = all.items.filter(({ trashedAt }) => trashedAt === null);
    await write(file, encodeExport(await recoveredExport(work, living)), force);
    const done = `${counted(living.length, "item")} written to ${file}.`;
    out.answer({ ...about, file, items: living.length, unread: all.unread, refused: all.refused }, () => done);
    out.note("It is NOT encrypted: whoever reads it has every password. Delete it when it is not needed.");
  }
  noteUnread(context, all);
}

async function write(file: string, content: string, force: boolean | undefined): Promise<void> {
  try {
    await writePrivateFile(file, content, force);
  } catch (error) {
    throw cannotWrite(file, (error as NodeJS.ErrnoException).code ?? "");
  }
}

export const cannotWrite = (file: string, code: string): CommandFailure =>
  new CommandFailure(
    exitCode.BAD_FILE,
    "BAD_EXPORT_FILE",
    `${file} cannot be written: ${whyNotWritten(code)}.`,
    "Name another file, or say --force.",
  );
