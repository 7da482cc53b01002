import { type Command, Option } from "commander";
import type { CompanyPlan, DeskRight } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { daysOption } from "../days-option.ts";
import { hoursOption, rightsHelp, rightsOption, termsInWords } from "../desk-rights.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { demandNewFile, handOver, invitedShape, linkLine, linksHeader } from "../invitation-links.ts";
import { isAddress } from "../is-address.ts";
import { printable } from "../output.ts";
import { agreeToDoubles } from "../partner-doubles.ts";
import { listOf, plan } from "../partner-filter.ts";
import { withPartner } from "../partner-open.ts";
import { sayWhatIsLeft } from "../partner-pool.ts";
import { writePrivateFile } from "../private-file.ts";
import { collect } from "../share-options.ts";
import { wholeNumber } from "../whole-number.ts";

interface CreateOptions extends GlobalOptions {
  readonly plan: CompanyPlan;
  readonly trialDays?: number;
  readonly seats: number;
  readonly labels?: readonly string[];
  readonly reference?: string;
  readonly administrator?: readonly string[];
  readonly rights: readonly DeskRight[];
  readonly hours: number;
  readonly days: number;
  readonly out?: string;
  readonly sameName?: boolean;
}

/** `partner create`. */
export function addPartnerCreateCommand(partner: Command): void {
  const creating = partner
    .command("create")
    .description(
      "Found a company, and print the link for its first administrator, who joins as its primary user and invites the others.",
    )
    .argument("<name>", "1 to 100 characters; its administrators can sign another")
    .addOption(new Option("--plan <plan>", "standard, advanced or trial").argParser(plan).makeOptionMandatory())
    .option("--trial-days <days>", "how long a trial is, 1 to 90", wholeNumber(1, 90))
    .addOption(new Option("--seats <number>", "how many").argParser(wholeNumber(1, 65_535)).makeOptionMandatory())
    .option("--labels <labels>", "what it is labelled with, comma list", listOf)
    .option("--reference <text>", "your own number for it")
    .option("--administrator <who>", "'Ada Lovelace <ada@example.com>'; can be given more than once", collect)
    .addOption(
      rightsOption("what the desk may do there from then on").default(
        [...["INVITE", "POLICY", "BREAK_GLASS"]],
        "all of them",
      ),
    )
    .addOption(
      hoursOption("how long a break-glass waits there, 24 at least: the company itself makes it less").default(
        fewestHours,
      ),
    )
    .addOption(daysOption())
    .option("--same-name", "found it although you look after one of this name, or with this reference")
    .option("--out <file>", "write the links into a new file (mode 0600): CSV of address, name, link")
    .addHelpText("after", rightsHelp);
  example(
    does(creating, create),
    "sealgraph partner create 'Babbage & Co.' --plan standard --seats 25 --labels retail,gold --administrator 'Ada Lovelace <ada@example.com>'",
  );
}

const create = (context: Context, options: CreateOptions, name: string) =>
  withPartner(context, async (client) => {
    const { out } = context;
    const { plan: its, trialDays, seats, labels = [], reference, rights, hours, days } = options;
    if (rights.includes("BREAK_GLASS") && hours < fewestHours) throw waitsLonger;
    if ((its === "TRIAL") !== (trialDays !== undefined)) throw trialSays;
    const administrators = (options.administrator ?? []).map((each) => ({ ...readPerson(each), days }));
    if (administrators.length === 0) throw nobodyFirst;
    await demandNewFile(options.out);
    await agreeToDoubles(context, client, {
      name,
      ...(reference !== undefined && { reference }),
      agreed: options.sameName === true,
      flag: "--same-name",
    });
    const wanted = {
      name,
      plan: its,
      seats,
      labels,
      rights,
      hours,
      administrators,
      ...(trialDays !== undefined && { trialDays }),
      ...(reference !== undefined && { reference }),
    };
    const founded = await client.partner.create(wanted).catch((error: unknown) => sayWhatIsLeft(client, error));
    if (options.out !== undefined)
      await writePrivateFile(options.out, linksHeader + founded.invitations.map(linkLine).join(""));
    out.answer(
      {
        tenant: founded.tenant,
        invitations: founded.invitations.map(invitedShape),
        policies: founded.policies,
        file: options.out ?? null,
      },
      () => [
        `${printable(name)} is founded: ${founded.tenant}`,
        ...(options.out === undefined
          ? founded.invitations.map(({ address, link }) => `${printable(address)}  ${link}`)
          : [`The links are in ${options.out}.`]),
      ],
    );
    const { outcome, reason } = founded.policies;
    if (!["DONE", "UNCHANGED"].includes(outcome))
      out.note(
        `What your templates say is not signed there yet (${reason ?? outcome}): sealgraph partner templates apply`,
      );
    out.note(handOver);
    if (founded.invitations.length > 1)
      out.note(
        "The first of these links that is used counts, and the others end with it: that person invites the others.",
      );
    out.note(
      `Your desk may there: ${termsInWords(rights, hours)}. Who joins first accepts that, and their administrators change it: sealgraph company desk`,
    );
  });

/** What a desk that founds a company waits there before a break-glass: less only the company's own administrators say. */
const fewestHours = 24;
const waitsLonger = new CommandFailure(
  exitCode.USAGE,
  "INVALID_INPUT",
  `A desk that founds a company waits ${fewestHours} hours at least there before a break-glass.`,
  "Its administrators make that less, once they are in: sealgraph company desk rights --hours",
);
const trialSays = new CommandFailure(
  exitCode.USAGE,
  "INVALID_INPUT",
  "A trial says how long it is, and only a trial does.",
  "--plan trial --trial-days 30",
);
const nobodyFirst = new CommandFailure(
  exitCode.USAGE,
  "MISSING_VALUE",
  "Nobody could join first.",
  "--administrator 'Ada Lovelace <ada@example.com>', once or more.",
);
/** `Ada Lovelace <ada@example.com>`. Throws INVALID_INPUT. */
function readPerson(text: string): { readonly name: string; readonly address: string } {
  const [, name = "", address = ""] = /^\s*(\S.*?)\s*<([^<>]+)>\s*$/.exec(text) ?? [];
  if (name !== "" && isAddress(address) === null) return { name, address: address.trim() };
  throw new CommandFailure(
    exitCode.USAGE,
    "INVALID_INPUT",
    "An administrator is a name and an address.",
    "--administrator 'Ada Lovelace <ada@example.com>'",
  );
}
