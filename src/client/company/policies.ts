import { encodeBase64url } from "../../crypto/base64url.ts";
import { compareBytes, encodeUtf8, equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { Id } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import {
  type BindingPolicies,
  bindPolicies,
  encodePolicies,
  findContradiction,
  findOverruled,
  listOverruled,
  type Overruling,
  type Policies,
  type PolicyName,
  type PolicyOrigin,
  type PolicyValues,
  policiesHash,
  policyNames,
  type Said,
  sameValue,
} from "../../crypto/policies.ts";
import { desksOf, findGroup, findMember, membersOf, type RosterState } from "../../crypto/roster-state.ts";
import { groupClass, type PolicyPlace, type PolicyScope, policyScope, role } from "../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { refuseInput, SealgraphError, ServerCaught } from "../errors.ts";
import { bindingOf, isHeld, placeName, readDocument, type Stated, statedFor, statedIn } from "../policy/binding.ts";
import { holdPolicies } from "../policy/follow.ts";
import { fetchAll } from "../sync/fetch.ts";
import { listPoliciesOperation, type PolicyRefusal, tryPoliciesOperation } from "../transport/policy-operations.ts";
import { newestState } from "../vault/chain.ts";
import { actInCompany, tenantOf } from "./act.ts";
import { type Drafting, draftInTenant } from "./drafting.ts";

/** Of whom something is said: of everybody, of the members of a group, or of one person. */
export type PolicyTarget = { readonly scope: "TENANT" } | { readonly scope: "GROUP" | "USER"; readonly id: string };

/** Settings that are to be said from now on; null: no more. */
export type PolicyChange = {
  readonly [N in PolicyName]?: { readonly value: PolicyValues[N]; readonly locked?: boolean } | null;
};

/** Whose word it is as well: a partner's, who says something of everybody by its desk. */
export type PolicyWord = PolicyTarget | { readonly scope: "PARTNER"; readonly id: string };

export interface PolicyDocument {
  readonly target: PolicyWord;
  readonly says: Policies;
  /** What it says in vain: of each such setting what is in force in its place. */
  readonly overruled: readonly OverruledSetting[];
}

/**
 * A setting that a document says, and another value that binds those whom it is for: because a wider lock stands above it, or, of
 * what a partner says without a lock, because the company says otherwise. Of a group those who are in no other one.
 */
export interface OverruledSetting {
  readonly setting: PolicyName;
  /** What is in force. */
  readonly value: PolicyValues[PolicyName];
  /** Who says that; the target itself where its value counts together with others' locks, and what all of them allow is in force. */
  readonly by: PolicyWord;
}

/** A member whom a change would touch, by settings. */
export interface TouchedMember {
  readonly user: string;
  readonly settings: readonly {
    readonly setting: PolicyName;
    readonly before: PolicyValues[PolicyName];
    readonly after: PolicyValues[PolicyName];
  }[];
}

export interface PolicyTrial {
  /** Why the server would refuse it; null where it would not. */
  readonly refusal: { readonly reason: PolicyRefusal; readonly setting: PolicyName } | null;
  readonly touched: readonly TouchedMember[];
  /** What would be said there in vain. */
  readonly overruled: readonly OverruledSetting[];
}

/** Policies of the company. All of it is what administrators signed: documents whose hashes the verified roster states. */
export interface CompanyPolicies {
  /**
   * What binds this account's user, and whence, as known here; offline, too. SERVER_CAUGHT where a document is stated that the
   * server has never shown.
   */
  own(): BindingPolicies<string>;
  /** Every document. For administrators, in the portal. */
  list(): Promise<PolicyDocument[]>;
  /** What binds a member. For administrators, in the portal. NOT_FOUND. */
  of(user: string): Promise<BindingPolicies<string>>;
  /**
   * Says something else of a target from now on; what it does not name stays as it is said. Signed, and in force at once.
   * POLICY_REFUSED with `refusal` and `setting`, and `desk` where one of a partner's locks it: nothing was changed. POLICY_UNREAD where it would drop what this release cannot
   * read. INVALID_INPUT, NOT_FOUND.
   */
  set(target: PolicyTarget, change: PolicyChange): Promise<void>;
  /** Whom `set` would touch, and how; changes nothing. */
  try(target: PolicyTarget, change: PolicyChange): Promise<PolicyTrial>;
}

export function policiesOf(core: Core): CompanyPolicies {
  return {
    own: () => bindingOf(opened(core)),
    list: async () => {
      const said = await saidIn(core);
      return [...said.values()].map(({ place, policies }) => ({
        target: targetOf(place),
        says: policies,
        overruled: overruledAt(core, said, place),
      }));
    },
    of: async (user) => {
      const said = await saidIn(core);
      if (!isMember(core, user)) throw new SealgraphError("NOT_FOUND", { part: "user" });
      return bindingFor(core, said, user);
    },
    set: (target, change) => set(core, target, change),
    try: (target, change) => tryOut(core, target, change),
  };
}

/** `isWhole`: whether this release can read all of it. */
type SaidBy = Map<string, { readonly place: PolicyPlace; readonly policies: Policies; readonly isWhole: boolean }>;

const scopes: Readonly<Record<PolicyTarget["scope"], PolicyScope>> = policyScope;

function placeOf(core: Core, target: PolicyTarget): PolicyPlace {
  if (target.scope === "TENANT") return { scope: policyScope.TENANT, id: null };
  const tenant = tenantOf(core);
  const [scope, id] = [scopes[target.scope], idOf(target.id)];
  const group = target.scope === "GROUP" ? findGroup(tenant, id) : undefined;
  // What is for everybody is the tenant's, and nothing is said of those who hold the recovery key.
  if (group && group.class !== groupClass.NAMED) refuseInput("target");
  const found = target.scope === "GROUP" ? group : findMember(tenant, id);
  if (!found) throw new SealgraphError("NOT_FOUND", { part: target.scope === "GROUP" ? "group" : "user" });
  return { scope, id };
}

function idOf(text: string) {
  try {
    return parseUuid(text);
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput("target");
    throw error;
  }
}

function targetOf({ scope, id }: PolicyPlace): PolicyWord {
  if (id === null) return { scope: "TENANT" };
  if (scope === policyScope.PARTNER) return { scope: "PARTNER", id: formatUuid(id) };
  return { scope: scope === policyScope.GROUP ? "GROUP" : "USER", id: formatUuid(id) };
}

/** Every document, as the roster states it. Throws ServerCaught where the server shows less, WRONG_SURFACE, FORBIDDEN. */
async function saidIn(core: Core): Promise<SaidBy> {
  await inTurn(core, () => fetchAll(core));
  return shownIn(core, tenantOf(core));
}

async function shownIn(core: Core, tenant: RosterState): Promise<SaidBy> {
  const shown: { readonly hash: Uint8Array; readonly document: Uint8Array }[] = [];
  for (let after: string | null = null; ; ) {
    const page: { documents: readonly Uint8Array[]; next: string | null } = await call(core, listPoliciesOperation, {
      after,
    });
    for (const document of page.documents) shown.push({ hash: policiesHash(document), document });
    if (page.next === null) break;
    after = page.next;
  }
  const said: SaidBy = new Map();
  for (const { place, hash } of statedIn(tenant)) {
    const found = shown.find((each) => equalBytes(each.hash, hash));
    if (found === undefined) throw new ServerCaught("MISMATCH", null);
    said.set(placeName(place), { place, ...readDocument(found.document) });
  }
  return said;
}

const isMember = (core: Core, user: string): boolean =>
  membersOf(tenantOf(core)).some((member) => formatUuid(member.user) === user);

/** What is said there in vain. */
function overruledAt(core: Core, said: SaidBy, place: PolicyPlace): OverruledSetting[] {
  const its = said.get(placeName(place));
  return its ? listOverruled(its.policies, bindingAt(core, said, place)).map((each) => overruledBy(place, each)) : [];
}

const overruledBy = (place: PolicyPlace, { setting, value, origin }: Overruling<string>): OverruledSetting => ({
  setting,
  value,
  by: wordOf(origin) ?? targetOf(place),
});

/** Null of what nobody says, or of the user alone whom a document is for. */
function wordOf(origin: PolicyOrigin<string>): PolicyWord | null {
  switch (origin.scope) {
    case "PARTNER":
      return { scope: "PARTNER", id: origin.desk };
    case "GROUP":
      return { scope: "GROUP", id: origin.group };
    case "TENANT":
      return { scope: "TENANT" };
    default:
      return null;
  }
}

/** What binds those for whom something is said there, and of whom nothing narrower is. */
function bindingAt(core: Core, said: SaidBy, { scope, id }: PolicyPlace): BindingPolicies<string> {
  if (scope === policyScope.USER && id) return bindingFor(core, said, formatUuid(id));
  const group = scope === policyScope.GROUP && id ? formatUuid(id) : null;
  return bindPolicies({
    ...widerIn(core, said),
    groups: inGroups(said, group ? [group] : []),
    user: null,
    administrator: false,
  });
}

/** By the groups as they are known here: administrators know all of them. */
function bindingFor(core: Core, said: SaidBy, user: string): BindingPolicies<string> {
  const id = parseUuid(user);
  const groups = [...opened(core).held.groups.values()]
    .map(newestState)
    .filter((group) => findMember(group, id))
    .map(({ head }) => formatUuid(head.id))
    .sort();
  return bindPolicies({
    ...widerIn(core, said),
    groups: inGroups(said, groups),
    user: said.get(user)?.policies ?? null,
    administrator: findMember(tenantOf(core), id)?.role === role.ADMINISTRATOR,
  });
}

/** What is said of everybody. */
const widerIn = (core: Core, said: SaidBy) => ({
  desks: desksOf(tenantOf(core)).flatMap(({ desk }) => {
    const its = said.get(placeName({ scope: policyScope.PARTNER, id: desk }));
    return its ? [{ desk: formatUuid(desk), policies: its.policies }] : [];
  }),
  tenant: said.get("")?.policies ?? null,
});

const inGroups = (said: SaidBy, groups: readonly string[]) =>
  groups.flatMap((group) => {
    const its = said.get(group);
    return its ? [{ group, policies: its.policies }] : [];
  });

/** What is said of a target after a change; null where nothing is any more. Throws INVALID_INPUT, POLICY_UNREAD. */
function changed(
  said: SaidBy,
  place: PolicyPlace,
  change: PolicyChange,
): { policies: Policies; document: Uint8Array } | null {
  const before = said.get(placeName(place));
  // A document is signed as a whole: what cannot be read would be gone.
  if (before && !before.isWhole) throw new SealgraphError("POLICY_UNREAD");
  return encodeChange(before?.policies ?? {}, change);
}

/** The document of what is said after a change; null where nothing is any more. Throws INVALID_INPUT. */
export function encodeChange(
  before: Policies,
  change: PolicyChange,
): { readonly policies: Policies; readonly document: Uint8Array } | null {
  const after: Partial<Record<PolicyName, Said<unknown>>> = { ...before };
  for (const name of Object.keys(change) as PolicyName[]) {
    if (!policyNames.includes(name)) refuseInput(name);
    const next = change[name];
    if (next) after[name] = { value: tidy(next.value), locked: next.locked ?? false };
    else delete after[name];
  }
  if (Object.keys(after).length === 0) return null;
  const policies = after as Policies;
  try {
    return { policies, document: encodePolicies(policies) };
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput(invalidIn(change));
    throw error;
  }
}

/** The setting whose value is none. */
const invalidIn = (change: PolicyChange): string =>
  (Object.keys(change) as PolicyName[]).find((name) => {
    const said = change[name];
    try {
      if (said) encodePolicies({ [name]: { value: tidy(said.value), locked: false } });
      return false;
    } catch {
      return true;
    }
  }) ?? "change";

/** Lists stand in order, nothing twice. */
const tidy = (value: unknown): unknown =>
  Array.isArray(value) && value.every((each) => typeof each === "string")
    ? [...new Set(value as string[])].sort((a, b) => compareBytes(encodeUtf8(a), encodeUtf8(b)))
    : value;

/** A document as it was signed. */
export type MadePolicies = Stated & { readonly document: Uint8Array };

async function set(core: Core, target: PolicyTarget, change: PolicyChange): Promise<void> {
  let made: MadePolicies | null = null;
  await actInCompany(core, async (drafting) => {
    made = await draftPolicy(core, drafting, target, change);
  });
  await holdMade(core, made);
}

/**
 * Says something else of a target in a deed. Null where nothing is said any more, or it is said already. Throws what `set` throws.
 */
export async function draftPolicy(
  core: Core,
  drafting: Drafting,
  target: PolicyTarget,
  change: PolicyChange,
): Promise<MadePolicies | null> {
  const place = placeOf(core, target);
  const said = await shownIn(core, drafting.tenant);
  const before = said.get(placeName(place))?.policies;
  const after = changed(said, place, change);
  if (after === null && before === undefined) throw new SealgraphError("NOT_FOUND", { part: "policy" });
  if (after && sameValue(before, after.policies)) return null;
  checkLocks(said, place, after?.policies ?? null);
  const hash = after && policiesHash(after.document);
  draftInTenant(drafting, { operation: operation.POLICY, subject: { ...place, hash } });
  if (after === null || hash === null) return null;
  drafting.policies.push({ seq: drafting.tenant.head.seq, document: encodeBase64url(after.document) });
  return { place, hash, document: after.document };
}

/** Keeps what was signed here and taken, where it binds the user. */
export async function holdMade(core: Core, made: MadePolicies | null): Promise<void> {
  const open = opened(core);
  if (made && statedFor(open).some(({ place }) => placeName(place) === placeName(made.place)) && !isHeld(open, made)) {
    await holdPolicies(core, open, [made]);
  }
}

/** What the server would refuse is not signed. */
function checkLocks(said: SaidBy, place: PolicyPlace, policies: Policies | null): void {
  const all = [...said].filter(([name]) => name !== placeName(place)).map(([, each]) => each);
  const isDesks = ({ place: { scope } }: (typeof all)[number]) => scope === policyScope.PARTNER;
  const others = all.filter((each) => !isDesks(each));
  for (const {
    policies: desk,
    place: { id: of },
  } of all.filter(isDesks)) {
    const overruled = policies && findOverruled(desk, policies, place.scope === policyScope.USER);
    if (overruled)
      throw new SealgraphError("POLICY_REFUSED", {
        refusal: "CONTRADICTS_LOCK",
        setting: overruled,
        desk: formatUuid(of as Id),
      });
  }
  const tenant = place.id === null ? policies : (said.get("")?.policies ?? null);
  const narrower = others.filter((each) => each.place.id !== null).map((each) => each.policies);
  const setting = findContradiction(tenant, place.id === null || !policies ? narrower : [...narrower, policies]);
  if (setting) throw new SealgraphError("POLICY_REFUSED", { refusal: "CONTRADICTS_LOCK", setting });
}

async function tryOut(core: Core, target: PolicyTarget, change: PolicyChange): Promise<PolicyTrial> {
  const said = await saidIn(core);
  const place = placeOf(core, target);
  const after = changed(said, place, change);
  const then: SaidBy = new Map(said);
  if (after) then.set(placeName(place), { place, policies: after.policies, isWhole: true });
  else then.delete(placeName(place));
  const { refusal, setting } = await call(core, tryPoliciesOperation, {
    scope: target.scope,
    id: target.scope === "TENANT" ? null : target.id,
    document: after && encodeBase64url(after.document),
    after: null,
  });
  const touched = membersOf(tenantOf(core)).flatMap((member): TouchedMember[] => {
    const user = formatUuid(member.user);
    const [was, will] = [bindingFor(core, said, user), bindingFor(core, then, user)];
    const settings = policyNames
      .filter((name) => !sameValue(was[name].value, will[name].value))
      .map((name) => ({ setting: name, before: was[name].value, after: will[name].value }));
    return settings.length > 0 ? [{ user, settings }] : [];
  });
  const overruled = overruledAt(core, then, place).filter((each) => each.setting in change);
  return { refusal: refusal && setting ? { reason: refusal, setting } : null, touched, overruled };
}
