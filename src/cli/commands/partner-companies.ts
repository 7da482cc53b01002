import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type Client,
  type CompanyOrder,
  type CompanyPage,
  companyOrders,
  type ManagedCompany,
  SealgraphError,
} from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { columns, printable } from "../output.ts";
import { allCompanies, findCompany, findOwnCompany } from "../partner-companies.ts";
import { type FilterOptions, filterOf, isNarrowed, labelsOf, withFilter } from "../partner-filter.ts";
import { noteUnknownLabels } from "../partner-labels.ts";
import { withPartner } from "../partner-open.ts";
import { scopeInWords } from "../partner-scope.ts";
import {
  companyHeader,
  companyLines,
  companyRow,
  companyShape,
  titleOfCompany,
  totalsLines,
} from "../partner-shapes.ts";
import { wholeNumber } from "../whole-number.ts";

interface ListOptions extends GlobalOptions, FilterOptions {
  readonly orderBy: CompanyOrder;
  readonly descending?: boolean;
  readonly first: number;
  readonly after?: string;
  readonly all?: boolean;
}

interface SearchOptions extends GlobalOptions {
  readonly first: number;
  readonly after?: string;
}

/** `partner companies`, `partner people`, `partner totals`. */
export function addPartnerCompanyCommands(partner: Command): void {
  const companies = partner.command("companies").description("The companies that you look after, and how each stands.");
  const listing = withFilter(companies.command("list").description("A table of them; --json shows all that there is."))
    .addOption(
      new Option("--order-by <order>", companyOrders.map(orderWord).join(", "))
        .argParser(order)
        .default("NAME", "name"),
    )
    .option("--descending", "the other way round")
    .option("--first <number>", "how many, 1 to 100", wholeNumber(1, 100), 50)
    .option("--after <cursor>", "goes on where a list before it ended")
    .addOption(new Option("--all", "every page").conflicts("after"));
  example(
    does(listing, list),
    "sealgraph partner companies list --order-by without-second-factor --descending",
    "sealgraph partner companies list --label retail --where 'stale-backups>0' --json",
  );
  const showing = companies
    .command("show")
    .description("All that there is to see of one.")
    .argument("<company>", "name, the partner's reference, or id");
  example(does(showing, show), "sealgraph partner companies show 'Babbage & Co.'");
  const searching = companies
    .command("search")
    .description("Companies by name and reference, and people by name and address, wherever the text stands in them.")
    .argument("<text>", "2 to 100 characters")
    .option("--first <number>", "how many, 1 to 100", wholeNumber(1, 100), 20)
    .option("--after <cursor>", "goes on where a search before it ended");
  example(does(searching, search), "sealgraph partner companies search babb");
  const people = partner
    .command("people")
    .description("Who is in a company, by its roster as this device verifies it. For staff at its desk.")
    .argument("<company>", "name, reference or id");
  example(does(people, listPeople), "sealgraph partner people 'Babbage & Co.'");
  const summing = withFilter(partner.command("totals").description("Sums over all of them, or over some."));
  example(does(summing, totals), "sealgraph partner totals", "sealgraph partner totals --label retail");
}

const orderWord = (its: CompanyOrder): string => its.toLowerCase().replaceAll("_", "-");

function order(text: string): CompanyOrder {
  const found = companyOrders.find((each) => orderWord(each) === text.toLowerCase());
  if (found === undefined) throw new InvalidArgumentError(`It is one of ${companyOrders.map(orderWord).join(", ")}.`);
  return found;
}

const list = (context: Context, options: ListOptions) =>
  withPartner(context, async (client) => {
    const { orderBy, first, after } = options;
    const wanted = { filter: filterOf(options), orderBy, descending: options.descending === true };
    if (options.all) {
      const every: ManagedCompany[] = [];
      for await (const company of allCompanies(client, wanted)) every.push(company);
      return answerList(context, client, options, { companies: every, next: null });
    }
    const page = await client.partner
      .companies({ ...wanted, first, ...(after !== undefined && { after }) })
      .catch(sayWrongCursor);
    await answerList(context, client, options, page);
  });

const search = (context: Context, { first, after }: SearchOptions, text: string) =>
  withPartner(context, async (client) => {
    if (text.trim().length < 2)
      throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", "Two characters at least are looked for.");
    const { hits, next } = await client.partner
      .search(text, { first, ...(after !== undefined && { after }) })
      .catch(sayWrongCursor);
    context.out.answer({ hits, next }, () =>
      hits.length === 0
        ? "Nothing bears that."
        : columns(
            hits.map(({ company, name, person }) => [
              name === null ? company : printable(name),
              person === null ? "" : printable(person.name),
              person === null ? "" : printable(person.address),
            ]),
          ),
    );
    if (next !== null) context.out.note(`There is more: --after ${next}`);
  });

async function answerList(
  context: Context,
  client: Client,
  options: ListOptions,
  { companies, next }: CompanyPage,
): Promise<void> {
  const { out } = context;
  await noteUnknownLabels(context, client, labelsOf(options));
  const nested = out.json ? new Map<string, string>() : await nestedNames(client, companies);
  const none = companies.length === 0 && !out.json ? await whyNone(client, options) : "";
  out.answer({ companies: companies.map(companyShape), next }, () =>
    companies.length === 0
      ? out.called(none)
      : columns([
          companyHeader.map((title) => out.paint("dim", title)),
          ...companies.map((company) => companyRow(out, company, nested.get(company.partner))),
        ]),
  );
  if (next !== null) out.note(`There is more: --after ${next}`);
}

/** What partners are called who look after some of these in the place of this one, by id. */
async function nestedNames(client: Client, companies: readonly ManagedCompany[]): Promise<Map<string, string>> {
  const others = new Set(companies.map(({ partner }) => partner).filter((id) => id !== client.account.tenant));
  if (others.size === 0) return new Map();
  const { partners } = await client.partner.view();
  const names = new Map(partners.map(({ tenant, name }) => [tenant, name]));
  return new Map([...others].map((id) => [id, printable(names.get(id) ?? id)]));
}

/** What an empty list means, and what to do next. */
async function whyNone(client: Client, options: ListOptions): Promise<string> {
  if (options.after !== undefined) return "No company is behind that.";
  if (isNarrowed(options)) return "None of your companies is like that.";
  const { you } = await client.partner.view();
  return you.scope === "ALL"
    ? "No company yet: sealgraph partner create founds one, sealgraph partner offer make is for one that exists."
    : `No company is in your scope, ${scopeInWords(you)}. An owner or administrator gives another: sealgraph partner staff set`;
}

function sayWrongCursor(error: unknown): never {
  if (!(error instanceof SealgraphError) || error.details.serverCode !== "INVALID_CURSOR") throw error;
  const sentence = "The text after --after is none that such a list ended with.";
  throw new CommandFailure(
    exitCode.USAGE,
    "INVALID_INPUT",
    sentence,
    "Copy it whole, with the same filter and order; or leave --after out.",
  );
}

const show = (context: Context, _: GlobalOptions, reference: string) =>
  withPartner(context, async (client) => {
    const company = await findCompany(client, reference);
    const [nested] = context.out.json ? [] : await nestedNames(client, [company]);
    context.out.answer(companyShape(company), () => columns(companyLines(context.out, company, nested?.[1])));
  });

const totals = (context: Context, options: GlobalOptions & FilterOptions) =>
  withPartner(context, async (client) => {
    await noteUnknownLabels(context, client, labelsOf(options));
    const sums = await client.partner.totals(filterOf(options));
    context.out.answer(sums, () => columns(totalsLines(sums)));
  });

const listPeople = (context: Context, _: GlobalOptions, reference: string) =>
  withPartner(context, async (client) => {
    const company = await findOwnCompany(client, reference);
    const { people, seq, head, name } = await client.partner.verified(company.tenant);
    context.out.answer({ tenant: company.tenant, name, seq, head, people }, () =>
      people.length === 0
        ? `Nobody has joined ${titleOfCompany(company)} yet.`
        : columns(
            people.map(({ user, name: its, address, role, primary, suspended, marked }) => [
              user,
              its === null ? "(does not verify)" : printable(its),
              address === null ? "" : printable(address),
              primary ? "primary" : role.toLowerCase(),
              [suspended && "suspended", marked && "by break-glass"].filter(Boolean).join(", "),
            ]),
          ),
    );
  });
