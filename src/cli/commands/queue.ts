import type { Command } from "commander";
import { type Client, type QueuedChange, SealgraphError } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, counted } from "../output.ts";
import { stateColour } from "../shapes.ts";

/** `queue` and its commands. */
export function addQueueCommands(program: Command): void {
  const queue = program
    .command("queue")
    .description("What was changed on this device and the server does not have yet, or refused.");
  const listCommand = queue.command("list").description("List changes in the order in which they are sent.");
  example(does(listCommand, list), "sealgraph queue list");
  const retryCommand = queue
    .command("retry")
    .description("Send what was refused once more.")
    .argument("[id]", "one of the list; all without it");
  example(does(retryCommand, retry), "sealgraph queue retry");
  const discardCommand = queue
    .command("discard")
    .description(
      "Take a change back, and those after it that rest on it. What it changed is as the server has it again.",
    )
    .argument("<id>", "one of the list")
    .addOption(yesOption());
  example(does(discardCommand, discard), "sealgraph queue discard 01890a5d-ac96-774b-bcce-b302099a8057");
}

const shapesOf = (client: Client) => client.queue.list().map((change) => ({ ...change, at: change.at.toISOString() }));

const list = (context: Context) =>
  withKeys(context, async (client) => {
    const all = client.queue.list();
    context.out.answer(shapesOf(client), () =>
      all.length === 0
        ? "Nothing waits, and nothing was refused."
        : columns(all.map((change) => rowOf(context, change))),
    );
  });

function rowOf({ out }: Context, { id, at, state, refusal, records }: QueuedChange): string[] {
  const [first] = records;
  const what = `${first?.change.toLowerCase()} ${counted(records.length, first?.kind.toLowerCase() ?? "record")}`;
  return [out.paint(stateColour[state], refusal?.code ?? state), id, at.toISOString(), what];
}

const retry = (context: Context, _: GlobalOptions, id?: string) =>
  withKeys(context, async (client) => {
    await client.queue.retry(id);
    const { pending, refused } = client.status();
    const left = refused === 0 ? "Nothing is refused any more." : `${counted(refused, "change")} still refused.`;
    context.out.answer({ pending, refused }, () => left);
  });

const discard = (context: Context, { yes }: YesOption, id: string) =>
  withKeys(context, async (client) => {
    if (!client.queue.list().some((change) => change.id === id))
      throw new SealgraphError("NOT_FOUND", { part: "change" });
    await context.ask.agreement("Take this change back? What was typed is lost.", yes ?? false);
    const discarded = await client.queue.discard(id);
    context.out.answer({ discarded }, () => `${counted(discarded, "change")} taken back.`);
  });
