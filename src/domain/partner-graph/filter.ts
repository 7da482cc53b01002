/** What companies are asked for, as callers say it. */
import { Failure } from "../../errors.ts";
import { parseText } from "../invalid.ts";
import type { ReadinessState } from "../recovery/checks.ts";
import { type Family, familyOf, type RangeName, rangeNames } from "./numbers.ts";
import type { Standing } from "./standing.ts";

export interface NumberRangeInput {
  readonly atLeast?: number | null | undefined;
  readonly atMost?: number | null | undefined;
}

export interface CompanyFilterInput extends Partial<Readonly<Record<RangeName, NumberRangeInput | null>>> {
  readonly labels?:
    | { readonly [N in "all" | "any" | "none"]?: readonly string[] | null | undefined }
    | null
    | undefined;
  readonly plans?: readonly ("STANDARD" | "ADVANCED" | "TRIAL")[] | null | undefined;
  readonly suspended?: boolean | null | undefined;
  readonly founded?: boolean | null | undefined;
  readonly text?: string | null | undefined;
  readonly recovery?: readonly ReadinessState[] | null | undefined;
  readonly breakGlass?: boolean | null | undefined;
  readonly partnerPolicies?: boolean | null | undefined;
  readonly policiesBehind?: boolean | null | undefined;
}

export type OrderField =
  | "NAME"
  | "SINCE"
  | "PEOPLE"
  | "SEATS_TAKEN"
  | "RECOVERY"
  | "OLDEST_BACKUP"
  | "WITHOUT_SECOND_FACTOR"
  | "LAST_ACTIVE";

export interface CompanyOrderInput {
  readonly by: OrderField;
  readonly direction?: "ASCENDING" | "DESCENDING" | null | undefined;
}

/** As it is compared; null asks nothing. */
export interface Filter {
  readonly plans: readonly string[] | null;
  readonly suspended: boolean | null;
  readonly founded: boolean | null;
  readonly text: string | null;
  readonly all: readonly string[] | null;
  readonly any: readonly string[] | null;
  readonly none: readonly string[] | null;
  readonly recovery: readonly ReadinessState[] | null;
  readonly breakGlass: boolean | null;
  readonly partnerPolicies: boolean | null;
  readonly policiesBehind: boolean | null;
  /** By the place of each in `rangeNames`. */
  readonly atLeast: readonly (number | null)[];
  readonly atMost: readonly (number | null)[];
}

/** As many as a partner can have given out. */
const mostLabels = 500;
/** As many as there are, and each is one of a closed list. */
const mostWords = 8;

/** Throws `BAD_USER_INPUT`. That nothing can meet it is no error. */
export function parseFilter(given: CompanyFilterInput | null | undefined): Filter {
  const { labels, plans, suspended, founded, text, recovery } = given ?? {};
  const ranges = rangeNames.map((name) => given?.[name]);
  return {
    plans: parseWords(plans, "plans"),
    suspended: suspended ?? null,
    founded: founded ?? null,
    text: text == null ? null : parseText(text, "text", 1, 100),
    all: parseLabels(labels?.all),
    any: parseLabels(labels?.any),
    none: parseLabels(labels?.none),
    recovery: parseWords(recovery, "recovery"),
    breakGlass: given?.breakGlass ?? null,
    partnerPolicies: given?.partnerPolicies ?? null,
    policiesBehind: given?.policiesBehind ?? null,
    atLeast: ranges.map((range) => range?.atLeast ?? null),
    atMost: ranges.map((range) => range?.atMost ?? null),
  };
}

/** Whether it says something of what has to be counted. */
export const isCounted = (filter: Filter): boolean =>
  filter.recovery !== null || familiesOf(filter).length > 0 || rangeNames.some((_, place) => isAsked(filter, place));

/** Whether numbers are in every range that it names: what is not known is in none. */
export const isInRanges = ({ atLeast, atMost }: Filter, its: Readonly<Record<RangeName, number | null>>): boolean =>
  rangeNames.every((name, place) => {
    const [least, most] = [atLeast[place] ?? null, atMost[place] ?? null];
    const number = its[name];
    if (number === null) return least === null && most === null;
    return (least === null || number >= least) && (most === null || number <= most);
  });

/** Whether a partner's desk and policies stand as it says: of what cannot be said, neither is so. */
export const isStanding = (
  { breakGlass, partnerPolicies, policiesBehind }: Filter,
  { desk, policies }: Standing,
): boolean =>
  (breakGlass === null || breakGlass === (desk !== null && desk.breakGlass !== null)) &&
  (partnerPolicies === null || partnerPolicies === (policies.seq !== null)) &&
  (policiesBehind === null || policiesBehind === policies.behind);

/** What has to be read before it can be said who meets it. */
export const familiesOf = (filter: Filter): Family[] => [
  ...rangeNames.flatMap((name, place) => {
    const family = familyOf(name);
    return family !== null && isAsked(filter, place) ? [family] : [];
  }),
  ...(filter.breakGlass === null ? [] : (["DESK"] as const)),
  ...(filter.partnerPolicies === null && filter.policiesBehind === null ? [] : (["POLICIES"] as const)),
];

const isAsked = ({ atLeast, atMost }: Filter, place: number): boolean =>
  (atLeast[place] ?? null) !== null || (atMost[place] ?? null) !== null;

/** An empty list says nothing. */
function parseLabels(given: readonly string[] | null | undefined): string[] | null {
  if (given == null || given.length === 0) return null;
  if (given.length > mostLabels) throw new Failure("BAD_USER_INPUT", `labels are at most ${mostLabels}.`);
  return [...new Set(given.map((label) => parseText(label, "labels", 1, 40)))].sort();
}

/** An empty list is met by nobody. */
function parseWords<Word extends string>(given: readonly Word[] | null | undefined, field: string): Word[] | null {
  if (given == null) return null;
  if (given.length > mostWords) throw new Failure("BAD_USER_INPUT", `${field} has at most ${mostWords} entries.`);
  return [...new Set(given)].sort();
}
