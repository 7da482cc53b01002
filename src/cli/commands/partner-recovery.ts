import { type Command, Option } from "commander";
import type { Backup, Client, CompanyCase, CompanyPerson, RecoveryView, VerifiedCompany } from "../../client/index.ts";
import { choose, isId } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, counted, moment, printable } from "../output.ts";
import { findOwnCompany } from "../partner-companies.ts";
import { withPartner } from "../partner-open.ts";
import { makeProgress } from "../progress.ts";
import { answerItems, answerSecret, findRecovered, noteUnread } from "../recovered.ts";
import { backupShape, chooseRecovery, demandOpen, recoveryShape, stateInWords } from "../recoveries.ts";
import { collect } from "../share-options.ts";
import { checkTaking, type TakeOptions, writeSealed } from "../take-recovered.ts";
import { wholeNumber } from "../whole-number.ts";

interface OpenOptions extends GlobalOptions {
  readonly purpose?: string;
  readonly for: number;
  readonly backup?: readonly string[];
}

interface CaseOptions extends GlobalOptions {
  readonly recovery?: string;
}

const ways = {
  open: "sealgraph partner recovery open",
  list: "sealgraph partner recovery list",
  none: "You have no recovery there that is open.",
};

/** `partner recovery backups|open|list|items|show|take|close|leave`. */
export function addPartnerRecoveryCommands(partner: Command): void {
  const recovery = partner
    .command("recovery")
    .description("Backups of a company, for whom a custodian of it put into its recovery group.")
    .addHelpText("after", whatItTakes);
  const of = (name: string, description: string): Command =>
    recovery.command(name).description(description).argument("<company>", "name, reference or id");
  const who = "address, name or id; of whoever has gone, the id";
  example(
    does(of("backups", "Backups of somebody's that you can ask to read.").argument("<user>", who), backups),
    "sealgraph partner recovery backups 'Babbage & Co.' chris@example.com",
  );
  const opening = of("open", "Ask to read what somebody had. The company's administrators approve it, or forbid it.")
    .argument("<user>", who)
    .option("--purpose <text>", "what it is needed for: the company's administrators read it")
    .addOption(
      new Option("--for <hours>", "how long it stays open, 1 to 168").argParser(wholeNumber(1, 168)).default(24),
    )
    .option("--backup <backup>", "these backups alone, by id; can be given more than once", collect);
  example(
    does(opening, open),
    "sealgraph partner recovery open 'Babbage & Co.' chris@example.com --purpose 'Chris left, Ada asked us'",
  );
  example(
    does(of("list", "What you asked to read there, and how it stands."), list),
    "sealgraph partner recovery list 'Babbage & Co.'",
  );
  const ofCase = (name: string, description: string): Command =>
    of(name, description).option("--recovery <recovery>", "id, or its beginning; without it, your only open one");
  example(
    does(ofCase("items", "List what can be read, verified, without secrets."), items),
    "sealgraph partner recovery items 'Babbage & Co.'",
  );
  example(
    does(ofCase("show", "Show one item, with its secrets.").argument("<item>", "title or id"), show),
    "sealgraph partner recovery show 'Babbage & Co.' 'Supplier login'",
  );
  const taking = ofCase("take", "Take items out, into a file that is sealed under a code of its own.")
    .argument("[items...]", "titles or ids")
    .option("--all", "all of them but what was in the trash")
    .option("--file <file>", "to this file (mode 0600); its code is shown once")
    .option("--force", "write over a file that is there");
  example(
    does(taking, take),
    "sealgraph partner recovery take 'Babbage & Co.' 'Supplier login' --file chris.recovered",
    "sealgraph partner recovery take 'Babbage & Co.' --all --file chris.recovered",
  );
  example(
    does(ofCase("close", "End it: nothing more of it is handed out.").addOption(yesOption()), close),
    "sealgraph partner recovery close 'Babbage & Co.'",
  );
  const leaving = of(
    "leave",
    "Take yourself out of the company's recovery group: no recovery of yours goes on there.",
  ).addOption(yesOption());
  example(does(leaving, leave), "sealgraph partner recovery leave 'Babbage & Co.'");
}

const whatItTakes = `
A custodian of the company puts you in (sealgraph recovery member add), and takes you out when it is done; or you do (leave). Its administrators are told
what you ask for, and what for; they approve or forbid it. What you read stands in the company's log.
`;

const listed = (shown: readonly Backup[]) =>
  columns(
    shown.map((each) => [
      each.id,
      moment(each.takenAt),
      each.kind === "PROFILE" ? "business profile" : "share",
      counted(each.records, "record"),
    ]),
  );

const backups = (context: Context, _: GlobalOptions, reference: string, who: string) =>
  withPartner(context, async (client) => {
    const { tenant } = await findOwnCompany(client, reference);
    const { user } = findIn(await client.partner.verified(tenant), who);
    const all = await client.partner.recovery(tenant).backups(user);
    if (all.length === 0)
      context.out.note(
        "There is none of theirs that you can ask for: one is taken once their device has handed its key over, and shown to whom a custodian of the company has put into its recovery group (sealgraph recovery member add).",
      );
    context.out.answer(all.map(backupShape), () => listed(all));
  });

const open = (context: Context, options: OpenOptions, reference: string, who: string) =>
  withPartner(context, async (client) => {
    const { out, ask } = context;
    const { tenant } = await findOwnCompany(client, reference);
    const { user, name } = findIn(await client.partner.verified(tenant), who);
    const purpose = await ask.value({
      what: "what it is needed for (the company's administrators read it)",
      flag: "--purpose",
      given: options.purpose,
      check: (text) => (text.trim() === "" ? "Say what it is needed for." : null),
    });
    const { recovery } = await client.partner.recovery(tenant).open({
      user,
      purpose,
      hours: options.for,
      ...(options.backup && { backups: options.backup }),
    });
    out.answer(recoveryShape(recovery), () => [
      `Recovery ${recovery.id} of ${printable(name ?? user)}: ${stateInWords(recovery)}.`,
    ]);
    out.note(
      recovery.state === "OPEN"
        ? "What is in it: sealgraph partner recovery items"
        : "The company's administrators agree by: sealgraph recovery approve. How it stands: sealgraph partner recovery list",
    );
  });

const list = (context: Context, _: GlobalOptions, reference: string) =>
  withPartner(context, async (client) => {
    const { tenant } = await findOwnCompany(client, reference);
    const { people } = await client.partner.verified(tenant);
    const all = await client.partner.recovery(tenant).recoveries();
    context.out.answer(all.map(recoveryShape), () =>
      all.length === 0 ? "You asked for none there." : columns(all.map((each) => rowOf(each, people))),
    );
  });

const rowOf = (recovery: RecoveryView, people: readonly CompanyPerson[]): string[] => [
  recovery.id.slice(0, 8),
  `of ${printable(people.find(({ user }) => user === recovery.user)?.name ?? recovery.user)}`,
  stateInWords(recovery),
  printable(recovery.purpose),
];

/** Works in a recovery of the caller's that is open. */
const withCase = (
  context: Context,
  { recovery: wanted }: CaseOptions,
  reference: string,
  work: (going: CompanyCase) => Promise<void>,
) =>
  withPartner(context, async (client) => {
    const { its, found } = await findCase(client, reference, wanted);
    demandOpen(found, ways);
    await work(await its.resume(found.id));
  });

async function findCase(client: Client, reference: string, wanted: string | undefined) {
  const { tenant } = await findOwnCompany(client, reference);
  const its = client.partner.recovery(tenant);
  return { its, found: chooseRecovery(await its.recoveries(), client.account.user, wanted, ways) };
}

async function read(context: Context, going: CompanyCase) {
  const progress = makeProgress(context, "Reading");
  return going.items({ onProgress: progress.show }).finally(progress.end);
}

const items = (context: Context, options: CaseOptions, reference: string) =>
  withCase(context, options, reference, async (going) => {
    const all = await read(context, going);
    answerItems(context, all, { recovery: going.recovery.id });
    noteUnread(context, all);
    context.out.note(`${counted(all.items.length, "item")}, verified. Out of here: sealgraph partner recovery take`);
  });

const show = (context: Context, options: CaseOptions, reference: string, item: string) =>
  withCase(context, options, reference, async (going) => {
    const all = await read(context, going);
    answerSecret(context, await going.show(findRecovered(all.items, item)));
  });

const take = (context: Context, options: CaseOptions & TakeOptions, reference: string, ...named: string[]) =>
  withCase(context, options, reference, async (going) => {
    if (options.file === undefined) throw noFile;
    await checkTaking(options, named);
    const all = await read(context, going);
    const wanted = options.all
      ? all.items.filter(({ trashedAt }) => trashedAt === null)
      : named.map((each) => findRecovered(all.items, each));
    const picked = [...new Set(wanted)];
    await writeSealed(context, picked, options, async (show) => (await going.takeIntoFile(picked, show)).file);
    if (options.all) noteUnread(context, all);
    context.out.note("When the company has what it needs: sealgraph partner recovery close");
  });

const noFile = new CommandFailure(
  exitCode.USAGE,
  "INVALID_INPUT",
  "Say where to: --file.",
  "sealgraph partner recovery take --help",
);

const close = (context: Context, { recovery: wanted, yes }: CaseOptions & YesOption, reference: string) =>
  withPartner(context, async (client) => {
    const { its, found } = await findCase(client, reference, wanted);
    await context.ask.agreement("Close it? Nothing more of it is handed out.", yes);
    const closed = await (await its.resume(found.id)).close();
    context.out.answer(recoveryShape(closed), () => "It is closed. Nothing more of it is handed out.");
    context.out.note("A custodian of the company takes you out of its recovery group: sealgraph recovery close");
  });

const leave = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
  withPartner(context, async (client) => {
    const { tenant, name } = await findOwnCompany(client, reference);
    const called = name === null ? tenant : printable(name);
    await context.ask.agreement(
      `You read no backup of ${called} any more, and what you asked for there ends. Only a custodian of the company puts you in again. Leave its recovery group?`,
      yes,
    );
    await client.partner.recovery(tenant).leave();
    context.out.answer({ company: tenant }, () => `You are in no recovery group of ${called} any more.`);
  });

/** Somebody of the company by its roster; an id is taken as it is. Throws NOT_FOUND, AMBIGUOUS. */
function findIn({ people }: VerifiedCompany, who: string): Pick<CompanyPerson, "user" | "name"> {
  if (isId(who)) return people.find(({ user }) => user === who) ?? { user: who, name: null };
  return choose(
    {
      what: "person",
      many: "people",
      whole: true,
      of: ({ name, address }: CompanyPerson) => [name, address].filter((each): each is string => each !== null),
      shown: ({ address, user }: CompanyPerson) => address ?? user,
      lookAt: "sealgraph partner people shows who is in the company.",
    },
    who,
    people.map((each) => ({ ...each, id: each.user })),
  );
}
