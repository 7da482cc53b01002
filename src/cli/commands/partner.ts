import type { Command } from "commander";
import { type NestedPartner, type PartedCompany, type PartnerView, SealgraphError } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { withKeys } from "../open.ts";
import { isOfKind } from "../operator-codes.ts";
import { columns, counted, moment, printable } from "../output.ts";
import { withPartner } from "../partner-open.ts";
import { scopeInWords } from "../partner-scope.ts";
import { addPartnerBreakGlassCommands } from "./partner-break-glass.ts";
import { addPartnerCompanyCommands } from "./partner-companies.ts";
import { addPartnerCreateCommand } from "./partner-create.ts";
import { addPartnerDeskCommands } from "./partner-desks.ts";
import { addPartnerFeedCommands } from "./partner-feed.ts";
import { addPartnerInviteCommands } from "./partner-invite.ts";
import { addPartnerOfferCommands } from "./partner-offers.ts";
import { addPartnerRecoveryCommands } from "./partner-recovery.ts";
import { addPartnerSeatDaysCommand } from "./partner-seat-days.ts";
import { addPartnerServiceAccountCommands } from "./partner-service-accounts.ts";
import { addPartnerStaffCommands } from "./partner-staff.ts";
import { addPartnerTemplateCommands } from "./partner-templates.ts";
import { addPartnerTermCommands } from "./partner-terms.ts";
import { addPartnerWebhookCommands } from "./partner-webhooks.ts";

/** `partner` and its commands: for staff of a partner, signed in by `login --partner`. */
export function addPartnerCommands(program: Command): void {
  const partner = program
    .command("partner")
    .description("All companies that a partner looks after, from one place.")
    .addHelpText("after", whatItIs);
  example(
    does(partner.command("show").description("The partner, what it may sell, and what you are at it."), show),
    "sealgraph partner show",
  );
  const redeeming = partner
    .command("redeem")
    .description("Make your company a partner by an operator's code. For its administrators, in the portal.")
    .argument("[code]", "as the operator gave it; asked for where it is not given");
  example(does(redeeming, redeem), "sealgraph partner redeem");
  addPartnerCompanyCommands(partner);
  addPartnerCreateCommand(partner);
  addPartnerInviteCommands(partner);
  addPartnerTermCommands(partner);
  addPartnerOfferCommands(partner);
  addPartnerStaffCommands(partner);
  addPartnerTemplateCommands(partner);
  addPartnerDeskCommands(partner);
  addPartnerBreakGlassCommands(partner);
  addPartnerRecoveryCommands(partner);
  addPartnerFeedCommands(partner);
  addPartnerSeatDaysCommand(partner);
  addPartnerServiceAccountCommands(partner);
  addPartnerWebhookCommands(partner);
}

const whatItIs = `
Look:            companies, totals, people, events, audit, seat-days
Begin:           create founds a company; offer is for one that exists, whose administrator accepts it
Look after:      invite, label, plan, seats, suspend, resume, templates, break-glass, recovery
Who does it:     staff, desks; machines by service-account and webhook
What you see of companies is what the server shows. What counts in a company is signed by staff at your desk there, and every
device of the company verifies it: none of it opens anybody's passwords. docs/guide/partner.md.
`;

const show = (context: Context) =>
  withPartner(context, async (client) => {
    const view = await client.partner.view();
    const { labels, partners } = view;
    const { out } = context;
    const at = (suspendedAt: Date | null) => suspendedAt?.toISOString() ?? null;
    const parted = view.parted.map((each) => ({ ...each, partedAt: each.partedAt.toISOString() }));
    const nested = partners.map((each) => ({ ...each, suspendedAt: at(each.suspendedAt) }));
    out.answer({ ...view, suspendedAt: at(view.suspendedAt), parted, partners: nested }, () => [
      ...columns(rowsOf(view)),
      ...(labels.length === 0
        ? []
        : [
            "",
            ...columns(
              labels.map(({ label, companies }) => [printable(label), counted(companies, "company", "companies")]),
            ),
          ]),
      ...(parted.length === 0 ? [] : ["", "Parted in the last 30 days:", ...columns(view.parted.map(partedRow))]),
      ...(partners.length === 0 ? [] : ["", "Partners under it:", ...columns(partners.map(nestedRow))]),
    ]);
  });

const partedRow = ({ tenant, name, reference, seats, partedAt, by }: PartedCompany): string[] => [
  `${name === null ? tenant : printable(name)}${reference === null ? "" : `, ${printable(reference)}`}`,
  moment(partedAt),
  by === null ? "left" : "was let go",
  `${counted(seats, "seat")} in the pool again`,
];

const nestedRow = ({ tenant, name, companies, seats, seatsSold, suspendedAt }: NestedPartner): string[] => [
  name === null ? tenant : printable(name),
  counted(companies, "company", "companies"),
  `${seatsSold} of ${seats} seats sold`,
  suspendedAt ? "suspended" : "",
];

const rowsOf = (view: PartnerView): string[][] => [
  ["Partner", view.name === null ? view.tenant : printable(view.name)],
  ["Id", view.tenant],
  ["Seats", `${view.seatsSold} of ${view.seats} sold`],
  ["Plans", view.plans.map((each) => each.toLowerCase()).join(", ")],
  ...(view.suspendedAt
    ? [["Suspended", `since ${moment(view.suspendedAt)}: everything is read, and nothing changed`]]
    : []),
  ["You are", `${view.you.role.toLowerCase()}, for ${scopeInWords(view.you)}`],
];

const redeem = (context: Context, _: GlobalOptions, given?: string) =>
  withKeys(context, async (client) => {
    const code = (given ?? (await context.ask.secret(partnerCode))).trim();
    if (isOfKind(code, "TEAM")) throw codeOfCompanies;
    if ((await client.company.view()).name === null) throw noName;
    await client.partner.redeem(code).catch(sayWhoHasCodes);
    context.out.answer({ redeemed: true }, () => "Your company is a partner now, and you are its first owner.");
    context.out.note("Sign in for it, in a folder of its own: sealgraph login --partner");
  });

const codeOfCompanies = new CommandFailure(
  exitCode.USAGE,
  "INVALID_INPUT",
  "This code gives a company plan and seats; a partner's begins with PARTNER-.",
  "sealgraph company redeem",
);
const noName = new CommandFailure(
  exitCode.CONFLICT,
  "NO_NAME",
  "Your company has no name yet: offers and invitations would come from nobody.",
  "sealgraph company rename 'Example Partners', and then this again.",
);

function sayWhoHasCodes(error: unknown): never {
  if (!(error instanceof SealgraphError) || error.code !== "CODE_REFUSED") throw error;
  const hint =
    "Look at it again, or ask whoever runs the server for another. If your company is a partner already, sealgraph partner show says so, in a folder that was signed in by sealgraph login --partner.";
  throw new CommandFailure(exitCode.REFUSED, error.code, error.message, hint);
}

const partnerCode = {
  what: "the operator's code",
  variable: "SEALGRAPH_PARTNER_CODE",
  flag: "SEALGRAPH_PARTNER_CODE",
  fromStdin: undefined,
  shown: true,
};
