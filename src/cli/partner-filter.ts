/** Which of a partner's companies a command is about, as people say it. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { type CompanyFilter, type CompanyPlan, healthNumbers, postureNumbers } from "../client/index.ts";

const countedNumbers = [...postureNumbers, "seatsTaken", ...healthNumbers] as const;
type CountedNumber = (typeof countedNumbers)[number];

export interface FilterOptions {
  readonly label?: readonly string[];
  readonly anyLabel?: readonly string[];
  readonly withoutLabel?: readonly string[];
  readonly onPlan?: readonly CompanyPlan[];
  readonly suspended?: boolean;
  readonly active?: boolean;
  readonly founded?: boolean;
  readonly text?: string;
  readonly recovery?: readonly ("OK" | "WARNING" | "FAILED")[];
  readonly breakGlass?: boolean;
  readonly withPolicies?: boolean;
  readonly policiesBehind?: boolean;
  readonly where?: readonly Bound[];
}

interface Bound {
  readonly number: CountedNumber;
  readonly range: { readonly atLeast?: number; readonly atMost?: number };
}

/** Options that narrow down which companies are meant; they all have to be so. */
export const withFilter = (command: Command): Command =>
  command
    .option("--label <labels>", "bearing all of these labels, comma list", listOf)
    .option("--any-label <labels>", "bearing at least one of these", listOf)
    .option("--without-label <labels>", "bearing none of these", listOf)
    .option("--on-plan <plans>", "standard, advanced, trial; comma list", plans)
    .addOption(new Option("--suspended", "those that are suspended").conflicts("active"))
    .option("--active", "those that are not")
    .option("--founded", "those that the partner founded")
    .option("--text <text>", "with this in the name, or in the partner's reference")
    .option("--recovery <states>", "whose recovery is good, look or missing; comma list", recoveryStates)
    .option("--break-glass", "where your desk asked for a break-glass that is not over")
    .option("--with-policies", "where your desk has set policies")
    .option("--policies-behind", "where these are not what the templates come to, as the server says")
    .option(
      "--where <number>",
      "a number of the posture: people>=10, stale-backups>0; can be given more than once",
      bound,
    )
    .addHelpText("after", numbersHelp);

const inWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const numbersHelp = `
Numbers for --where:
  ${countedNumbers.map(inWords).join(", ")}
Of passwords only what is made known: a company of which nothing is, is in no range.`;

/** Labels of a comma list, each once. Throws for an empty one. */
export function listOf(text: string): readonly string[] {
  const all = text.split(",").map((each) => each.trim());
  if (all.some((each) => each === "")) throw new InvalidArgumentError("Between the commas stand labels.");
  return [...new Set(all)];
}

const planNames = { standard: "STANDARD", advanced: "ADVANCED", trial: "TRIAL" } as const;

export function plan(text: string): CompanyPlan {
  const found = planNames[text.trim().toLowerCase() as keyof typeof planNames];
  if (found === undefined) throw new InvalidArgumentError("It is standard, advanced or trial.");
  return found;
}

const plans = (text: string): readonly CompanyPlan[] => text.split(",").map(plan);

const states = { good: "OK", look: "WARNING", missing: "FAILED" } as const;

const recoveryStates = (text: string) =>
  text.split(",").map((each) => {
    const found = states[each.trim().toLowerCase() as keyof typeof states];
    if (found === undefined) throw new InvalidArgumentError("It is good, look or missing.");
    return found;
  });

function bound(text: string, before: readonly Bound[] = []): readonly Bound[] {
  const [, name = "", sign = "", digits = ""] = /^([a-z-]+)\s*(>=|<=|=|>|<)\s*(\d{1,9})$/i.exec(text.trim()) ?? [];
  const number = countedNumbers.find((each) => [each.toLowerCase(), inWords(each)].includes(name.toLowerCase()));
  if (number === undefined)
    throw new InvalidArgumentError("Write a number of the posture, a sign and how much: people>=10.");
  return [...before, { number, range: rangeOf(sign, Number(digits)) }];
}

function rangeOf(sign: string, amount: number): Bound["range"] {
  if (sign === "=") return { atLeast: amount, atMost: amount };
  if (sign.startsWith(">")) return { atLeast: sign === ">" ? amount + 1 : amount };
  return { atMost: sign === "<" ? amount - 1 : amount };
}

/** Every label that is named. */
export const labelsOf = ({ label = [], anyLabel = [], withoutLabel = [] }: FilterOptions): readonly string[] => [
  ...label,
  ...anyLabel,
  ...withoutLabel,
];

/** Whether anything narrows it down. */
export const isNarrowed = (options: FilterOptions): boolean => Object.keys(filterOf(options)).length > 0;

export function filterOf(options: FilterOptions): CompanyFilter {
  const { label: all, anyLabel: any, withoutLabel: none, onPlan, text, recovery, where = [] } = options;
  const labels = { ...(all && { all }), ...(any && { any }), ...(none && { none }) };
  return {
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(onPlan && { plans: onPlan }),
    ...((options.suspended || options.active) && { suspended: options.suspended === true }),
    ...(options.founded && { founded: true }),
    ...(text !== undefined && { text }),
    ...(recovery && { recovery }),
    ...(options.breakGlass && { breakGlass: true }),
    ...(options.withPolicies && { partnerPolicies: true }),
    ...(options.policiesBehind && { policiesBehind: true }),
    ...Object.fromEntries(ranges(where)),
  };
}

/** Of a number that is named twice, what is so of both. */
function ranges(bounds: readonly Bound[]): Map<CountedNumber, Bound["range"]> {
  const all = new Map<CountedNumber, Bound["range"]>();
  for (const { number, range } of bounds) {
    const before = all.get(number) ?? {};
    const least = Math.max(range.atLeast ?? 0, before.atLeast ?? 0);
    const most = Math.min(range.atMost ?? Number.POSITIVE_INFINITY, before.atMost ?? Number.POSITIVE_INFINITY);
    all.set(number, { ...(least > 0 && { atLeast: least }), ...(Number.isFinite(most) && { atMost: most }) });
  }
  return all;
}
