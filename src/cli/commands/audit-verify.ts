import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { verifyLogLines } from "../../client/index.ts";
import type { Context, GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { badFile } from "../log-file.ts";
import { withKeys } from "../open.ts";
import { counted } from "../output.ts";
import { makeProgress } from "../progress.ts";

interface VerifyOptions extends GlobalOptions {
  readonly file?: string;
  readonly new?: boolean;
}

export async function verify(context: Context, { file, new: onlyNew }: VerifyOptions): Promise<void> {
  if (file !== undefined) return verifyFile(context, file);
  return withKeys(context, async (client) => {
    const progress = makeProgress(context, "Entries");
    const checked = await client.company.audit
      .verify({ whole: onlyNew !== true, onProgress: progress.show })
      .finally(progress.end);
    context.out.answer(checked, () => [
      `${counted(checked.entries, "entry", "entries")} verified, behind revision ${checked.from.revision}. Nothing was changed, dropped or swapped.`,
      ...(checked.unseen > 0
        ? [`${counted(checked.unseen, "entry", "entries")} had their time before this device saw them.`]
        : []),
      ...(checked.to.hash ? [`Revision ${checked.to.revision}, hash ${checked.to.hash}`] : []),
      "Whoever of the company sees the same hash at the same revision has the same log.",
    ]);
  });
}

async function verifyFile(context: Context, file: string): Promise<void> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  try {
    const { tenant, from, to, entries } = await verifyLogLines(lines);
    context.out.answer({ tenant, from, to, entries }, () => [
      `${counted(entries, "entry", "entries")} verified, behind revision ${from.revision}. Nothing was changed, dropped or swapped.`,
      ...(to.hash ? [`Revision ${to.revision}, hash ${to.hash}`] : []),
      "Compare that with sealgraph audit verify: a file does not show what was cut off at its end.",
    ]);
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    if (code === "ENOENT" || code === "EACCES" || code === "EISDIR") throw badFile(`${file} cannot be read (${code}).`);
    const where = /line \d+/.exec(message)?.[0] ?? "its beginning";
    throw new CommandFailure(
      exitCode.BAD_FILE,
      code === "BROKEN_CHAIN" ? "BROKEN_LOG" : "BAD_LOG_FILE",
      code === "BROKEN_CHAIN"
        ? `The log in ${file} does not hold from ${where} on: an entry was changed, dropped or swapped.`
        : `${file} is no exported log in lines of JSON: ${where} is not one of its lines.`,
      code === "BROKEN_CHAIN"
        ? "Keep the file, and export the log anew to compare."
        : "Name a file of sealgraph audit export.",
    );
  } finally {
    lines.close();
  }
}
