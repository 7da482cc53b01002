import { type Command, Option } from "commander";
import type { Client, RecoveryCase } from "../../client/index.ts";
import { askRecoveryCode, type CodeOptions, codeFileOption } from "../ask-recovery-code.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { withKeys } from "../open.ts";
import { counted } from "../output.ts";
import { makeProgress } from "../progress.ts";
import { answerItems, answerSecret, findRecovered, noteUnread } from "../recovered.ts";
import { demandOpen, findRecovery } from "../recoveries.ts";
import { checkTaking, type TakeOptions, takeToFile, takeToPerson } from "../take-recovered.ts";

export interface CaseOptions extends GlobalOptions, Pick<CodeOptions, "codeFile"> {
  readonly recovery?: string;
}

/** `recovery items show take`: what an open recovery has. */
export function addRecoveryItemCommands(recovery: Command): void {
  const ofCase = (name: string, description: string) =>
    recovery
      .command(name)
      .description(description)
      .option("--recovery <recovery>", "id, or its beginning; without it, your only open one")
      .option(...codeFileOption);
  example(
    does(ofCase("items", "List what can be read, verified, without secrets."), items),
    "sealgraph recovery items",
  );
  example(
    does(ofCase("show", "Show one item, with its secrets.").argument("<item>", "title or id"), show),
    "sealgraph recovery show 'Supplier login'",
  );
  const taking = ofCase(
    "take",
    "Take items out: into a share that somebody of the company then owns, or a sealed file.",
  )
    .argument("[items...]", "titles or ids")
    .option("--all", "all of them but what was in the trash")
    .addOption(new Option("--to <user>", "who owns them from then on: address, name or id").conflicts("file"))
    .option("--name <name>", "what the share is called")
    .option("--share <share>", "go on with the share that an earlier take had begun, by id")
    .option("--file <file>", "to a file (mode 0600), sealed under a code that is shown once")
    .option("--force", "write over a file that is there");
  example(
    does(taking, take),
    "sealgraph recovery take 'Supplier login' Bank --to eve@example.com",
    "sealgraph recovery take --all --file chris.recovered",
  );
}

/** Works in an open recovery: the code is asked for where it was opened by it. */
const withCase = (
  context: Context,
  options: CaseOptions,
  work: (client: Client, going: RecoveryCase) => Promise<void>,
): Promise<void> =>
  withKeys(context, async (client) => {
    const recovery = await findRecovery(client, options.recovery);
    demandOpen(recovery);
    const by = recovery.byCode ? { code: await askRecoveryCode(context, options) } : {};
    await work(client, await client.recovery.resume(recovery.id, by));
  });

async function read(context: Context, going: RecoveryCase) {
  const progress = makeProgress(context, "Reading");
  return going.items({ onProgress: progress.show }).finally(progress.end);
}

const items = (context: Context, options: CaseOptions) =>
  withCase(context, options, async (_, going) => {
    const all = await read(context, going);
    answerItems(context, all, { recovery: going.recovery.id });
    noteUnread(context, all);
    context.out.note(
      `${counted(all.items.length, "item")}, verified. One with its secrets: sealgraph recovery show. Out of here: sealgraph recovery take`,
    );
  });

const show = (context: Context, options: CaseOptions, reference: string) =>
  withCase(context, options, async (_, going) => {
    const all = await read(context, going);
    answerSecret(context, await going.show(findRecovered(all.items, reference)));
  });

const take = (context: Context, options: CaseOptions & TakeOptions, ...references: string[]) =>
  withCase(context, options, async (client, going) => {
    await checkTaking(options, references);
    const all = await read(context, going);
    const wanted = options.all
      ? all.items.filter(({ trashedAt }) => trashedAt === null)
      : references.map((reference) => findRecovered(all.items, reference));
    const picked = [...new Set(wanted)];
    if (options.to === undefined) await takeToFile(context, going, picked, options);
    else await takeToPerson(context, client, going, picked, options);
    if (options.all) noteUnread(context, all);
    context.out.note("When you have what you need: sealgraph recovery close");
  });
