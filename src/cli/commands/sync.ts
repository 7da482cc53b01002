import type { Command } from "commander";
import type { Client } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { explain } from "../failure.ts";
import { withKeys, withKeysIfGiven } from "../open.ts";
import { counted } from "../output.ts";
import { makeProgress } from "../progress.ts";
import { watch } from "../watch.ts";

interface SyncOptions extends GlobalOptions {
  readonly watch?: boolean;
}

/** `sync`. */
export function addSyncCommand(program: Command): void {
  const command = program
    .command("sync")
    .description(
      "Send what has no answer yet, then fetch what is new. While locked, what comes is verified after unlocking.",
    )
    .option(
      "--watch",
      "stay, and print a line for every change, until Ctrl-C; other commands need another SEALGRAPH_HOME meanwhile",
    );
  example(does(command, sync), "sealgraph sync", "sealgraph sync --watch --json");
}

const sync = (context: Context, options: SyncOptions) =>
  options.watch
    ? withKeys(context, async (client) => {
        await syncOnce(context, client);
        await watch(context, client);
      })
    : withKeysIfGiven(context, async (client) => {
        const answer = await syncOnce(context, client);
        context.out.answer(answer, () => inWords(answer));
      });

async function syncOnce(context: Context, client: Client) {
  const progress = makeProgress(context, "Fetching");
  const before = client.status().evidence;
  const silence = client.on("trouble", (error) => context.out.note(explain(error).message));
  try {
    const { records, changes } = await client.syncNow({ onProgress: ({ done, total }) => progress.show(done, total) });
    const { locked, pending, refused, evidence } = client.status();
    if (evidence > before) context.surroundings.endWith(exitCode.NOT_VERIFIED);
    return { records, changes, locked, pending, refused, evidence };
  } finally {
    silence();
    progress.end();
  }
}

function inWords({ records, changes, pending, refused, evidence }: Awaited<ReturnType<typeof syncOnce>>): string[] {
  const news = changes === 0 || records === 0 ? "Nothing new." : `${counted(changes ?? records, "change")}.`;
  return [
    changes === null && records > 0 ? `${news} They are verified when the account is unlocked.` : news,
    ...(pending === 0
      ? []
      : [`${counted(pending, "change")} made here ${pending === 1 ? "waits" : "wait"} until the account is unlocked.`]),
    ...(refused === 0 ? [] : [`${counted(refused, "change")} refused: sealgraph queue list.`]),
    ...(evidence === 0 ? [] : ["The server was caught: sealgraph evidence list."]),
  ];
}
