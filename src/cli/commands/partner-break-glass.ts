import { type Command, Option } from "commander";
import { type Client, type CompanyPerson, type Desk, SealgraphError } from "../../client/index.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { breakGlassInWords, endedInWords, endedShape, glassShape } from "../desk-shapes.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { isAddress } from "../is-address.ts";
import { type YesOption, yesOption } from "../options.ts";
import { counted, moment, printable, sentence } from "../output.ts";
import { findOwnCompany } from "../partner-companies.ts";
import { withPartner } from "../partner-open.ts";
import { titleOfCompany } from "../partner-shapes.ts";
import { wholeNumber } from "../whole-number.ts";

interface BeginOptions extends GlobalOptions, YesOption {
  readonly reason?: string;
  readonly lasting: number;
}

/** `partner break-glass begin|show|end|invite|suspend|resume|administrator`. */
export function addPartnerBreakGlassCommands(partner: Command): void {
  const glass = partner
    .command("break-glass")
    .description(
      "More rights in a company, for a time, where nobody else can help it: its administrators are told, and can end it.",
    )
    .addHelpText("after", whatItGives);
  const of = (name: string, description: string): Command =>
    glass.command(name).description(description).argument("<company>", "name, reference or id");
  const beginning = of("begin", "Ask for it. It is in force once the hours are over that the company says.")
    .option("--reason <text>", "why: everybody in the company reads it, 1 to 1,024 characters")
    .addOption(
      new Option("--lasting <hours>", "how long it is in force, 1 to 72").argParser(wholeNumber(1, 72)).default(24),
    )
    .addOption(yesOption());
  example(
    does(beginning, begin),
    "sealgraph partner break-glass begin 'Babbage & Co.' --reason 'Ada is gone, nobody else is an administrator'",
  );
  example(
    does(of("show", "Whether one stands, and until when."), show),
    "sealgraph partner break-glass show 'Babbage & Co.'",
  );
  example(does(of("end", "End it, or take it back."), end), "sealgraph partner break-glass end 'Babbage & Co.'");
  const inviting = of("invite", "Invite an administrator.")
    .argument("<address>", "their e-mail address")
    .option("--name <name>", "what they are called")
    .addOption(yesOption());
  example(does(inviting, invite), "sealgraph partner break-glass invite 'Babbage & Co.' eve@example.com --name 'Eve'");
  const about = (name: string, description: string): Command =>
    of(name, description).argument("<user>", "address, name or id").addOption(yesOption());
  example(
    does(about("administrator", "Make a user of the company an administrator."), makeAdministrator),
    "sealgraph partner break-glass administrator 'Babbage & Co.' eve@example.com",
  );
  example(
    does(about("suspend", "Suspend somebody, administrators too, but for the primary user."), suspend),
    "sealgraph partner break-glass suspend 'Babbage & Co.' mallory@example.com",
  );
  example(
    does(about("resume", "Let somebody in again."), resume),
    "sealgraph partner break-glass resume 'Babbage & Co.' mallory@example.com",
  );
}

const whatItGives = `
While it is in force the desk invites administrators, makes users administrators, suspends and resumes. It gives no group, no
recovery, no policy of the company's own, removes nobody, and opens nobody's passwords. Whoever became an administrator by it is
marked in the roster, and no device hands a key over on their word alone before its user agreed.
`;

const begin = (context: Context, { reason: given, lasting: hours, yes }: BeginOptions, reference: string) =>
  withPartner(context, async (client) => {
    const reason = await context.ask.value({
      what: "the reason (everybody in the company reads it)",
      flag: "--reason",
      given,
    });
    const company = await findOwnCompany(client, reference);
    const title = titleOfCompany(company);
    await context.ask.agreement(
      `Every administrator of ${title} is told by mail, and everybody there reads why: "${printable(reason)}". That you asked stays in their roster and log for good. Ask for it?`,
      yes,
    );
    const { from, until } = await client.partner.breakGlass
      .begin(company.tenant, { reason, lasting: hours })
      .catch(sayWhatStands);
    context.out.answer({ tenant: company.tenant, from: from.toISOString(), until: until.toISOString() }, () =>
      from.getTime() <= Date.now()
        ? `It is in force in ${title} until ${moment(until)}.`
        : `Asked for. It is in force in ${title} from ${moment(from)} to ${moment(until)}, unless somebody there ends it before.`,
    );
    context.out.note("When it has helped, end it: sealgraph partner break-glass end");
  });

function sayWhatStands(error: unknown): never {
  if (!(error instanceof SealgraphError) || error.code !== "ALREADY_SO") throw error;
  throw new CommandFailure(
    exitCode.CONFLICT,
    error.code,
    "One stands already in this company.",
    "sealgraph partner break-glass show says until when; sealgraph partner break-glass end makes room.",
  );
}

/** The desk there, with what stands. */
async function deskThere(client: Client, tenant: string): Promise<Desk | undefined> {
  const { tenant: partner } = await client.partner.view();
  return (await client.partner.verified(tenant)).desks.find(({ desk }) => desk === partner);
}

const show = (context: Context, _: GlobalOptions, reference: string) =>
  withPartner(context, async (client) => {
    const company = await findOwnCompany(client, reference);
    const desk = await deskThere(client, company.tenant);
    const stands = desk?.breakGlass ?? null;
    const [last = null] = desk?.ended ?? [];
    const shape = { breakGlass: stands && glassShape(stands), last: last && endedShape(last) };
    const title = titleOfCompany(company);
    context.out.answer({ tenant: company.tenant, ...shape }, () => [
      stands !== null
        ? `${title}: ${breakGlassInWords(stands)}`
        : desk?.rights.includes("BREAK_GLASS")
          ? `None stands in ${sentence(title)} One would wait ${counted(desk.hours, "hour")}.`
          : `${title} gives your desk no such right.`,
      ...(last === null ? [] : [`The last one ${endedInWords(last)}`]),
    ]);
  });

const end = (context: Context, _: GlobalOptions, reference: string) =>
  withPartner(context, async (client) => {
    const company = await findOwnCompany(client, reference);
    await client.partner.breakGlass.end(company.tenant);
    context.out.answer(
      { tenant: company.tenant },
      () => `Your desk in ${titleOfCompany(company)} has its own rights again, and no more.`,
    );
  });

const invite = (
  context: Context,
  { name: given, yes }: GlobalOptions & YesOption & { readonly name?: string },
  reference: string,
  address: string,
) =>
  withPartner(context, async (client) => {
    const wrong = isAddress(address);
    if (wrong) throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", wrong, "");
    const name = await context.ask.value({ what: "what they are called", flag: "--name", given });
    const company = await findOwnCompany(client, reference);
    await context.ask.agreement(`Invite ${printable(name)} to ${titleOfCompany(company)} as an administrator?`, yes);
    const [invited] = await client.partner.breakGlass
      .invite(company.tenant, [{ address, name, role: "ADMINISTRATOR" }])
      .catch(sayClosed);
    if (invited === undefined) return;
    context.out.answer({ ...invited, expiresAt: invited.expiresAt.toISOString() }, () => invited.link);
    context.out.note("Hand this link to its person and nobody else. It joins by: sealgraph signup --invited");
  });

/** A command about one person of a company: finds, asks, does it, says so. */
const about =
  (
    deed: (client: Client, company: string, user: string) => Promise<void>,
    question: (name: string) => string,
    done: (name: string) => string,
    demand: (person: CompanyPerson, company: string) => void = () => {},
  ) =>
  (context: Context, { yes }: GlobalOptions & YesOption, reference: string, who: string) =>
    withPartner(context, async (client) => {
      const company = await findOwnCompany(client, reference);
      const { tenant } = company;
      const { people } = await client.partner.verified(tenant);
      const names = {
        what: "person",
        many: "people",
        whole: true,
        of: ({ name, address }: CompanyPerson) => [name, address].filter((each): each is string => each !== null),
        shown: ({ address, user }: CompanyPerson) => address ?? user,
        lookAt: "sealgraph partner people shows who is in the company.",
      };
      const person = choose(
        names,
        who,
        people.map((each) => ({ ...each, id: each.user })),
      );
      const { user, name } = person;
      demand(person, titleOfCompany(company));
      const called = printable(name ?? user);
      await context.ask.agreement(question(called), yes);
      await deed(client, tenant, user).catch(sayClosed);
      context.out.answer({ tenant, user }, () => done(called));
    });

function sayClosed(error: unknown): never {
  if (!(error instanceof SealgraphError) || error.code !== "BREAK_GLASS_CLOSED") throw error;
  const { reason, from } = error.details;
  if (reason === "WAITS" && typeof from === "number")
    throw new CommandFailure(
      exitCode.CONFLICT,
      error.code,
      `The break-glass in this company waits still: it is in force from ${moment(new Date(from))}.`,
      "Try again then. The company said how long it waits, and nobody at the desk makes it shorter.",
    );
  throw new CommandFailure(
    exitCode.CONFLICT,
    error.code,
    "No break-glass is in force in this company.",
    "sealgraph partner break-glass show says whether one was ended, by whom and when; sealgraph partner break-glass begin asks for one.",
  );
}

const makeAdministrator = about(
  (client, company, user) => client.partner.breakGlass.makeAdministrator(company, user),
  (name) => `Make ${name} an administrator? Everybody's roster there shows by whom.`,
  (name) => `${name} is an administrator now.`,
);
const suspend = about(
  (client, company, user) => client.partner.breakGlass.suspend(company, user),
  (name) => `Suspend ${name}? They are signed out everywhere; nothing of theirs is lost.`,
  (name) => `${name} is suspended, and signed out everywhere.`,
  ({ primary, user, name }, company) => {
    if (!primary) return;
    throw new CommandFailure(
      exitCode.CONFLICT,
      "PRIMARY_USER",
      `${printable(name ?? user)} is the primary user of ${sentence(company)} No desk suspends them.`,
      "Only the company hands that place on: they themselves, or two of its administrators, by sealgraph user primary, in the portal.",
    );
  },
);
const resume = about(
  (client, company, user) => client.partner.breakGlass.resume(company, user),
  (name) => `Let ${name} in again?`,
  (name) => `${name} may sign in again.`,
);
