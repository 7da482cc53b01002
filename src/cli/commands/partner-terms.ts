import type { Command } from "commander";
import type { BulkAction, CompanyPlan, ManagedCompany } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { demandStaffMay, type StaffRight } from "../may.ts";
import { type YesOption, yesOption } from "../options.ts";
import { counted, printable } from "../output.ts";
import { answerOutcomes, companiesMeant, findOwnCompany, type ManyOptions, overMany } from "../partner-companies.ts";
import { agreeToDoubles } from "../partner-doubles.ts";
import { labelsOf, listOf, plan, withFilter } from "../partner-filter.ts";
import { noteUnknownLabels } from "../partner-labels.ts";
import { withPartner } from "../partner-open.ts";
import { leftInWords, seatsLeft } from "../partner-pool.ts";
import { titleOfCompany } from "../partner-shapes.ts";
import { type DryRunOption, dryRunOption } from "../share-options.ts";
import { wholeNumber } from "../whole-number.ts";

interface TermOptions extends GlobalOptions, ManyOptions, YesOption, DryRunOption {}

interface LabelOptions extends TermOptions {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

interface PlanOptions extends TermOptions {
  readonly trialDays?: number;
}

/** `partner label|reference|plan|seats|suspend|resume|release`: what the server keeps of companies. Nothing of it is signed. */
export function addPartnerTermCommands(partner: Command): void {
  const many = (command: Command): Command =>
    withFilter(
      command
        .argument("[company...]", "name, reference or id; or none, and a filter or --all")
        .option("--all", "all that you look after")
        .addOption(dryRunOption())
        .addOption(yesOption()),
    );
  const labelling = many(
    partner
      .command("label")
      .description(
        "Label companies, or take labels off. Labels say which templates a company gets, and which staff looks after it.",
      )
      .option("--add <labels>", "comma list", listOf)
      .option("--remove <labels>", "comma list", listOf),
  );
  example(
    does(labelling, label),
    "sealgraph partner label 'Babbage & Co.' --add gold --remove silver",
    "sealgraph partner label --label silver --add gold --dry-run",
  );
  const noting = partner
    .command("reference")
    .description("Keep your own number for a company; without a text, none.")
    .argument("<company>", "name, reference or id")
    .argument("[text]", "1 to 100 characters")
    .addOption(yesOption());
  example(does(noting, setReference), "sealgraph partner reference 'Babbage & Co.' K-1047");
  const planning = many(
    partner
      .command("plan")
      .description("Give companies another plan, of those that the partner may sell.")
      .argument("<plan>", "standard, advanced or trial", plan)
      .option("--trial-days <days>", "how long a trial is from now, 1 to 90", wholeNumber(1, 90)),
  );
  example(does(planning, changePlan), "sealgraph partner plan advanced 'Babbage & Co.'");
  const seating = many(
    partner
      .command("seats")
      .description("Give companies so many seats, out of the partner's.")
      .argument("<number>", "how many", seatsOf),
  );
  example(does(seating, setSeats), "sealgraph partner seats 50 'Babbage & Co.'");
  const suspending = many(
    partner
      .command("suspend")
      .description("Make companies read only: people sign in, read and export, and write nothing."),
  );
  example(does(suspending, suspend), "sealgraph partner suspend 'Babbage & Co.'");
  const resuming = many(partner.command("resume").description("End that."));
  example(does(resuming, resume), "sealgraph partner resume 'Babbage & Co.'");
  const releasing = partner
    .command("release")
    .description(
      "Let a company go: you see nothing of it from then on. It keeps plan and seats until the operator says otherwise.",
    )
    .argument("<company>", "name, reference or id")
    .addOption(yesOption());
  example(does(releasing, release), "sealgraph partner release 'Babbage & Co.'");
}

const seatsOf = wholeNumber(1, 65_535);

/** Does something to all that is meant: asks before it is done to more than one, and where `grave` of one too. */
async function toMany(
  context: Context,
  options: TermOptions,
  references: readonly string[],
  {
    action,
    question,
    right = "terms",
    grave = false,
    warning = () => null,
  }: {
    readonly action: BulkAction;
    readonly question: string;
    readonly right?: StaffRight;
    readonly grave?: boolean;
    /** What somebody may not have thought of: said, and asked about. */
    readonly warning?: (companies: readonly ManagedCompany[]) => string | null;
  },
): Promise<void> {
  await withPartner(context, async (client) => {
    await demandStaffMay(client, right);
    const companies = await companiesMeant(client, references, options);
    await noteUnknownLabels(context, client, labelsOf(options));
    if (companies.length === 0) return answerOutcomes(context, [], [], { again: "", dryRun: options.dryRun ?? false });
    const warned = warning(companies);
    if (warned !== null) context.out.note(warned);
    if (!options.dryRun && (grave || warned !== null || companies.length > 1))
      await context.ask.agreement(`${question} ${namedInWords(companies)}?`, options.yes);
    const over = overMany(context, "Companies");
    const outcomes = await client.partner
      .bulk({ companies: companies.map(({ tenant }) => tenant), action, dryRun: options.dryRun ?? false, ...over })
      .finally(over.end);
    answerOutcomes(context, companies, outcomes, {
      dryRun: options.dryRun ?? false,
      again: "the same command goes on.",
      missing: "You do not look after it yourself: it is another's, or went away meanwhile.",
    });
    const left = await leftInWords(
      client,
      outcomes.map(({ reason }) => reason),
    );
    if (left !== null) context.out.note(left);
  });
}

const namedInWords = (companies: readonly ManagedCompany[]): string => {
  const [one, ...others] = companies;
  return one !== undefined && others.length === 0
    ? titleOfCompany(one)
    : `${counted(companies.length, "company", "companies")}, ${companies.slice(0, 3).map(titleOfCompany).join(", ")}${companies.length > 3 ? " …" : ""}`;
};

const label = (context: Context, options: LabelOptions, ...references: string[]) => {
  const { add = [], remove = [] } = options;
  if ((add.length === 0) === (remove.length === 0)) throw oneAtATime;
  return toMany(context, options, references, {
    right: "configure",
    action: add.length > 0 ? { addLabels: add } : { removeLabels: remove },
    question:
      add.length > 0
        ? `Label with ${add.map((each) => printable(each)).join(", ")}`
        : `Take ${remove.map((each) => printable(each)).join(", ")} off`,
  });
};

const oneAtATime = new CommandFailure(
  exitCode.USAGE,
  "INVALID_INPUT",
  "Say which labels: --add or --remove.",
  "One of both; the other by a second command.",
);

const setReference = (context: Context, { yes }: GlobalOptions & YesOption, reference: string, text?: string) =>
  withPartner(context, async (client) => {
    const company = await findOwnCompany(client, reference);
    if (text !== undefined)
      await agreeToDoubles(context, client, {
        reference: text,
        but: company.tenant,
        agreed: yes === true,
        flag: "--yes",
      });
    await client.partner.setReference(company.tenant, text ?? null);
    context.out.answer({ tenant: company.tenant, reference: text ?? null }, () =>
      text === undefined ? "It has no reference any more." : `${titleOfCompany(company)} is ${printable(text)}.`,
    );
  });

const changePlan = (context: Context, options: PlanOptions, name: string, ...references: string[]) => {
  const its: CompanyPlan = plan(name);
  const { trialDays } = options;
  if ((its === "TRIAL") !== (trialDays !== undefined)) throw trialSays;
  return toMany(context, options, references, {
    action: { plan: its, ...(trialDays !== undefined && { trialDays }) },
    question: `Give the plan ${its.toLowerCase()} to`,
  });
};

const trialSays = new CommandFailure(
  exitCode.USAGE,
  "INVALID_INPUT",
  "A trial says how long it is, and only a trial does.",
  "sealgraph partner plan trial --trial-days 30",
);

const setSeats = (context: Context, options: TermOptions, number: string, ...references: string[]) => {
  const seats = seatsOf(number);
  return toMany(context, options, references, {
    action: { seats },
    question: `Give ${counted(seats, "seat")} to`,
    warning: (companies) => fewerThanTaken(companies, seats),
  });
};

/** Null where nobody is too many. */
function fewerThanTaken(companies: readonly ManagedCompany[], seats: number): string | null {
  const over = companies.filter(({ seatsTaken }) => seatsTaken > seats);
  if (over.length === 0) return null;
  const shown = over.slice(0, 3).map((each) => `${titleOfCompany(each)} (${each.seatsTaken} taken)`);
  return `${counted(seats, "seat")} ${seats === 1 ? "is" : "are"} fewer than are taken in ${shown.join(", ")}${over.length > 3 ? ` and ${counted(over.length - 3, "other")}` : ""}: who is there stays, and nobody is invited or joins until it fits again.`;
}

const suspend = (context: Context, options: TermOptions, ...references: string[]) =>
  toMany(context, options, references, {
    action: { suspend: true },
    question: "Nobody there writes anything until it is resumed. Suspend",
    grave: true,
  });

const resume = (context: Context, options: TermOptions, ...references: string[]) =>
  toMany(context, options, references, { action: { resume: true }, question: "Resume" });

const release = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
  withPartner(context, async (client) => {
    await demandStaffMay(client, "release");
    const company = await findOwnCompany(client, reference);
    await context.ask.agreement(
      `${titleOfCompany(company)} is yours no more: you see nothing of it, your desk there is dismissed with its policies and open invitations, and only an offer that its administrator accepts brings it back. Let it go?`,
      yes,
    );
    const { desk, voided } = await client.partner.release(company.tenant);
    const view = await client.partner.view();
    const called = titleOfCompany(company);
    context.out.answer({ tenant: company.tenant, desk, voided, seatsSold: view.seatsSold, seats: view.seats }, () =>
      desk === "UNJOINED"
        ? `${called} is let go. Nobody ever was in it, and nobody is let in any more: ${voided === 0 ? "no invitation was open" : `${counted(voided, "open invitation")} ${voided === 1 ? "was" : "were"} taken back`}.`
        : `${called} goes on by itself.`,
    );
    if (desk === "STANDS")
      context.out.note(
        "Your desk stands there still, as you are no keeper of it: its administrators dismiss it (sealgraph company desk dismiss).",
      );
    context.out.note(`Its ${counted(company.seats, "seat")} came back. ${seatsLeft(view)}.`);
  });
