import type { Command } from "commander";
import type { Client, Desk, DeskRight, DeskStaff } from "../../client/index.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { hoursOption, rightsHelp, rightsInWords, rightsOption, termsInWords } from "../desk-rights.ts";
import { deskLines, deskShape } from "../desk-shapes.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { demandAdministrator } from "../may.ts";
import { withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, printable } from "../output.ts";

interface ChangeOptions extends GlobalOptions, YesOption {
  readonly rights?: readonly DeskRight[];
  readonly hours?: number;
}

/** `company desk`: what a company has to say of who acts in it. */
export function addCompanyDeskCommands(company: Command): void {
  const desk = company
    .command("desk")
    .description(
      "Desks of partners in this company: who is at them, and what they may. Signed, and verified by everybody here.",
    );
  example(
    does(
      desk
        .command("list")
        .description(
          "All of them, with their people and what stands; and of those that were dismissed, what they asked for in the last 30 days.",
        ),
      list,
    ),
    "sealgraph company desk list",
  );
  const named = (name: string, description: string): Command =>
    desk
      .command(name)
      .description(description)
      .argument("[desk]", "the partner's name or id; the only one, where there is one")
      .addOption(yesOption());
  const changing = named(
    "rights",
    "Give a desk other rights, or let its break-glass wait longer. For administrators, in the portal.",
  )
    .addOption(rightsOption("what it may from now on"))
    .addOption(hoursOption("how long its break-glass waits"))
    .addHelpText("after", rightsHelp);
  example(
    does(changing, change),
    "sealgraph company desk rights --rights invite,policy",
    "sealgraph company desk rights --hours 72",
  );
  example(
    does(named("cancel", "End a break-glass, or one that waits. For administrators, in the portal."), cancel),
    "sealgraph company desk cancel",
  );
  const removing = desk
    .command("remove")
    .description("Take somebody off a desk at once. For administrators, in the portal.")
    .argument("<user>", "address, name or id")
    .addOption(yesOption());
  example(does(removing, removeStaff), "sealgraph company desk remove mallory@msp.example");
  example(
    does(
      named("dismiss", "Dismiss a desk, with its policies and open invitations. For administrators, in the portal."),
      dismiss,
    ),
    "sealgraph company desk dismiss",
  );
}

const list = (context: Context) =>
  withKeys(context, async (client) => {
    const desks = await client.company.desks.list({ dismissed: true });
    const none = desks.every(({ dismissed }) => dismissed) ? [["No partner has a desk in this company."]] : [];
    context.out.answer(desks.map(deskShape), () =>
      [...none, ...desks.map((desk) => columns(deskLines(desk)))].flatMap((lines, place) => [
        ...(place > 0 ? [""] : []),
        ...lines,
      ]),
    );
  });

/** The one that is named, or the only one. Throws NOT_FOUND, AMBIGUOUS, MISSING_VALUE. */
async function findDesk(client: Client, reference?: string): Promise<Desk> {
  const desks = await client.company.desks.list();
  const [one, other] = desks;
  if (one === undefined)
    throw new CommandFailure(
      exitCode.NOT_FOUND,
      "NOT_FOUND",
      "No partner has a desk in this company.",
      "sealgraph company partner accept takes up an offer.",
    );
  if (reference === undefined) {
    if (other === undefined) return one;
    throw new CommandFailure(
      exitCode.USAGE,
      "MISSING_VALUE",
      "Which desk? There are several.",
      "sealgraph company desk list shows them.",
    );
  }
  const names = {
    what: "desk",
    whole: true,
    of: ({ partner }: Desk) => (partner === null ? [] : [partner]),
    shown: ({ partner, rights }: Desk) => `${partner ?? ""} ${rightsInWords(rights)}`,
    lookAt: "sealgraph company desk list shows them.",
  };
  return choose(
    names,
    reference,
    desks.map((each) => ({ ...each, id: each.desk })),
  );
}

const calledOf = ({ partner, desk }: Desk): string => (partner === null ? `desk ${desk}` : printable(partner));

const change = (context: Context, { rights, hours, yes }: ChangeOptions, reference?: string) =>
  withKeys(context, async (client) => {
    await demandAdministrator(client);
    if (rights === undefined && hours === undefined)
      throw new CommandFailure(exitCode.USAGE, "MISSING_VALUE", "What shall be otherwise?", "--rights, or --hours.");
    const desk = await findDesk(client, reference);
    const [may, waits] = [rights ?? desk.rights, hours ?? desk.hours];
    await context.ask.agreement(`${calledOf(desk)} may from now on: ${termsInWords(may, waits)}. Sign that?`, yes);
    await client.company.desks.change(desk.desk, { ...(rights && { rights }), ...(hours !== undefined && { hours }) });
    context.out.answer({ desk: desk.desk, rights: may, hours: waits }, () => `It is so from now on.`);
  });

const cancel = (context: Context, { yes }: GlobalOptions & YesOption, reference?: string) =>
  withKeys(context, async (client) => {
    await demandAdministrator(client);
    const desk = await findDesk(client, reference);
    if (desk.breakGlass === null)
      throw new CommandFailure(
        exitCode.CONFLICT,
        "NOTHING_TO_END",
        `No break-glass of ${calledOf(desk)} stands.`,
        "sealgraph company desk list shows what it asked for lately, and how that ended.",
      );
    await context.ask.agreement(`End the break-glass of ${calledOf(desk)}?`, yes);
    await client.company.desks.endBreakGlass(desk.desk);
    context.out.answer({ desk: desk.desk }, () => `${calledOf(desk)} has its own rights again, and no more.`);
    context.out.note("Look at what was done by it: sealgraph roster show, sealgraph user list");
  });

const removeStaff = (context: Context, { yes }: GlobalOptions & YesOption, who: string) =>
  withKeys(context, async (client) => {
    await demandAdministrator(client);
    const desks = await client.company.desks.list();
    const all = desks.flatMap(({ desk, staff }) => staff.map((each) => ({ ...each, desk, id: each.user })));
    const names = {
      what: "person",
      many: "people",
      whole: true,
      of: ({ name, address }: DeskStaff) => [name, address].filter((each): each is string => each !== null),
      shown: ({ address, user }: DeskStaff) => address ?? user,
      lookAt: "sealgraph company desk list shows who is at desks.",
    };
    const { user, desk, name } = choose(names, who, all);
    const called = printable(name ?? user);
    await context.ask.agreement(
      `Take ${called} off the desk? Invitations that they made lapse. A keeper of the desk can put them there again.`,
      yes,
    );
    await client.company.desks.removeStaff(desk, user);
    context.out.answer({ desk, user }, () => `${called} is at the desk no more.`);
  });

const dismiss = (context: Context, { yes }: GlobalOptions & YesOption, reference?: string) =>
  withKeys(context, async (client) => {
    await demandAdministrator(client);
    const desk = await findDesk(client, reference);
    await context.ask.agreement(
      `What ${calledOf(desk)} may here ends, with its policies and its open invitations. Only another offer brings it back. Dismiss it?`,
      yes,
    );
    await client.company.desks.dismiss(desk.desk);
    context.out.answer({ desk: desk.desk }, () => `${calledOf(desk)} has no desk here any more.`);
    context.out.note(
      "What the partner sees of the company, and its plan and seats, are ended by: sealgraph company partner leave",
    );
  });
