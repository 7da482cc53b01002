/** Finds the companies that a command of a partner's staff is about. */
import {
  type Client,
  type CompanyOutcome,
  type CompanyPageOptions,
  type ErrorCode,
  errorCodes,
  type ManagedCompany,
  SealgraphError,
} from "../client/index.ts";
import { sayIfThere } from "../words/index.ts";
import { canBeginId, choose, isId, isSame } from "./choose.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { CommandFailure, explain } from "./failure.ts";
import { columns, counted, printable } from "./output.ts";
import { type FilterOptions, filterOf, isNarrowed } from "./partner-filter.ts";
import { noSuchCompany } from "./partner-open.ts";
import { titleOfCompany } from "./partner-shapes.ts";
import { makeProgress } from "./progress.ts";

/** By id, its whole name, the partner's reference, or the beginning of its id. Throws NOT_FOUND, AMBIGUOUS. */
export async function findCompany(client: Client, reference: string): Promise<ManagedCompany> {
  const wanted = reference.trim();
  if (isId(wanted.toLowerCase())) return client.partner.company(wanted.toLowerCase()).catch(sayNoSuchCompany);
  if (wanted === "")
    throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", "Which company? An empty name is nobody's.");
  const { companies } = await client.partner.companies({ filter: { text: wanted }, first: 100 });
  const named = companies.some((company) => namesOf(company).some((name) => isSame(name, wanted)));
  const among = new Map(companies.map((company) => [company.tenant, company]));
  if (!named && canBeginId(wanted.toLowerCase()))
    for await (const company of allCompanies(client, {}))
      if (company.tenant.startsWith(wanted.toLowerCase())) among.set(company.tenant, company);
  if (among.size === 0) throw noSuchCompany;
  return choose(
    {
      what: "company",
      many: "companies",
      whole: true,
      lookAt: noSuchCompany.hint,
      of: namesOf,
      shown: (company) => `${titleOfCompany(company)}${company.reference === null ? "" : `, ${company.reference}`}`,
    },
    wanted,
    [...among.values()].map((company) => ({ ...company, id: company.tenant })),
  );
}

const namesOf = ({ name, reference }: ManagedCompany): string[] =>
  [name, reference].filter((each): each is string => each !== null);

/** Whether the partner looks after it itself: companies of a partner under it are read, and nothing more. */
const isOwn = (client: Client, { partner }: ManagedCompany): boolean => partner === client.account.tenant;

/** As `findCompany`, for what is done in a company. Throws FORBIDDEN for one of a partner under this one. */
export async function findOwnCompany(client: Client, reference: string): Promise<ManagedCompany> {
  const company = await findCompany(client, reference);
  if (isOwn(client, company)) return company;
  const its = (await client.partner.view()).partners.find(({ tenant }) => tenant === company.partner);
  throw new CommandFailure(
    exitCode.REFUSED,
    "FORBIDDEN",
    `${titleOfCompany(company)} is looked after by ${its?.name ? printable(its.name) : company.partner}, a partner under yours.`,
    "You read it (sealgraph partner companies show), and change nothing: ask them.",
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

/** All that the partner looks after itself. */
export async function everyOwnCompany(client: Client): Promise<ManagedCompany[]> {
  const all: ManagedCompany[] = [];
  for await (const company of allCompanies(client, {})) if (isOwn(client, company)) all.push(company);
  return all;
}

/**
 * The companies that are named, or that a filter names, or all: of those that the partner looks after itself. Throws MISSING_VALUE where nothing says which: nothing is done to
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
    for (const reference of references) found.push(await findOwnCompany(client, reference));
    return found.filter(({ tenant }, place) => found.findIndex((each) => each.tenant === tenant) === place);
  }
  if (!options.all && !isNarrowed(options)) throw notNamed;
  const meant: ManagedCompany[] = [];
  for await (const company of allCompanies(client, { filter: filterOf(options) }))
    if (isOwn(client, company)) meant.push(company);
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

interface OutcomeWords {
  readonly dryRun?: boolean;
  /** What to say again where it was ended between two companies. */
  readonly again: string;
  /** Why companies were left as they are by this caller. */
  readonly notes?: ReadonlyMap<string, string>;
  /** Why a company is not found. */
  readonly missing?: string;
}

/** What became of each, by name, and the exit code: PARTLY where one was refused, INTERRUPTED where some are left. */
export function answerOutcomes(
  context: Context,
  companies: readonly ManagedCompany[],
  outcomes: readonly CompanyOutcome[],
  words: OutcomeWords,
): void {
  const { out, surroundings } = context;
  const left = companies.length - outcomes.length;
  const named = withNames(companies, outcomes);
  out.answer({ outcomes: named, left, dryRun: words.dryRun === true }, () => outcomeLines(out, named, words));
  if (left > 0) out.note(`${counted(left, "company", "companies")} left: ${words.again}`);
  const wrong = outcomes.some(({ outcome }) => !["DONE", "UNCHANGED"].includes(outcome));
  const code: ExitCode = left > 0 ? exitCode.INTERRUPTED : wrong ? exitCode.PARTLY : exitCode.OK;
  if (code !== exitCode.OK) surroundings.endWith(code);
}

type NamedOutcome = CompanyOutcome & { readonly name: string | null };

/** In the order of the companies. */
export function withNames(
  companies: readonly Pick<ManagedCompany, "tenant" | "name">[],
  outcomes: readonly CompanyOutcome[],
): NamedOutcome[] {
  const of = new Map(outcomes.map((each) => [each.tenant, each]));
  return companies.flatMap(({ tenant, name }) => {
    const its = of.get(tenant);
    return its ? [{ ...its, name }] : [];
  });
}

/** A line of each; of several their sum. */
export function outcomeLines(
  { paint, called }: Context["out"],
  outcomes: readonly NamedOutcome[],
  { dryRun = false, notes, missing }: Omit<OutcomeWords, "again">,
): string[] {
  const word = ({ tenant, outcome }: NamedOutcome): string =>
    outcome === "UNCHANGED" && notes?.has(tenant) ? "left as it is" : wordsOf(dryRun)[outcome];
  const said = ({ tenant, outcome, reason }: NamedOutcome): string =>
    notes?.get(tenant) ?? (outcome === "NOT_FOUND" && missing ? missing : reason === null ? "" : reasonInWords(reason));
  return [
    ...columns(
      outcomes.map((each) => [titleOfCompany(each), paint(colours[each.outcome], word(each)), called(said(each))]),
    ).map((line) => line.trimEnd()),
    ...(outcomes.length === 1 ? [] : [sumInWords(outcomes, dryRun)]),
  ];
}

function sumInWords(outcomes: readonly CompanyOutcome[], dryRun: boolean): string {
  if (outcomes.length === 0) return "No company is meant by that: nothing was done.";
  const [done, same] = (["DONE", "UNCHANGED"] as const).map(
    (wanted) => outcomes.filter(({ outcome }) => outcome === wanted).length,
  ) as [number, number];
  const others = outcomes.length - done - same;
  const verb = (count: number) => (dryRun ? "would be" : count === 1 ? "was" : "were");
  return `${[
    `${counted(done, "company", "companies")} ${verb(done)} changed`,
    `${same} ${same === 1 ? "is" : "are"} so already`,
    ...(others > 0 ? [`${others} ${dryRun ? "would not be" : others === 1 ? "was not" : "were not"}`] : []),
  ].join(", ")}.`;
}

/** Of a refusal, or the code of an error; another is shown as it is. */
export function reasonInWords(reason: string): string {
  const words = sayIfThere("en", `cli.partnerLimit.${reason}`) ?? reasons[reason];
  if (words !== undefined) return words;
  if (!Object.hasOwn(errorCodes, reason)) return printable(reason);
  return explain(new SealgraphError(reason as ErrorCode)).message;
}
const reasons: Readonly<Record<string, string>> = {
  NOT_FOUND: "You are not at your desk there: a keeper brings you to it (sealgraph partner desks tend).",
  LABELS_BIND:
    "A label of these gives somebody their scope: owners and administrators set it (sealgraph partner staff list).",
  BY_OPERATOR: "Whoever runs the server suspended it, and ends that.",
  FORBIDDEN: "The right of your desk there, or your role, does not give that (sealgraph partner desks show).",
  READ_ONLY: "It is suspended (sealgraph partner companies show).",
  DESK_UNFIT: "Its roster names another desk than yours: ask its administrators (sealgraph company desk list).",
};

const wordsOf = (dryRun: boolean): Readonly<Record<CompanyOutcome["outcome"], string>> => ({
  DONE: dryRun ? "would be changed" : "changed",
  UNCHANGED: "is so already",
  REFUSED: dryRun ? "would be refused" : "refused",
  FAILED: "failed",
  NOT_FOUND: "not done",
});
const colours: Readonly<Record<CompanyOutcome["outcome"], "green" | "dim" | "red">> = {
  DONE: "green",
  UNCHANGED: "dim",
  REFUSED: "red",
  FAILED: "red",
  NOT_FOUND: "red",
};
