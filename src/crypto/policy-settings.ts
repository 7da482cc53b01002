/** The closed table of settings (PROTOCOL §4.10): each with its values, its default, and which of two values is the stricter. */
import type { CborValue } from "./cbor.ts";
import { ProtocolError } from "./errors.ts";
import { readList, readOneOf, readText, readUint } from "./fields.ts";
import { namesInAll, type Placed, placeNames } from "./nested-names.ts";
import { checkNetwork, pathOfNetwork } from "./network.ts";

/** What each setting can come to. */
export interface PolicyValues {
  /** Days of grace; null: not required. */
  readonly requireTwoFactor: number | null;
  readonly maximumPasswordAge: number | null;
  readonly passwordReuseHistory: number;
  readonly minimumPasswordStrength: number;
  readonly businessItemDomains: readonly string[];
  readonly removeBusinessItemsOnLeave: boolean;
  readonly notifyUsersOfChanges: boolean;
  readonly shareRecipientDomains: readonly string[] | null;
  readonly disableSharing: boolean;
  readonly restrictPortalAccess: boolean;
  /** A sum of `backupWay`. */
  readonly organisationBackup: number;
  readonly backupRetentionDays: number;
  /** A sum of `auditedEvent`. */
  readonly passwordAuditing: number;
  readonly disablePersonalProfile: boolean;
  readonly disableExport: boolean;
  readonly vaultTimeoutMinutes: number | null;
  readonly trashRetentionDays: number;
  readonly itemHistoryLimit: number | null;
  readonly allowedIpRanges: readonly string[] | null;
  readonly sessionLifetimeHours: number;
  readonly healthCounters: boolean;
}

export type PolicyName = keyof PolicyValues;

/** How business profiles may be opened by the company. */
export const backupWay = { RECOVERY_GROUP: 1, RECOVERY_CODE: 2 } as const;

/** What is recorded of business items. */
export const auditedEvent = {
  CHANGED: 1,
  COPIED: 2,
  CREATED: 4,
  DELETED: 8,
  EXPORTED: 16,
  IMPORTED: 32,
  USED: 64,
  VIEWED: 128,
} as const;

export interface Setting<V> {
  readonly number: number;
  readonly default: V;
  /** Reads a value of a document; throws MALFORMED, UNSUPPORTED, TOO_LARGE. */
  readonly read: (value: CborValue | undefined) => V;
  readonly write: (value: V) => CborValue;
  /** What is to hold where all of these are asked for: one or more. */
  readonly strictest: (all: readonly V[]) => V;
}

type Rest<V> = Omit<Setting<V>, "number">;

const numbers = (least: number, most: number, its: number, of: "least" | "greatest"): Rest<number> => ({
  default: its,
  read: (value) => readBetween(value, least, most),
  write: (value) => value,
  strictest: (all) => (of === "least" ? Math.min(...all) : Math.max(...all)),
});

const orNone = (least: number, most: number): Rest<number | null> => ({
  default: null,
  read: (value) => (value === null ? null : readBetween(value, least, most)),
  write: (value) => value,
  strictest: (all) => {
    const some = all.filter((each) => each !== null);
    return some.length > 0 ? Math.min(...some) : null;
  },
});

const flag = (of: "least" | "greatest" = "greatest"): Rest<boolean> => ({
  default: false,
  read: (value) => readOneOf(value, [0, 1], "setting") === 1,
  write: (value) => (value ? 1 : 0),
  strictest: (all) => (of === "least" ? all.every(Boolean) : all.some(Boolean)),
});

const sums = (most: number): Rest<number> => ({
  default: 0,
  read: (value) => readBetween(value, 0, most),
  write: (value) => value,
  strictest: (all) => all.reduce((one, other) => one | other),
});

const allOf: Rest<readonly string[]> = {
  default: [],
  read: (value) => readNames(value, 0, checkDomain),
  write: (value) => value,
  strictest: (all) => ascending(all.flat()),
};

/** @param path of a name begins with the path of each name that it lies in. */
function whatAllAllow(
  fewest: number,
  check: (text: string) => string,
  path: (name: string) => string,
): Rest<readonly string[] | null> {
  // A list is placed once, however many people it binds.
  const kept = new WeakMap<readonly string[], readonly Placed[]>();
  const placed = (list: readonly string[]) => {
    const known = kept.get(list) ?? placeNames(list, path);
    kept.set(list, known);
    return known;
  };
  return {
    default: null,
    read: (value) => (value === null ? null : readNames(value, fewest, check)),
    write: (value) => value,
    strictest: (all) => {
      const lists = new Map(all.flatMap((list) => (list === null ? [] : [[list.join(), list]])));
      const [first = null, ...more] = lists.values();
      return more.length > 0 ? ascending(namesInAll([...lists.values()].map(placed))) : first;
    },
  };
}

/** By name, in the order of their numbers. */
export const settings: { readonly [N in PolicyName]: Setting<PolicyValues[N]> } = {
  requireTwoFactor: { number: 1, ...orNone(0, 90) },
  maximumPasswordAge: { number: 2, ...orNone(1, 3_650) },
  passwordReuseHistory: { number: 3, ...numbers(0, 24, 0, "greatest") },
  minimumPasswordStrength: { number: 4, ...numbers(0, 4, 0, "greatest") },
  businessItemDomains: { number: 5, ...allOf },
  removeBusinessItemsOnLeave: { number: 6, ...flag() },
  notifyUsersOfChanges: { number: 7, ...flag() },
  shareRecipientDomains: { number: 8, ...whatAllAllow(0, checkDomain, pathOfDomain) },
  disableSharing: { number: 9, ...flag() },
  restrictPortalAccess: { number: 10, ...flag() },
  organisationBackup: { number: 11, ...sums(3) },
  backupRetentionDays: { number: 12, ...numbers(1, 3_650, 90, "greatest") },
  passwordAuditing: { number: 13, ...sums(255) },
  disablePersonalProfile: { number: 14, ...flag() },
  disableExport: { number: 15, ...flag() },
  vaultTimeoutMinutes: { number: 16, ...orNone(1, 10_080) },
  trashRetentionDays: { number: 17, ...numbers(1, 3_650, 30, "least") },
  itemHistoryLimit: { number: 18, ...orNone(1, 1_000) },
  allowedIpRanges: { number: 19, ...whatAllAllow(1, checkNetwork, pathOfNetwork) },
  sessionLifetimeHours: { number: 20, ...numbers(1, 720, 720, "least") },
  healthCounters: { number: 21, ...flag("least") },
};

export const policyNames = Object.keys(settings) as PolicyName[];

/** The setting of a number; throws UNSUPPORTED. */
export function nameOfSetting(number: number): PolicyName {
  const name = policyNames.find((each) => settings[each].number === number);
  if (name === undefined) throw new ProtocolError("UNSUPPORTED", "setting");
  return name;
}

/** Whether a domain is another, or below it. */
export function isUnder(domain: string, other: string): boolean {
  return domain === other || domain.endsWith(`.${other}`);
}

/** Its labels from the right, each closed by a dot: what is below a domain begins with the path of the domain. */
function pathOfDomain(domain: string): string {
  return `${domain.split(".").reverse().join(".")}.`;
}

/** A domain in its only form; throws MALFORMED. */
function checkDomain(text: string): string {
  const form = /^(?=.{3,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
  if (!form.test(text)) throw new ProtocolError("MALFORMED", "domain");
  return text;
}

/** In ascending order, nothing twice: the only form of a list. Of names as they were checked, which are ASCII. */
const ascending = (list: readonly string[]): string[] => [...new Set(list)].sort();

function readBetween(value: CborValue | undefined, least: number, most: number): number {
  const number = readUint(value, "setting");
  if (number < least || number > most) throw new ProtocolError("MALFORMED", "setting");
  return number;
}

const mostNames = 100;

function readNames(value: CborValue | undefined, fewest: number, check: (text: string) => string): string[] {
  const names = readList(value, "list").map((each) => check(readText(each, "list")));
  const ascends = ascending(names).every((each, place) => each === names[place]);
  if (names.length < fewest || names.length > mostNames || !ascends || new Set(names).size !== names.length) {
    throw new ProtocolError("MALFORMED", "list");
  }
  return names;
}
