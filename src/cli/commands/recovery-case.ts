import { type Command, InvalidArgumentError, Option } from "commander";
import type { RecoveryView } from "../../client/index.ts";
import { byCode, type CodeOptions, withCode } from "../ask-recovery-code.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { findAnybody } from "../find-person.ts";
import { withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, moment, printable } from "../output.ts";
import { demandOpen, findRecovery, recoveryShape, stateInWords } from "../recoveries.ts";
import { collect } from "../share-options.ts";
import { namesOfAll } from "../share-plan.ts";

interface OpenOptions extends GlobalOptions, CodeOptions {
  readonly purpose?: string;
  readonly for: number;
  readonly backup?: readonly string[];
  readonly asOf?: Date;
}

/** `recovery open list approve veto close`. */
export function addRecoveryCaseCommands(recovery: Command): void {
  const opening = recovery
    .command("open")
    .description(
      "Ask to read what somebody had in their business profile, and in shares of the company that are theirs.",
    )
    .argument("<user>", "address, name or id; of whoever has gone, too")
    .option("--purpose <text>", "what it is needed for: the company's administrators read it")
    .addOption(new Option("--for <hours>", "how long it stays open, 1 to 168").argParser(hours).default(24))
    .option("--as-of <time>", "as it was then, 2026-01-31T12:00Z, where that was kept; else the newest", time)
    .addOption(
      new Option("--backup <backup>", "these backups alone, by id; can be given more than once")
        .argParser(collect)
        .conflicts("asOf"),
    );
  example(
    does(withCode(opening), open),
    "sealgraph recovery open chris@example.com --purpose 'Chris left, we need the suppliers'",
    "sealgraph recovery open chris@example.com --code",
  );
  example(
    does(recovery.command("list").description("Recoveries: what for, by whom, and how each stands."), list),
    "sealgraph recovery list",
  );
  const named = (name: string, description: string) =>
    recovery.command(name).description(description).argument("<recovery>", "id, or its beginning");
  example(
    does(
      named("approve", "Agree to somebody else's recovery, as an administrator. It is shown first.").addOption(
        yesOption(),
      ),
      approve,
    ),
    "sealgraph recovery approve 4f1c",
  );
  example(
    does(
      named(
        "veto",
        "Forbid somebody else's recovery, as an administrator: it opens no more, also where it is open.",
      ).addOption(yesOption()),
      veto,
    ),
    "sealgraph recovery veto 4f1c",
  );
  const closing = recovery
    .command("close")
    .description("End a recovery: nothing more of it is handed out. Members who were put in for it are taken out.")
    .argument("[recovery]", "id, or its beginning; without it, your only open one")
    .addOption(yesOption());
  example(does(closing, close), "sealgraph recovery close");
}

function hours(text: string): number {
  const value = Number(text);
  if (!/^\d{1,3}$/.test(text) || value < 1 || value > 168) throw new InvalidArgumentError("It is 1 to 168.");
  return value;
}

function time(text: string): Date {
  const at = new Date(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError("Write a time as 2026-01-31 or 2026-01-31T12:00Z.");
  return at;
}

const open = (context: Context, options: OpenOptions, who: string) =>
  withKeys(context, async (client) => {
    const { out, ask } = context;
    const { user, name } = await findAnybody(client, who);
    const isByKey = !options.code && !options.codeFile;
    // Whoever has no key is told before they are asked what for.
    const own = isByKey ? await byCode(context, client, options) : null;
    const purpose = await ask.value({
      what: "what it is needed for (the company's administrators read it)",
      flag: "--purpose",
      given: options.purpose,
      check: (text) => (text.trim() === "" ? "Say what it is needed for." : null),
    });
    const by = own ?? (await byCode(context, client, options));
    const { recovery } = await client.recovery.open({
      user,
      purpose,
      hours: options.for,
      ...(options.backup && { backups: options.backup }),
      ...(options.asOf && { asOf: options.asOf }),
      ...by,
    });
    out.answer(recoveryShape(recovery), () => [
      `Recovery ${recovery.id} of ${printable(name ?? user)}: ${stateInWords(recovery)}.`,
    ]);
    out.note(
      recovery.state === "OPEN"
        ? "What is in it: sealgraph recovery items"
        : "The other administrators are told by mail; they agree by: sealgraph recovery approve. How it stands: sealgraph recovery list",
    );
  });

const list = (context: Context) =>
  withKeys(context, async (client) => {
    const recoveries = await client.recovery.recoveries();
    const names = await namesOfAll(client);
    context.out.answer(recoveries.map(recoveryShape), () =>
      recoveries.length === 0 ? "There is no recovery." : columns(recoveries.map((each) => rowOf(each, names))),
    );
  });

const rowOf = (recovery: RecoveryView, names: (id: string) => string): string[] => [
  recovery.id.slice(0, 8),
  `of ${names(recovery.user)}`,
  `by ${names(recovery.openedBy)}${recovery.byCode ? ", with the code" : ""}`,
  stateInWords(recovery),
  printable(recovery.purpose),
];

const approve = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
  withKeys(context, async (client) => {
    const { out, ask } = context;
    const recovery = await findRecovery(client, reference);
    // Whoever agrees to what is over would believe that something is opened by it.
    if (recovery.state !== "WAITING") demandOpen(recovery);
    const names = await namesOfAll(client);
    out.note(
      `${names(recovery.openedBy)} wants to read the business profile of ${names(recovery.user)} until ${moment(recovery.endsAt)}:\n  ${printable(recovery.purpose)}`,
    );
    await ask.agreement("Agree to it? Ask them yourself where you are not sure that it is they.", yes);
    const after = await client.recovery.approve(recovery);
    out.answer(recoveryShape(after), () => `You have agreed: ${stateInWords(after)}.`);
  });

const veto = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
  withKeys(context, async (client) => {
    const recovery = await findRecovery(client, reference);
    await context.ask.agreement("Forbid it? It opens no more; whoever asked can ask again.", yes);
    await client.recovery.veto(recovery);
    context.out.answer({ recovery: recovery.id, vetoed: true }, () => "It is forbidden, and opens no more.");
  });

const close = (context: Context, { yes }: GlobalOptions & YesOption, reference?: string) =>
  withKeys(context, async (client) => {
    const { out, ask } = context;
    const recovery = await findRecovery(client, reference);
    await ask.agreement("Close it? Nothing more of it is handed out.", yes);
    const { removed, left, custodians } = await client.recovery.close(recovery.id);
    const names = await namesOfAll(client);
    const listed = (users: readonly string[]) => users.map(names).join(", ");
    out.answer({ recovery: recovery.id, closed: true, removed, left }, () => [
      "It is closed. Nothing more of it is handed out.",
      ...(removed.length > 0 ? [`Taken out of the recovery group, which has a new key: ${listed(removed)}.`] : []),
    ]);
    if (left.length > 0)
      out.note(`Still in the group: ${listed(left)}. A custodian takes them out: ${listed(custodians)}.`);
    if (recovery.byCode)
      out.note("The code lay on a table: make another one, and lock it away. sealgraph recovery code new");
    out.note("Have the passwords changed that they knew: they know them still.");
  });
