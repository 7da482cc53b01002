import type { Command } from "commander";
import type { Client, CompanyOutcome, Desk, DeskPreview, DeskStaff, ManagedCompany } from "../../client/index.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { deskChangeLines, deskLines } from "../desk-shapes.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { demandStaffMay } from "../may.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, printable } from "../output.ts";
import {
  answerOutcomes,
  companiesMeant,
  everyOwnCompany,
  findOwnCompany,
  type ManyOptions,
  outcomeLines,
  overMany,
  withNames,
} from "../partner-companies.ts";
import { isNarrowed, labelsOf, withFilter } from "../partner-filter.ts";
import { noteUnknownLabels } from "../partner-labels.ts";
import { withPartner } from "../partner-open.ts";
import { titleOfCompany } from "../partner-shapes.ts";
import { type DryRunOption, dryRunOption } from "../share-options.ts";

/** `partner desks tend|show|keeper|leave`. */
export function addPartnerDeskCommands(partner: Command): void {
  const desks = partner
    .command("desks")
    .description("Your desk in each company: who of your staff it is, as the company's own roster says.");
  const tending = withFilter(
    desks
      .command("tend")
      .description(
        "Bring desks to your staff: whoever has role and scope is at the desk, with their present keys, and nobody else. Shows who comes and goes, and asks: who has which role is the server's word.",
      )
      .argument("[company...]", "name, reference or id; without any: all")
      .addOption(dryRunOption())
      .addOption(yesOption()),
  );
  example(
    does(tending, tend),
    "sealgraph partner desks tend --dry-run",
    "sealgraph partner desks tend 'Babbage & Co.'",
  );
  const showing = desks
    .command("show")
    .description("Your desk in a company, verified here: rights, staff, break-glass.")
    .argument("<company>", "name, reference or id");
  example(does(showing, show), "sealgraph partner desks show 'Babbage & Co.'");
  const keeping = desks
    .command("keeper")
    .description("Make somebody at a desk one of its keepers, who say who else is at it.")
    .argument("<company>", "name, reference or id")
    .argument("<user>", "address, name or id")
    .option("--end", "they are at the desk still, and its keeper no more");
  example(does(keeping, setKeeper), "sealgraph partner desks keeper 'Babbage & Co.' bob@msp.example");
  const leaving = desks
    .command("leave")
    .description("Dismiss your desk in a company, with its policies, its open invitations and its break-glass.")
    .argument("<company>", "name, reference or id")
    .addOption(yesOption());
  example(does(leaving, leave), "sealgraph partner desks leave 'Babbage & Co.'");
}

const tend = (
  context: Context,
  { yes, dryRun, ...options }: GlobalOptions & ManyOptions & DryRunOption & YesOption,
  ...references: string[]
) =>
  withPartner(context, async (client) => {
    const { desks } = client.partner;
    await demandStaffMay(client, "desk");
    const companies = await meant(client, references, options);
    await noteUnknownLabels(context, client, labelsOf(options));
    const looking = overMany(context, "Desks");
    const previews = await desks
      .preview({ companies: companies.map(({ tenant }) => tenant), ...looking })
      .finally(looking.end);
    const lines = deskChangeLines(previews);
    const notes = new Map(previews.filter(isLeft).map(({ tenant }) => [tenant, leftToKeeper]));
    const words = { notes, missing: notThere, again: "sealgraph partner desks tend" };
    if (dryRun) {
      context.out.answer(previews, () => [
        ...(lines.length > 0 ? lines : ["Nobody would come or go."]),
        ...outcomeLines(context.out, withNames(companies, previews.map(wouldBe)), { ...words, dryRun }),
      ]);
      return;
    }
    if (lines.length > 0) {
      context.out.note(lines.join("\n"));
      await context.ask.agreement("Do you know each of them, and is that who is to act there? Sign it?", yes);
    }
    const over = overMany(context, "Desks");
    const outcomes = await desks.tend(previews, over).finally(over.end);
    answerOutcomes(context, companies, outcomes, words);
  });

const isLeft = ({ keeper, refusal }: DeskPreview): boolean => !keeper && refusal === null;
const leftToKeeper = "A keeper of your desk there does that: sealgraph partner desks show";
const notThere = "You are not at your desk there: a keeper brings you to it (sealgraph partner desks tend).";

/** What tend would make of it. */
const wouldBe = ({ tenant, changes, refusal }: DeskPreview): CompanyOutcome => {
  if (refusal === "NOT_FOUND") return { tenant, outcome: "NOT_FOUND", reason: null };
  if (refusal !== null) return { tenant, outcome: "REFUSED", reason: refusal };
  return { tenant, outcome: changes.length > 0 ? "DONE" : "UNCHANGED", reason: null };
};

/** Nothing is in doubt here: without a word all are meant. */
async function meant(client: Client, references: readonly string[], options: ManyOptions): Promise<ManagedCompany[]> {
  if (references.length > 0 || isNarrowed(options)) return companiesMeant(client, references, options);
  return everyOwnCompany(client);
}

/** The partner's own desk there. Throws NOT_FOUND. */
async function ownDesk(client: Client, { tenant }: Pick<ManagedCompany, "tenant">): Promise<Desk> {
  const { tenant: partner } = await client.partner.view();
  const found = (await client.partner.verified(tenant)).desks.find(({ desk }) => desk === partner);
  if (found) return found;
  throw new CommandFailure(
    exitCode.NOT_FOUND,
    "NOT_FOUND",
    "You have no desk in this company.",
    "Its administrators may have dismissed it. They accept another: sealgraph partner offer make",
  );
}

const show = (context: Context, _: GlobalOptions, reference: string) =>
  withPartner(context, async (client) => {
    const company = await findOwnCompany(client, reference);
    const desk = await ownDesk(client, company);
    const { you } = await client.partner.verified(company.tenant);
    context.out.answer({ ...desk, you }, () => [
      ...columns([["Company", titleOfCompany(company)], ...deskLines(desk)]),
      you === null
        ? context.out.called("You are not at this desk: sealgraph partner desks tend, by a keeper")
        : `You are ${you.keeper ? "a keeper" : "staff"}.`,
    ]);
  });

const setKeeper = (
  context: Context,
  { end }: GlobalOptions & { readonly end?: boolean },
  reference: string,
  who: string,
) =>
  withPartner(context, async (client) => {
    const company = await findOwnCompany(client, reference);
    const { staff } = await ownDesk(client, company);
    const names = {
      what: "person",
      many: "people",
      whole: true,
      of: ({ name, address }: DeskStaff) => [name, address].filter((each): each is string => each !== null),
      shown: ({ address, user }: DeskStaff) => address ?? user,
      lookAt: "sealgraph partner desks show says who is at it; sealgraph partner desks tend puts your staff there.",
    };
    const { user, name } = choose(
      names,
      who,
      staff.map((each) => ({ ...each, id: each.user })),
    );
    await client.partner.desks.setKeeper(company.tenant, user, end !== true);
    context.out.answer(
      { tenant: company.tenant, user, keeper: end !== true },
      () => `${printable(name ?? user)} is ${end ? "no keeper any more" : "a keeper of the desk now"}.`,
    );
  });

const leave = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
  withPartner(context, async (client) => {
    await demandStaffMay(client, "desk");
    const company = await findOwnCompany(client, reference);
    await context.ask.agreement(
      `Your policies in ${titleOfCompany(company)} end with the desk, and so do invitations that it made. Only an offer that is accepted brings it back. Dismiss it?`,
      yes,
    );
    await client.partner.desks.leave(company.tenant);
    context.out.answer({ tenant: company.tenant }, () => `You have no desk in ${titleOfCompany(company)} any more.`);
  });
