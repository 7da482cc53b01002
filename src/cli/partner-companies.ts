/** Finds the companies that a command of a partner's staff is about. */
import {
  type Client,
  type CompanyOutcome,
  type CompanyPageOptions,
  type ManagedCompany,
  SealgraphError,
} from "../client/index.ts";
import { choose, isId } from "./choose.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { partnerHasNot } from "./offer-failure.ts";
import { columns, counted, printable } from "./output.ts";
import { type FilterOptions, filterOf, isNarrowed } from "./partner-filter.ts";
import { noSuchCompany } from "./partner-open.ts";
import { titleOfCompany } from "./partner-shapes.ts";
import { makeProgress } from "./progress.ts";

/** By id, or by its whole name or the partner's reference. Throws NOT_FOUND, AMBIGUOUS. */
export async function findCompany(client: Client, reference: string): Promise<ManagedCompany> {
  const wanted = reference.trim();
  if (isId(wanted.toLowerCase())) return client.partner.company(wanted.toLowerCase()).catch(sayNoSuchCompany);
  if (wanted === "")
    throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", "Which company? An empty name is nobody's.");
  const { companies } = await client.partner.companies({ filter: { text: wanted }, first: 100 });
  if (companies.length === 0) throw noSuchCompany;
  return choose(
    {
      what: "company",
      many: "companies",
      whole: true,
      lookAt: noSuchCompany.hint,
      of: ({ name, reference: its }) => [name, its].filter((each): each is string => each !== null),
      shown: (company) => `${titleOfCompany(company)}${company.reference === null ? "" : `, ${company.reference}`}`,
    },
    wanted,
    companies.map((company) => ({ ...company, id: company.tenant })),
  );
}

function sayNoSuchCompany(error: unknown): never {
  throw error instanceof SealgraphError && error.code === "NOT_FOUND" ? noSuchCompany : error;
}

/** All that a filter names, page by page. */
export async function* allCompanies(
  client: Client,
  options: Omit<CompanyPageOptions, "first" | "after">,
): AsyncGenerator<ManagedCompany> {
  let after: string | null = null;
  do {
    const page = await client.partner.companies({ ...options, first: 100, ...(after !== null && { after }) });
    yield* page.companies;
    after = page.next;
  } while (after !== null);
}

export interface ManyOptions extends FilterOptions {
  readonly all?: boolean;
}

/**
 * The companies that are named, or that a filter names, or all. Throws MISSING_VALUE where nothing says which: nothing is done to
 * many by an oversight.
 */
export async function companiesMeant(
  client: Client,
  references: readonly string[],
  options: ManyOptions,
): Promise<ManagedCompany[]> {
  if (references.length > 0) {
    if (options.all || isNarrowed(options)) throw namedTwice;
    const found: ManagedCompany[] = [];
    for (const reference of references) found.push(await findCompany(client, reference));
    return found.filter(({ tenant }, place) => found.findIndex((each) => each.tenant === tenant) === place);
  }
  if (!options.all && !isNarrowed(options)) throw notNamed;
  const meant: ManagedCompany[] = [];
  for await (const company of allCompanies(client, { filter: filterOf(options) })) meant.push(company);
  return meant;
}

const notNamed = new CommandFailure(
  exitCode.USAGE,
  "MISSING_VALUE",
  "Which companies?",
  "Name them; or say which by --label and the like; or --all.",
);
const namedTwice = new CommandFailure(
  exitCode.USAGE,
  "INVALID_INPUT",
  "Companies are named, and a filter is said as well.",
  "One of both.",
);

/** Shows how far an act over many companies is, and ends it between two of them on Ctrl-C: what was done stands. */
export function overMany(context: Context, what: string) {
  const progress = makeProgress(context, what);
  const stopping = new AbortController();
  const listenNoMore = context.surroundings.onInterrupt(() => stopping.abort());
  return {
    signal: stopping.signal,
    onResult: (_: CompanyOutcome, { done, total }: { readonly done: number; readonly total: number }) =>
      progress.show(done, total),
    end(): void {
      progress.end();
      listenNoMore();
    },
  };
}

/** What became of each, and the exit code: PARTLY where one was refused, INTERRUPTED where some are left. */
export function answerOutcomes(
  context: Context,
  companies: readonly ManagedCompany[],
  outcomes: readonly CompanyOutcome[],
  { dryRun = false, again }: { readonly dryRun?: boolean; readonly again: string },
): void {
  const { out, surroundings } = context;
  const titles = new Map(companies.map((company) => [company.tenant, titleOfCompany(company)]));
  const done = outcomes.filter(({ outcome }) => outcome === "DONE").length;
  const same = outcomes.filter(({ outcome }) => outcome === "UNCHANGED").length;
  const wrong = outcomes.filter(({ outcome }) => !["DONE", "UNCHANGED"].includes(outcome));
  const left = companies.length - outcomes.length;
  out.answer({ outcomes, left, dryRun }, () => [
    ...columns(
      wrong.map(({ tenant, outcome, reason }) => [
        titles.get(tenant) ?? tenant,
        out.paint("red", wordOf[outcome]),
        reason === null ? "" : (partnerHasNot[reason]?.join(" ") ?? printable(reason)),
      ]),
    ),
    `${counted(done, "company", "companies")} ${dryRun ? "would be" : done === 1 ? "was" : "were"} changed, ${same} ${same === 1 ? "is" : "are"} so already${wrong.length > 0 ? `, ${wrong.length} ${dryRun ? "would not be" : wrong.length === 1 ? "was not" : "were not"}` : ""}.`,
  ]);
  if (left > 0) out.note(`${counted(left, "company", "companies")} left: ${again}`);
  const code: ExitCode = left > 0 ? exitCode.INTERRUPTED : wrong.length > 0 ? exitCode.PARTLY : exitCode.OK;
  if (code !== exitCode.OK) surroundings.endWith(code);
}

const wordOf: Readonly<Record<CompanyOutcome["outcome"], string>> = {
  DONE: "done",
  UNCHANGED: "as it was",
  REFUSED: "refused",
  FAILED: "failed",
  NOT_FOUND: "not there any more",
};
