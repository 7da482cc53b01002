import type { FileHandle } from "node:fs/promises";
import { type Client, type LogFormat, type LogPosition, logHeader, logLine } from "../../client/index.ts";
import type { Context, GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { openExport } from "../log-file.ts";
import { withKeys } from "../open.ts";
import { counted } from "../output.ts";
import { makeProgress } from "../progress.ts";

interface ExportOptions extends GlobalOptions {
  readonly file: string;
  readonly format: LogFormat;
}

export const exportLog = (context: Context, { file, format }: ExportOptions) =>
  withKeys(context, async (client) => {
    const { out, surroundings } = context;
    const target = await openExport(file, format);
    const progress = makeProgress(context, "Entries");
    let interrupted = false;
    const listenNoMore = surroundings.onInterrupt(() => {
      interrupted = true;
    });
    try {
      const from = target.position ?? (await begin(client, target.handle, format));
      let [position, entries, left] = [from, 0, 0];
      for await (const portion of client.company.audit.read(from)) {
        await target.handle.appendFile(`${portion.entries.map((entry) => logLine(format, entry)).join("\n")}\n`);
        position = portion.position;
        entries += portion.entries.length;
        left = portion.head - position.revision;
        progress.show(entries, entries + left);
        if (interrupted) break;
      }
      await target.handle.sync();
      progress.end();
      out.answer({ file, entries, from, to: position, left }, () => [
        `${counted(entries, "entry", "entries")} written to ${file}, verified, behind revision ${from.revision}.`,
        ...(position.hash ? [`It ends at revision ${position.revision}, hash ${position.hash}`] : []),
      ]);
      if (left === 0) return;
      out.note(`${counted(left, "entry is", "entries are")} missing still: the same command goes on from there.`);
      surroundings.endWith(exitCode.INTERRUPTED);
    } finally {
      listenNoMore();
      progress.end();
      await target.handle.close();
    }
  });

async function begin(client: Client, handle: FileHandle, format: LogFormat): Promise<LogPosition> {
  const from = await client.company.audit.beginning();
  const { tenant } = await client.company.view();
  await handle.appendFile(`${logHeader(format, tenant, from)}\n`);
  return from;
}
