import { type Command, InvalidArgumentError, Option } from "commander";
import { type Client, type MachineScope, machineScopes, type ServiceAccount } from "../../client/index.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { demandStaffMay } from "../may.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, counted, moment, printable } from "../output.ts";
import { agreeToLabels, noteUnknownLabels } from "../partner-labels.ts";
import { withPartner } from "../partner-open.ts";
import { type ScopeOptions, scopeInWords, scopeOf, withScope } from "../partner-scope.ts";
import { wholeNumber } from "../whole-number.ts";

interface CreateOptions extends GlobalOptions, ScopeOptions, YesOption {
  readonly scopes: readonly MachineScope[];
  readonly days: number;
  readonly perMinute?: number;
}

/** `partner service-account create|list|revoke|take-over`. */
export function addPartnerServiceAccountCommands(partner: Command): void {
  const account = partner
    .command("service-account")
    .description(
      "Accounts of programs, by a token: they see what is said here, and never more than whoever keeps them.",
    );
  const creating = withScope(
    account
      .command("create")
      .description("Make one, and print its token, this once.")
      .argument("<name>", "what it is for")
      .addOption(new Option("--scopes <scopes>", "what it may, comma list").argParser(scopes).makeOptionMandatory())
      .addOption(
        new Option("--days <days>", "how long it is good, 1 to 366").argParser(wholeNumber(1, 366)).default(90),
      )
      .addOption(
        new Option("--per-minute <number>", "how often it may ask, 1 to 6000; 600 where nothing is said").argParser(
          wholeNumber(1, 6_000),
        ),
      )
      .addOption(yesOption()),
  ).addHelpText("after", scopesHelp);
  example(
    does(creating, create),
    "sealgraph partner service-account create dashboard --scopes read-companies,read-events",
    "sealgraph partner service-account create billing --scopes read-companies --labels retail --days 366",
  );
  example(
    does(account.command("list").description("All of them, and when each was last used."), list),
    "sealgraph partner service-account list",
  );
  const named = (name: string, description: string): Command =>
    account.command(name).description(description).argument("<account>", "name, beginning of the token, or id");
  example(
    does(
      named("revoke", "End it: its token counts no more, and its open connections close.").addOption(yesOption()),
      revoke,
    ),
    "sealgraph partner service-account revoke dashboard",
  );
  example(
    does(named("take-over", "Keep it yourself, where whoever made it may not any more."), takeOver),
    "sealgraph partner service-account take-over dashboard",
  );
}

const word = (scope: MachineScope): string => scope.toLowerCase().replaceAll("_", "-");

const scopesHelp = `
Scopes:
  read-companies  companies, how they stand, labels, plans, seats
  read-people     their people, with names and addresses
  read-audit      their logs
  read-events     the stream of what happens in them
  write-labels    labels and references
  write-terms     plans, seats, ending a suspension
No token founds a company, acts at a desk, or does what asks a person for a second factor.
`;

function scopes(text: string): readonly MachineScope[] {
  return [
    ...new Set(
      text.split(",").map((each) => {
        const found = machineScopes.find((scope) => word(scope) === each.trim().toLowerCase());
        if (found === undefined) throw new InvalidArgumentError(`It is ${machineScopes.map(word).join(", ")}.`);
        return found;
      }),
    ),
  ];
}

const create = (context: Context, options: CreateOptions, name: string) =>
  withPartner(context, async (client) => {
    await demandStaffMay(client, "machines");
    const companies = await scopeOf(client, options);
    if (companies.scope === "LABELS") await noteUnknownLabels(context, client, companies.labels);
    const reach = await agreeToLabels(context, client, companies, { whom: "It", yes: options.yes });
    const made = await client.partner.serviceAccounts.create({
      name,
      scopes: options.scopes,
      days: options.days,
      ...(companies.scope !== "ALL" && { companies }),
      ...(options.perMinute !== undefined && { perMinute: options.perMinute }),
    });
    context.out.answer({ ...made, ...(await reach()) }, () => made.token);
    context.out.note(
      `It is shown this once: keep it where the program finds it and nobody else. Requests bear it as "authorization: Bearer sgs_…". It may ${options.scopes.map(word).join(", ")}, for ${scopeInWords(companies)}, for ${counted(options.days, "day")}.`,
    );
  });

const list = (context: Context) =>
  withPartner(context, async (client) => {
    const all = await client.partner.serviceAccounts.list();
    const shapes = all.map((each) => ({
      ...each,
      createdAt: each.createdAt.toISOString(),
      expiresAt: each.expiresAt.toISOString(),
      lastUsedAt: each.lastUsedAt?.toISOString() ?? null,
    }));
    context.out.answer(shapes, () => (all.length === 0 ? "There is none." : columns(all.map(rowOf))));
  });

const standings: Readonly<Record<ServiceAccount["standing"], (its: ServiceAccount) => string>> = {
  ACTIVE: ({ expiresAt }) => `until ${moment(expiresAt)}`,
  EXPIRED: ({ expiresAt }) => `ran out ${moment(expiresAt)}`,
  ENDED: () => "revoked",
  WITHOUT_KEEPER: () => "refused: its keeper may not keep it any more. sealgraph partner service-account take-over",
};

const rowOf = (account: ServiceAccount): string[] => [
  account.account,
  printable(account.name),
  `${account.prefix}…`,
  account.scopes.map(word).join(", "),
  scopeInWords(account.companies),
  account.lastUsedAt === null ? "never used" : `used ${moment(account.lastUsedAt)}`,
  standings[account.standing](account),
];

async function find(client: Client, reference: string): Promise<ServiceAccount> {
  const names = {
    what: "service account",
    whole: true,
    of: ({ name, prefix }: ServiceAccount) => [name, prefix],
    shown: ({ name, prefix }: ServiceAccount) => `${name}, ${prefix}…`,
    lookAt: "sealgraph partner service-account list shows them.",
  };
  const all = await client.partner.serviceAccounts.list();
  const living = all.filter(({ standing }) => standing !== "ENDED");
  return choose(
    names,
    reference,
    living.map((each) => ({ ...each, id: each.account })),
  );
}

const revoke = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
  withPartner(context, async (client) => {
    await demandStaffMay(client, "machines.end");
    const { account, name } = await find(client, reference);
    await context.ask.agreement(`Whatever uses ${printable(name)} stops working at once, for good. Revoke it?`, yes);
    await client.partner.serviceAccounts.revoke(account);
    context.out.answer({ account }, () => `${printable(name)} counts no more.`);
  });

const takeOver = (context: Context, _: GlobalOptions, reference: string) =>
  withPartner(context, async (client) => {
    const { account, name } = await find(client, reference);
    await client.partner.serviceAccounts.takeOver(account);
    context.out.answer({ account }, () => `You keep ${printable(name)} now: it sees what both it and you may.`);
  });
