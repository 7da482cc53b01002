import type { Command } from "commander";
import { type Client, type CompanyView, type Partnership, SealgraphError } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { founderInWords } from "../desk-shapes.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { askForInvitationHere, demandInvited } from "../invitation-wanted.ts";
import { withKeys } from "../open.ts";
import { isOfKind } from "../operator-codes.ts";
import { type YesOption, yesOption } from "../options.ts";
import { counted, moment, printable, sentence } from "../output.ts";
import { addCompanyDeskCommands } from "./company-desk.ts";
import { addCompanyPartnerCommands, partnerInWords, partnershipShape } from "./company-partner.ts";

/** `company` and its commands. */
export function addCompanyCommands(program: Command): void {
  const company = program.command("company").description("Look at the company of this account, and administer it.");
  example(
    does(company.command("show").description("Plan, seats, and what you are in it."), show),
    "sealgraph company show",
  );
  const renaming = company
    .command("rename")
    .description("Sign the company's name: everybody verifies it. For administrators.")
    .argument("<name>", "1 to 100 characters");
  example(does(renaming, rename), "sealgraph company rename 'Babbage & Co.'");
  const redeeming = company
    .command("redeem")
    .description("Give the company the plan and the seats that an operator sold. For administrators.")
    .argument("[code]", "TEAM-…, as the operator gave it; asked for where it is not given");
  example(does(redeeming, redeem), "sealgraph company redeem");
  const joining = company
    .command("join")
    .description(
      "Take this account into the company that has invited it. A new account comes by sealgraph signup --invited.",
    );
  example(does(joining.addOption(yesOption()), join), "sealgraph company join");
  const leaving = company.command("leave").description("Leave the company, and go on with an account of your own.");
  example(does(leaving.addOption(yesOption()), leave), "sealgraph company leave");
  addCompanyDeskCommands(company);
  addCompanyPartnerCommands(company);
}

const show = (context: Context) =>
  withKeys(context, async (client) =>
    answerView(context, await client.company.view(), await client.company.desks.partner()),
  );

const rename = (context: Context, _: GlobalOptions, name: string) =>
  withKeys(context, async (client) => {
    await client.company.rename(name);
    context.out.answer({ name }, () => sentence(`The company is called ${printable(name)}`));
  });

const redeem = (context: Context, _: GlobalOptions, given?: string) =>
  withKeys(context, async (client) => {
    const code = given ?? (await context.ask.secret(tenantCode));
    if (isOfKind(code, "PARTNER")) throw codeOfPartners;
    answerView(context, await client.company.redeem(code).catch(sayWhoHasCodes));
  });
const codeOfPartners = new CommandFailure(
  exitCode.USAGE,
  "INVALID_INPUT",
  "This code makes a company a partner; a company's own begins with TEAM-.",
  "sealgraph partner redeem",
);
/** Nobody sends another of these. */
function sayWhoHasCodes(error: unknown): never {
  if (!(error instanceof SealgraphError) || error.code !== "CODE_REFUSED") throw error;
  const hint = "Look at it again, or ask whoever sold it for another.";
  throw new CommandFailure(exitCode.REFUSED, error.code, error.message, hint);
}
const tenantCode = {
  what: "the operator's code",
  variable: "SEALGRAPH_TENANT_CODE",
  flag: "SEALGRAPH_TENANT_CODE",
  fromStdin: undefined,
  shown: true,
};

const join = (context: Context, { yes }: GlobalOptions & YesOption) =>
  withKeys(context, async (client) => {
    const link = await askForInvitationHere(context, client.account.server);
    const { company, name, address, founder } = await client.company.invitation(link);
    demandInvited(address, client.account.address);
    if (founder !== null) context.out.note(founderInWords(founder));
    const invites = `${company === null ? "A company that has no name yet" : printable(company)} invites "${printable(name)}".`;
    await context.ask.agreement(`${invites} ${await whatBecomes(client)} Join?`, yes);
    answerView(context, await client.company.join(link));
  });

const leave = (context: Context, { yes }: GlobalOptions & YesOption) =>
  withKeys(context, async (client) => {
    await context.ask.agreement(`${await whatBecomes(client)} Leave the company?`, yes);
    const view = await client.company.leave();
    const items = (await client.profile("PERSONAL").items().list()).length;
    context.out.answer(shapeOf(view), () => [
      "You have left the company, and have an account of your own.",
      `${counted(items, "personal item")} came along; your business profile begins anew.`,
    ]);
  });

/** What goes along, and what nobody opens any more. */
async function whatBecomes(client: Client): Promise<string> {
  const account = "Account, devices and personal profile go along";
  const shares = (await client.shares.list()).filter(({ visited }) => visited === null).length;
  const leaving = shares === 0 ? "" : ` You leave the ${counted(shares, "share")} here that you are in.`;
  if (!client.status().removed && (await client.company.people()).length === 1)
    return `${account}, and so does the business profile.${leaving}`;
  const items = (await client.profile("BUSINESS").items().list()).length;
  const moving = items === 0 ? "" : " What you need of it, move first: sealgraph item move --to personal.";
  return `${account}. The business profile (${counted(items, "item")}) stays with the company, closed for good.${moving}${leaving}`;
}

const shapeOf = (view: CompanyView, partner?: Partnership | null) => ({
  ...view,
  ...(partner !== undefined && { partner: partnershipShape(partner) }),
  trialEndsAt: view.trialEndsAt?.toISOString() ?? null,
  suspendedAt: view.suspendedAt?.toISOString() ?? null,
});

function answerView({ out }: Context, view: CompanyView, partner?: Partnership | null): void {
  const isAlone = view.name === null && view.seats === 1;
  const until = view.trialEndsAt ? ` until ${moment(view.trialEndsAt)}` : "";
  const invited =
    view.openInvitations === 0
      ? ""
      : `, ${view.openInvitations} of them by ${view.openInvitations === 1 ? "an open invitation" : "open invitations"}`;
  const suspended = view.suspendedAt
    ? `Suspended since ${moment(view.suspendedAt)} by whoever runs the server, or by its partner, and ended by none but them: people read and export, and write nothing.`
    : null;
  const alone = ["An account of your own: there is no company."];
  const lines = () => [
    view.name === null ? out.called("The company has no name yet: sealgraph company rename") : printable(view.name),
    `Plan ${view.plan.toLowerCase()}${until}, ${view.seatsTaken} of ${counted(view.seats, "seat")} taken${invited}.`,
    ...(suspended ? [out.paint("red", suspended)] : []),
    ...(partner
      ? [
          `${sentence(`Looked after by ${partnerInWords(partner.name, partner.partner)} since ${moment(partner.since)}`)} ${out.called("sealgraph company partner show")}`,
        ]
      : []),
    `You are ${view.you.primary ? "the primary user, an administrator" : view.you.role === "USER" ? "a user" : "an administrator"}.`,
  ];
  out.answer(shapeOf(view, partner), () => (isAlone ? alone : lines()));
}
