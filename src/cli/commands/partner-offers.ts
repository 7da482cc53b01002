import type { Command } from "commander";
import type { DeskRight, OpenOffer } from "../../client/index.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { hoursOption, rightsHelp, rightsInWords, rightsOption, termsInWords } from "../desk-rights.ts";
import { columns, moment } from "../output.ts";
import { listOf } from "../partner-filter.ts";
import { withPartner } from "../partner-open.ts";

interface MakeOptions extends GlobalOptions {
  readonly rights: readonly DeskRight[];
  readonly hours: number;
  readonly labels?: readonly string[];
  readonly reference?: string;
}

/** `partner offer make|list|void`. */
export function addPartnerOfferCommands(partner: Command): void {
  const offer = partner
    .command("offer")
    .description("What a company that exists accepts, to be looked after by you: your desk, with these rights.");
  const making = offer
    .command("make")
    .description("Print a link for one company's administrator. It holds no secret, and pins whose desk it is.")
    .addOption(rightsOption("what the desk will be allowed").default(["INVITE", "POLICY"], "invite, policy"))
    .addOption(hoursOption("how long a break-glass waits there").default(24))
    .option("--labels <labels>", "what the company is labelled with once it accepts, comma list", listOf)
    .option("--reference <text>", "your own number for it")
    .addHelpText("after", rightsHelp);
  example(does(making, make), "sealgraph partner offer make --rights invite,policy --labels retail");
  example(
    does(offer.command("list").description("Offers that nobody has accepted yet."), list),
    "sealgraph partner offer list",
  );
  const voiding = offer
    .command("void")
    .description("Take an offer back.")
    .argument("<offer>", "its id, or the beginning of it");
  example(does(voiding, voidOne), "sealgraph partner offer void 01890a5d");
}

const make = (context: Context, { rights, hours, labels, reference }: MakeOptions) =>
  withPartner(context, async (client) => {
    const made = await client.partner.offers.make({
      rights,
      hours,
      ...(labels && { labels }),
      ...(reference !== undefined && { reference }),
    });
    context.out.answer({ ...made, expiresAt: made.expiresAt.toISOString() }, () => made.link);
    context.out.note(
      `Send it to an administrator of the company by a way of your own, so that they know it is yours. They accept it by: sealgraph company partner accept. It is good until ${moment(made.expiresAt)}, once.`,
    );
  });

const list = (context: Context) =>
  withPartner(context, async (client) => {
    const open = await client.partner.offers.list();
    const shapes = open.map((each) => ({
      ...each,
      createdAt: each.createdAt.toISOString(),
      expiresAt: each.expiresAt.toISOString(),
    }));
    context.out.answer(shapes, () => (open.length === 0 ? "No offer is open." : columns(open.map(rowOf))));
  });

const rowOf = ({ offer, rights, hours, createdAt, expiresAt }: OpenOffer): string[] => [
  offer,
  termsInWords(rights, hours),
  `made ${moment(createdAt)}`,
  `until ${moment(expiresAt)}`,
];

const voidOne = (context: Context, _: GlobalOptions, reference: string) =>
  withPartner(context, async (client) => {
    const open = (await client.partner.offers.list()).map((each) => ({ ...each, id: each.offer }));
    const names = {
      what: "offer",
      whole: true,
      of: () => [],
      shown: ({ rights }: OpenOffer) => rightsInWords(rights),
      lookAt: "sealgraph partner offer list shows what is open.",
    };
    const { offer } = choose(names, reference, open);
    await client.partner.offers.void(offer);
    context.out.answer({ offer }, () => "Nobody accepts it any more.");
  });
