/** Documents of policies, and what they come to for one user (PROTOCOL §4.10). */
import { bounds } from "./bounds.ts";
import { type CborValue, encodeCbor, parseCbor } from "./cbor.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readFormat, readList, readOneOf, readUint } from "./fields.ts";
import { hash } from "./hash.ts";
import type { Hash } from "./keys.ts";
import {
  nameOfSetting,
  type PolicyName,
  type PolicyValues,
  policyNames,
  type Setting,
  settings,
} from "./policy-settings.ts";

export { type PolicyName, type PolicyValues, policyNames, settings } from "./policy-settings.ts";

export interface Said<V> {
  readonly value: V;
  /** Whether what is narrower may say otherwise. */
  readonly locked: boolean;
}

/** What one scope says. */
export type Policies = { readonly [N in PolicyName]?: Said<PolicyValues[N]> };

/** The document of a scope; throws MALFORMED for values that are none, or where nothing is said. */
export function encodePolicies(policies: Policies): Uint8Array {
  const said = policyNames.flatMap((name): CborValue[] => {
    const its = policies[name];
    if (its === undefined) return [];
    const { number, write } = settings[name] as Setting<unknown>;
    return [[number, write(its.value), its.locked ? 1 : 0]];
  });
  const document = encodeCbor([1, said]);
  parsePolicies(document);
  return document;
}

/** Reads a document of which everything has to be known; throws TOO_LARGE, MALFORMED or UNSUPPORTED. */
export function parsePolicies(document: Uint8Array): Policies {
  const { policies, passedOver } = readPolicies(document);
  if (passedOver) throw passedOver;
  return policies;
}

/** What can be read of a document. */
export interface ReadPolicies {
  readonly policies: Policies;
  /** Why a setting was passed over, the first of several: a later release wrote it. Null where all was read. */
  readonly passedOver: ProtocolError | null;
}

/**
 * Reads a document that was signed, maybe by a later release: a setting that is not known, or whose value is none here, is passed
 * over, and the others count. Throws TOO_LARGE, MALFORMED or UNSUPPORTED where it is no list of settings.
 */
export function readPolicies(document: Uint8Array): ReadPolicies {
  const [format, list] = readArray(parseCbor(document, bounds.policies), 2, "policies");
  readFormat(format);
  const places: number[] = [];
  let passedOver: ProtocolError | null = null;
  const said = readList(list, "policies").flatMap((each) => {
    const [number, value, lock] = readArray(each, 3, "setting");
    const place = readUint(number, "setting");
    const locked = readOneOf(lock, [0, 1], "locked") === 1;
    places.push(place);
    try {
      const name = nameOfSetting(place);
      return [[name, { value: settings[name].read(value), locked }] as const];
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      passedOver ??= error;
      return [];
    }
  });
  const ascends = places.every((number, at) => at === 0 || (places[at - 1] as number) < number);
  if (places.length < 1 || !ascends) throw new ProtocolError("MALFORMED", "policies");
  return { policies: Object.fromEntries(said), passedOver };
}

/** What a link states of a document. */
export const policiesHash = (document: Uint8Array): Hash => hash("policies", document);

export type PolicyOrigin<Id> =
  | { readonly scope: "DEFAULT" | "TENANT" | "USER"; readonly group: null }
  | { readonly scope: "GROUP"; readonly group: Id }
  | { readonly scope: "PARTNER"; readonly group: null; readonly desk: Id };

/** What binds somebody, and whence it comes. */
export interface Bound<V, Id> extends Said<V> {
  readonly origin: PolicyOrigin<Id>;
}

export type BindingPolicies<Id> = { readonly [N in PolicyName]: Bound<PolicyValues[N], Id> };

/** The documents that say something about one user. */
export interface PolicySources<Id> {
  /** Of the company's desks that have one, by ascending id. */
  readonly desks: readonly { readonly desk: Id; readonly policies: Policies }[];
  readonly tenant: Policies | null;
  /** Of the user's groups, by ascending id. */
  readonly groups: readonly { readonly group: Id; readonly policies: Policies }[];
  readonly user: Policies | null;
  /** Whether the user is an administrator by the company's roster. */
  readonly administrator: boolean;
}

type Shared<Id> = Omit<PolicySources<Id>, "user">;

/** Each setting as it binds the user. */
export const bindPolicies = <Id>(sources: PolicySources<Id>): BindingPolicies<Id> =>
  bindOwn(bindShared(sources), sources.user);

/** Each setting as it binds whoever is in these groups, and of whom nothing else is said. */
export function bindShared<Id>(sources: Shared<Id>): BindingPolicies<Id> {
  return Object.fromEntries(
    policyNames.map((name) => [name, bindOne(sources, name)]),
  ) as unknown as BindingPolicies<Id>;
}

/** The same with what is said of one user: it holds where nothing wider is locked. */
export function bindOwn<Id>(shared: BindingPolicies<Id>, user: Policies | null): BindingPolicies<Id> {
  const own = policyNames.flatMap((name) => {
    const said = user?.[name];
    return said && !shared[name].locked ? [[name, { ...said, origin: { scope: "USER", group: null } }]] : [];
  });
  return own.length > 0 ? { ...shared, ...Object.fromEntries(own) } : shared;
}

function bindOne<Id, N extends PolicyName>(sources: Shared<Id>, name: N): Bound<unknown, Id> {
  const { desks, tenant, groups, administrator } = sources;
  // Whoever can end a desk is never kept out by it.
  const binding = administrator && name === "allowedIpRanges" ? [] : desks;
  const ofDesks = binding.flatMap(({ desk, policies }) =>
    saidBy<Id>(policies[name], { scope: "PARTNER", group: null, desk }),
  );
  const above = tenant?.[name];
  const ofGroups = groups.flatMap(({ group, policies }) => saidBy<Id>(policies[name], { scope: "GROUP", group }));
  const ofTenant: Bound<unknown, Id>[] = above ? [{ ...above, origin: { scope: "TENANT", group: null } }] : [];
  const ofCompany = [ofTenant.filter(isLocked), ofGroups.filter(isLocked)].find((all) => all.length > 0) ?? [];
  const its =
    strictestOf(name, [...ofCompany, ...ofDesks.filter(isLocked)]) ??
    strictestOf(name, ofGroups) ??
    ofTenant[0] ??
    strictestOf(name, ofDesks);
  return its ?? { value: settings[name].default, locked: false, origin: { scope: "DEFAULT", group: null } };
}

const saidBy = <Id>(said: Said<unknown> | undefined, origin: PolicyOrigin<Id>): Bound<unknown, Id>[] =>
  said === undefined ? [] : [{ ...said, origin }];
const isLocked = ({ locked }: Said<unknown>): boolean => locked;

/** The strictest of what is said by one or several; null of none. Of its origin PROTOCOL §4.10. */
function strictestOf<Id>(name: PolicyName, all: readonly Bound<unknown, Id>[]): Bound<unknown, Id> | null {
  const [first] = all;
  if (first === undefined) return null;
  const { strictest } = settings[name] as Setting<unknown>;
  const value = strictest(all.map((said) => said.value));
  const text = JSON.stringify(value);
  const its = all.find((said) => JSON.stringify(said.value) === text) ?? first;
  return { value, locked: its.locked, origin: its.origin };
}

/** Whether two values of one setting are the same. */
export const sameValue = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

/** The first setting that the tenant locks and a narrower document has a value for; null where there is none. */
export function findContradiction(wider: Policies | null, narrower: readonly Policies[]): PolicyName | null {
  return policyNames.find((name) => wider?.[name]?.locked && narrower.some((each) => each[name])) ?? null;
}

/**
 * The first setting that a desk locks and a document of the company has a value for in vain; null where there is none. What the
 * tenant or a group locks is not in vain: it counts beside the desk's.
 */
export const findOverruled = (desk: Policies, said: Policies, ofUser: boolean): PolicyName | null =>
  policyNames.find((name) => desk[name]?.locked && said[name] && (ofUser || !said[name].locked)) ?? null;

/** A value that binds in the place of the one that a document says, and whence it comes. */
export interface Overruling<Id> {
  readonly setting: PolicyName;
  readonly value: PolicyValues[PolicyName];
  /** That of the document itself where its value counts together with others, which make it stricter. */
  readonly origin: PolicyOrigin<Id>;
}

/** What a document says in vain where this binds: another value does. */
export const listOverruled = <Id>(said: Policies, bound: BindingPolicies<Id>): Overruling<Id>[] =>
  policyNames.flatMap((setting) => {
    const [its, { value, origin }] = [said[setting], bound[setting]];
    return its && !sameValue(its.value, value) ? [{ setting, value, origin }] : [];
  });
