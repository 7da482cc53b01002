/** What companies are asked for, as callers say it. */
import { Failure } from "../../errors.ts";
import { parseText } from "../invalid.ts";
import type { ReadinessState } from "../recovery/checks.ts";
import { type Family, type NumberName, numberNames, numbers } from "./numbers.ts";

export interface NumberRangeInput {
  readonly atLeast?: number | null | undefined;
  readonly atMost?: number | null | undefined;
}

export interface CompanyFilterInput extends Partial<Readonly<Record<NumberName, NumberRangeInput | null>>> {
  readonly labels?:
    | { readonly [N in "all" | "any" | "none"]?: readonly string[] | null | undefined }
    | null
    | undefined;
  readonly plans?: readonly ("STANDARD" | "ADVANCED" | "TRIAL")[] | null | undefined;
  readonly suspended?: boolean | null | undefined;
  readonly founded?: boolean | null | undefined;
  readonly text?: string | null | undefined;
  readonly recovery?: readonly ReadinessState[] | null | undefined;
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
  /** By the place of each number. */
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
  const ranges = numberNames.map((name) => given?.[name]);
  return {
    plans: parseWords(plans, "plans"),
    suspended: suspended ?? null,
    founded: founded ?? null,
    text: text == null ? null : parseText(text, "text", 1, 100),
    all: parseLabels(labels?.all),
    any: parseLabels(labels?.any),
    none: parseLabels(labels?.none),
    recovery: parseWords(recovery, "recovery"),
    atLeast: ranges.map((range) => range?.atLeast ?? null),
    atMost: ranges.map((range) => range?.atMost ?? null),
  };
}

/** Whether it says something of what has to be counted. */
export const isCounted = ({ recovery, atLeast, atMost }: Filter): boolean =>
  recovery !== null || atLeast.some((least) => least !== null) || atMost.some((most) => most !== null);

/** Whether numbers are in every range that it names. */
export const isInRanges = ({ atLeast, atMost }: Filter, its: Readonly<Record<NumberName, number>>): boolean =>
  numberNames.every((name, place) => {
    const [least, most] = [atLeast[place] ?? null, atMost[place] ?? null];
    return (least === null || its[name] >= least) && (most === null || its[name] <= most);
  });

/** What has to be read before it can be said who meets it. */
export const familiesOf = ({ atLeast, atMost }: Filter): Family[] =>
  numberNames.flatMap((name, place) => {
    const family = numbers[name];
    return family !== null && (atLeast[place] !== null || atMost[place] !== null) ? [family] : [];
  });

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
