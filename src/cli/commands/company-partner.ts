import type { Command } from "commander";
import type { Client, DeskEnding, OfferView, Partnership } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { termsInWords } from "../desk-rights.ts";
import { deskLines, deskShape, parentInWords } from "../desk-shapes.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { demandAdministrator } from "../may.ts";
import { withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, counted, moment, printable } from "../output.ts";

/** `company partner`: who looks after a company, how it comes to one, and how it parts. */
export function addCompanyPartnerCommands(company: Command): void {
  const partner = company.command("partner").description("Who looks after this company.");
  example(
    does(
      partner
        .command("show")
        .description("Who it is, since when, and what their desk may here. For everybody in the company."),
      show,
    ),
    "sealgraph company partner show",
  );
  const accepting = partner
    .command("accept")
    .description(
      "Take up the offer of a partner: shows whose desk it is, what it would be allowed and what ends with it, and asks. For administrators, in the portal.",
    )
    .addOption(yesOption());
  example(does(accepting, accept), "sealgraph company partner accept");
  const leaving = partner
    .command("leave")
    .description(
      "End it: the partner sees nothing from then on, and its desk is dismissed. For administrators, in the portal.",
    )
    .addOption(yesOption());
  example(does(leaving, leave), "sealgraph company partner leave");
}

/** As a partner is named to people: by the server's word, or its id. */
export const partnerInWords = (name: string | null, id: string): string =>
  name === null ? `partner ${id}` : printable(name);

/** `--json` of who looks after a company. Members are only ever added. */
export const partnershipShape = (its: Partnership | null) => its && { ...its, since: its.since.toISOString() };

const nobody = "No partner looks after this company.";

const show = (context: Context) =>
  withKeys(context, async (client) => {
    const [its, desks] = [await client.company.desks.partner(), await client.company.desks.list()];
    const desk = desks.find((each) => each.desk === its?.partner) ?? null;
    context.out.answer({ partner: partnershipShape(its), desk: desk && deskShape(desk) }, () =>
      its === null ? nobody : columns(linesOf(context, its, desk && termsInWords(desk.rights, desk.hours))),
    );
    const others = desks.filter((each) => each !== desk).length;
    if (others > 0)
      context.out.note(
        `${counted(others, "desk")} ${others === 1 ? "stands" : "stand"} here of partners that do not look after the company: sealgraph company desk list; sealgraph company desk dismiss`,
      );
    if (its === null) context.out.note("An offer of one is taken up by: sealgraph company partner accept");
  });

const linesOf = (
  { out }: Context,
  { partner, name, since, founded, parent }: Partnership,
  may: string | null,
): string[][] => [
  ["Partner", `${partner}${name === null ? "" : `, which the server calls ${printable(name)}`}`],
  ["Since", `${moment(since)}${founded ? "; it founded the company" : ""}`],
  ...(parent === null ? [] : [["Under", parentInWords(parent)]]),
  [
    "Sees",
    "how the company stands, who is in it and, from then on, its log; it sets plan and seats, and can suspend it",
  ],
  [
    "Its desk",
    may === null
      ? "none: it signs nothing here"
      : `may here: ${may}. Who is at it: ${out.called("sealgraph company desk list")}`,
  ],
];

/** The link of an offer. It holds no secret, but is long: asked for, like an invitation's. */
const offerLink = {
  what: "the link of the partner's offer",
  variable: "SEALGRAPH_OFFER",
  flag: "SEALGRAPH_OFFER",
  fromStdin: undefined,
  shown: true,
};

const accept = (context: Context, { yes }: GlobalOptions & YesOption) =>
  withKeys(context, async (client) => {
    await demandAdministrator(client);
    const link = (await context.ask.secret(offerLink)).trim();
    const desk = await client.company.desks.accept(link, async (offer) => {
      // Also to whoever has agreed beforehand.
      if (offer.ends) context.out.note(endingInWords(offer.ends));
      await context.ask.agreement(offerInWords(offer), yes);
    });
    context.out.answer(deskShape(desk), () => [
      `${partnerInWords(desk.partner, desk.desk)} looks after this company now.`,
      ...columns(deskLines(desk)),
    ]);
    context.out.note(
      "Everybody in the company sees that. It is changed by sealgraph company desk rights, and ended by sealgraph company partner leave",
    );
  });

const offerInWords = ({ desk, partner, parent, rights, hours, keeper, ends }: OfferView): string =>
  [
    `${partner === null ? `Partner ${desk}` : printable(partner)} offers a desk${ends === null ? "" : `, and takes the place of ${ends.desk.desk === desk ? "the one that it has here" : partnerInWords(ends.desk.partner, ends.desk.desk)}: what that has here ends`}.`,
    ...(parent === null ? [] : [`It stands under ${parentInWords(parent)}`]),
    `Its first keeper is ${printable(keeper.name)} (${printable(keeper.address)}).`,
    `It may: ${termsInWords(rights, hours)}.`,
    "The partner sees how the company stands, who is in it and its log, and sets plan and seats; it reads nobody's passwords.",
    "Be sure that the link came from them. Accept?",
  ].join(" ");

/** What is lost with a desk, by name. */
function endingInWords({ desk, policies, invitations }: DeskEnding): string {
  const people = desk.staff.map(({ user, name }) => (name === null ? user : printable(name)));
  const lost = [
    `its desk, with ${people.length === 0 ? "nobody at it" : people.join(", ")}, and what it may (${termsInWords(desk.rights, desk.hours)})`,
    ...(desk.breakGlass === null ? [] : [`its break-glass until ${moment(desk.breakGlass.until)}`]),
    ...(policies.length === 0 ? [] : [`what it says of policies (${policies.join(", ")})`]),
    ...(invitations === 0 ? [] : [`${counted(invitations, "open invitation")} of its people`]),
    "its labels for the company",
  ];
  return `With that ends what ${partnerInWords(desk.partner, desk.desk)} has here: ${lost.join("; ")}.`;
}

const leave = (context: Context, { yes }: GlobalOptions & YesOption) =>
  withKeys(context, async (client) => {
    await demandAdministrator(client);
    const { partner, name } = await findPartner(client);
    const called = partnerInWords(name, partner);
    await context.ask.agreement(
      `From then on ${called} sees nothing of the company; its desk goes, with its policies and open invitations. Plan and seats stay until whoever runs the server says otherwise. Leave it?`,
      yes,
    );
    await client.company.desks.leavePartner();
    context.out.answer(
      { left: true, partner },
      () => `Nobody looks after this company any more but its administrators: ${called} was told.`,
    );
  });

/** Throws NOT_FOUND. */
async function findPartner(client: Client): Promise<Partnership> {
  const its = await client.company.desks.partner();
  if (its !== null) return its;
  const desks = await client.company.desks.list();
  throw new CommandFailure(
    exitCode.NOT_FOUND,
    "NOT_FOUND",
    nobody,
    desks.length === 0
      ? "sealgraph company partner accept takes up an offer."
      : "A desk stands still: sealgraph company desk list; sealgraph company desk dismiss",
  );
}
