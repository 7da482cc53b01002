import { setTimeout as wait } from "node:timers/promises";
import type { Command } from "commander";
import type { Client, OwnRecovery } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure, explain } from "../failure.ts";
import { removed, withAccount, withKeys, withKeysIfGiven } from "../open.ts";
import { counted } from "../output.ts";
import { makeProgress } from "../progress.ts";
import { ownInWords } from "../recovery-words.ts";
import { namesOfShares, titleOfShare } from "../vaults.ts";
import { resetInWords, watch } from "../watch.ts";
import { divergedInWords } from "./copy.ts";
import { sharesInWords } from "./status.ts";

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
      "stay, and print a line for every change, until Ctrl-C; while another command works here, it waits",
    );
  example(does(command, sync), "sealgraph sync", "sealgraph sync --watch --json");
}

const sync = (context: Context, options: SyncOptions) =>
  options.watch
    ? watchOn(context)
    : withKeysIfGiven(context, async (client) => {
        const answer = await syncOnce(context, client);
        const { recoveryWas: _, ...shape } = answer;
        context.out.answer(shape, () => inWords(answer).map(context.out.called));
      });

/** Watches until Ctrl-C; whenever another command wants the folder it lets go of it, and comes back when that is done. */
async function watchOn(context: Context): Promise<void> {
  const end = new AbortController();
  const ignore = context.surroundings.onInterrupt(() => end.abort());
  let session: string | undefined;
  const round = async (client: Client) => {
    if (session !== undefined) await client.unlockWithSession(session);
    session ??= await client.makeSession();
    await syncOnce(context, client);
    return watch(context, client, end.signal);
  };
  try {
    let why = await withKeys(context, round);
    while (why === "WANTED") {
      context.out.note("Waiting for another command …");
      why = await comeBack(context, round, end.signal);
    }
  } finally {
    ignore();
  }
}

/** So that the one who waits is first, in milliseconds. */
const letThrough = 300;

/** Tries until the other is done, be it at a prompt, or nobody wants to watch any more. */
async function comeBack<T>(context: Context, round: (client: Client) => Promise<T>, end: AbortSignal) {
  while (!end.aborted) {
    await wait(letThrough);
    if (end.aborted) break;
    try {
      return await withAccount(context, round, letThrough);
    } catch (error) {
      if (!(error instanceof CommandFailure) || error.code !== "STORE_BUSY") throw error;
    }
  }
  return "INTERRUPTED" as const;
}

async function syncOnce(context: Context, client: Client) {
  const progress = makeProgress(context, "Fetching");
  const before = client.status();
  const had = before.locked ? null : await namesOfShares(client);
  // Of many vaults the same is said once.
  const said = new Set<string>();
  const silences = [
    client.on("trouble", (error) => said.add(explain(error, context.out).message)),
    client.on("reset", (reset) => context.out.note(resetInWords(reset))),
  ];
  try {
    const report = await client.syncNow({ onProgress: ({ done, total }) => progress.show(done, total) });
    const { locked, pending, refused, evidence, shares, recovery } = client.status();
    if (evidence > before.evidence) context.surroundings.endWith(exitCode.NOT_VERIFIED);
    const sent = locked ? 0 : Math.max(before.pending - pending - Math.max(refused - before.refused, 0), 0);
    const has = had && !locked ? await namesOfShares(client) : null;
    const lost = [...(had ?? [])].flatMap(([share, name]) => (has && !has.has(share) ? [{ share, name }] : []));
    const diverged = locked ? 0 : (await client.copies.list()).filter(({ state }) => state === "DIVERGED").length;
    return {
      ...report,
      lost,
      diverged,
      sent,
      locked,
      removed: client.status().removed,
      shares,
      recovery,
      recoveryWas: before.recovery,
      pending,
      refused,
      evidence,
    };
  } finally {
    for (const off of silences) off();
    progress.end();
    for (const message of said) context.out.note(message);
  }
}

type Answer = Awaited<ReturnType<typeof syncOnce>>;

/** What was done besides fetching items. */
const besides = ({ sent, links, keysMade, keysGiven, lost, recovery, recoveryWas }: Answer): string[] => [
  ...(sent > 0 ? [`Sent: ${counted(sent, "change")} that waited here.`] : []),
  ...(links > 0 ? [`The company: ${counted(links, "new link")}, verified: sealgraph roster show.`] : []),
  ...(keysMade > 0 ? [`Made: ${counted(keysMade, "key")} for groups that you are in.`] : []),
  ...(keysGiven > 0 ? [`Given: ${counted(keysGiven, "key")} of groups and shares, to people who waited.`] : []),
  ...recoveryInWords(recoveryWas, recovery),
  ...lost.map(({ share, name }) => `Gone: ${titleOfShare({ id: share, name })}. It is not shared with you any more.`),
];

/** Nobody's vault is entrusted unseen. */
const recoveryInWords = (was: OwnRecovery | null, is: OwnRecovery | null): string[] =>
  was === null || is === null || JSON.stringify(was) === JSON.stringify(is) ? [] : [`Recovery: ${ownInWords(is)}.`];

function inWords(answer: Answer): string[] {
  const { records, changes, pending, refused, evidence } = answer;
  const done = besides(answer);
  const isOld = changes === 0 || records === 0;
  const nothing = done.length > 0 ? "Nothing else is new." : "Nothing new.";
  const news = isOld ? nothing : `${counted(changes ?? records, "change")}.`;
  return [
    ...done,
    changes === null && records > 0 ? `${news} They are verified when the account is unlocked.` : news,
    ...sharesInWords(answer.shares).map((words) => `${words}.`),
    ...divergedInWords(answer.diverged),
    ...(answer.removed ? [removed] : []),
    ...(pending === 0 || answer.removed
      ? []
      : [
          `${counted(pending, "change")} made here ${pending === 1 ? "waits" : "wait"}${answer.locked ? " until the account is unlocked" : ": sealgraph queue list"}.`,
        ]),
    ...(refused === 0 ? [] : [`${counted(refused, "change")} refused: sealgraph queue list.`]),
    ...(evidence === 0 ? [] : ["The server was caught: sealgraph evidence list."]),
  ];
}
