/** Holds a change of rosters against what the server has, link by link in the order in which they were signed. */
import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { sameHead } from "../../crypto/chain.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { groupDue, recipientsOf } from "../../crypto/group.ts";
import { publicKeyHash, sealedHash } from "../../crypto/hash.ts";
import type { Hash, Id, XWingPublicKey } from "../../crypto/keys.ts";
import { type Link, operation, rosterKind } from "../../crypto/link.ts";
import { parsePolicies, policiesHash } from "../../crypto/policies.ts";
import { isRecoveryGroup, takesInRecovery } from "../../crypto/recovery.ts";
import { applyGenesis, applyLink } from "../../crypto/roster.ts";
import { findGroup, findMember, listEntries, type RosterState } from "../../crypto/roster-state.ts";
import { entryType, role } from "../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { wrapSet } from "../../crypto/wrap-set.ts";
import { Failure } from "../../errors.ts";
import type { RosterId, UserId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { ParsedLink } from "../commit/parse.ts";
import { proving } from "../invalid.ts";
import { checkWholeSet, codeKeyOf, givenBeside } from "../recovery-group/content.ts";
import type { GroupEpochKeys, GroupName, MemberWrap, RosterChange } from "./parse.ts";
import { openPerson, type PersonText } from "./person.ts";

/** What the server holds of the rosters that a change names, locked. */
export interface RosterGround {
  readonly tenant: RosterState;
  /** Groups that have not ended. */
  readonly groups: ReadonlyMap<RosterId, RosterState>;
  /** Of the actor, as it is now. */
  readonly address: string;
  /** By user: what a cut over the person's business profile states; null where it has no head. */
  readonly cuts: ReadonlyMap<UserId, Hash | null>;
}

/** A link that holds, with the state of its roster before and after it, and what came along. */
export interface Applied {
  readonly link: ParsedLink;
  readonly before: RosterState | null;
  readonly after: RosterState;
  /** The tenant's roster as it stood before the link. */
  readonly tenant: RosterState;
  readonly person: PersonText | null;
  readonly name: GroupName | null;
  readonly epoch: (GroupEpochKeys & { readonly wraps: readonly MemberWrap[] }) | null;
  /** The document that a link states. */
  readonly policies: Uint8Array | null;
  /** The key of a recovery code that it sets. */
  readonly code: XWingPublicKey | null;
}

export interface Outcome {
  readonly tenant: RosterState;
  readonly groups: ReadonlyMap<RosterId, RosterState>;
  readonly applied: readonly Applied[];
  /** Wraps beside those that new epochs name: of recovery groups. */
  readonly given: readonly MemberWrap[];
}

/** Operations of administrators and members that a root field takes. The others have verbs of their own. */
export type Allowed = Readonly<Record<"tenant" | "group", ReadonlySet<number>>>;

const own = {
  tenant: new Set<number>([operation.PERSON, operation.CHECKPOINT]),
  group: new Set<number>([operation.OWN_KEYS, operation.NEW_EPOCH, operation.LEAVE]),
};
export const memberActs: Allowed = own;
export const administratorActs: Allowed = {
  tenant: new Set<number>([
    ...own.tenant,
    operation.INVITE,
    operation.VOID,
    operation.REMOVE,
    operation.SUSPEND,
    operation.RESUME,
    operation.ROLE,
    operation.PRIMARY,
    operation.CONFIRM,
    operation.NAME,
    operation.NEW_GROUP,
    operation.END_GROUP,
    operation.POLICY,
    operation.RECOVERY,
  ]),
  group: new Set<number>([
    ...own.group,
    operation.GENESIS,
    operation.ADD,
    operation.REMOVE,
    operation.NAME,
    operation.ROLE,
    operation.CODE,
  ]),
};

/**
 * Applies all links, or says that one rests on a head that has moved. Throws `INVALID_PROOF` for what no correct client
 * sends, `NOT_FOUND` for a group that is none.
 */
export function applyChange(
  { tenant, groups, address, cuts }: RosterGround,
  change: RosterChange,
  actor: UserId,
  allowed: Allowed,
): Outcome | "STALE" {
  const now = { tenant, groups: new Map(groups) };
  const applied: Applied[] = [];
  for (const each of change.links) {
    const { link, roster } = each;
    proving(() => checkMayCome(link, actor, allowed, now.tenant));
    const before = link.kind === rosterKind.TENANT ? now.tenant : (now.groups.get(roster) ?? null);
    if (before === null && link.operation !== operation.GENESIS) throw new Failure("NOT_FOUND");
    if (isStale(link, before, now.tenant) || !isNewest(link, now.groups)) return "STALE";
    const after = proving(() => {
      checkCutOf(link, cuts);
      checkSwitchable(link, now.groups, now.tenant);
      if (before === null) return applyGenesis(each.signed, now.tenant);
      return applyLink(before, each.signed, link.kind === rosterKind.GROUP ? now.tenant : null);
    });
    proving(() => checkRoom(before, after));
    applied.push(proving(() => withContent(each, before, after, now, change, address)));
    if (link.kind === rosterKind.TENANT) now.tenant = after;
    else now.groups.set(roster, after);
  }
  proving(() => checkFoundings(applied, now.tenant));
  proving(() => checkCheckpoints(applied, now.tenant));
  proving(() => checkPinned(applied, now.tenant));
  const given = proving(() => givenBeside(change.links, now.groups.values(), now.tenant, change.wraps));
  proving(() => checkNothingBesides(applied, given, change));
  return { ...now, applied, given };
}

function checkMayCome(link: Link, actor: UserId, allowed: Allowed, tenant: RosterState): void {
  const of = link.kind === rosterKind.TENANT ? allowed.tenant : link.kind === rosterKind.GROUP ? allowed.group : null;
  if (of === null) throw new ProtocolError("WRONG_ROSTER", "link");
  if (!of.has(link.operation)) throw new ProtocolError("NOT_ALLOWED", "operation");
  if (link.kind === rosterKind.TENANT && !equalBytes(link.roster, tenant.head.id)) {
    throw new ProtocolError("WRONG_ROSTER", "link");
  }
  if (!equalBytes(link.author.user, parseUuid(actor))) throw new ProtocolError("WRONG_AUTHOR", "link");
}

/** A link rests on the heads in force: of its own roster, and of the tenant. */
function isStale(link: Link, before: RosterState | null, tenant: RosterState): boolean {
  if (!equalOrNull(link.previous, before?.head.hash ?? null)) return true;
  return link.kind === rosterKind.GROUP && !sameHead(link.tenantHead, tenant.head);
}

/** A checkpoint states heads as they are; so does the switch. */
function isNewest(link: Link, groups: RosterGround["groups"]): boolean {
  return headsNamedBy(link).every(([id, seq, hash]) => {
    const head = groups.get(formatUuid(id) as RosterId)?.head;
    return head?.seq === seq && equalBytes(head.hash, hash);
  });
}

/** The heads of groups that a link of the tenant states. */
export function headsNamedBy(link: Link): readonly (readonly [Id, number, Hash])[] {
  if (link.kind !== rosterKind.TENANT) return [];
  if (link.operation === operation.CHECKPOINT) return link.subject.heads;
  if (link.operation !== operation.RECOVERY || link.subject.setting === null) return [];
  const { group, seq, hash } = link.subject.setting;
  return [[group, seq, hash]];
}

/** Nothing is switched on for a group that has no key, or one that is for too many (PROTOCOL §4.13). */
function checkSwitchable(link: Link, groups: RosterGround["groups"], tenant: RosterState): void {
  if (link.kind !== rosterKind.TENANT || link.operation !== operation.RECOVERY || link.subject.setting === null) return;
  const group = groups.get(formatUuid(link.subject.setting.group) as RosterId);
  if (!group?.epoch || groupDue(group, tenant))
    throw new ProtocolError("NOT_ALLOWED", "a recovery group without a key");
}

/** A state does not grow for ever: beyond the bounds of PROTOCOL §1.5 nobody could read it. */
function checkRoom(before: RosterState | null, after: RosterState): void {
  const grows = after.tree.count > (before?.tree.count ?? 0);
  if (grows && after.tree.count > bounds.stateEntries) throw new ProtocolError("TOO_LARGE", "state");
}

const takesRight: ReadonlySet<number> = new Set([operation.REMOVE, operation.SUSPEND]);

/** PROTOCOL §4.6. */
function checkCutOf(link: Link, cuts: RosterGround["cuts"]): void {
  if (link.kind !== rosterKind.TENANT || !takesRight.has(link.operation)) return;
  const { user } = link.subject as { user: Id };
  if (!equalOrNull(link.cut, cuts.get(userOf(user)) ?? null)) throw new ProtocolError("WRONG_CUT", "link");
}

/** What came along with a link opens what the link states, and nothing else may come along. */
function withContent(
  each: ParsedLink,
  before: RosterState | null,
  after: RosterState,
  { tenant }: Pick<Outcome, "tenant">,
  change: RosterChange,
  address: string,
): Applied {
  const { link, roster } = each;
  const bare = { link: each, before, after, tenant, person: null, name: null, epoch: null, policies: null, code: null };
  if (link.operation === operation.INVITE || link.operation === operation.PERSON) {
    const person = openPerson(link.subject.person, change.persons.get(link.seq));
    // Of addresses only the own is taken, and one that was proven.
    if (link.operation === operation.PERSON && person.address !== address)
      throw new ProtocolError("MISMATCH", "person");
    return { ...bare, person };
  }
  if (link.operation === operation.POLICY && link.subject.hash) {
    return { ...bare, policies: documentOf(link.subject.hash, change.policies.get(link.seq)) };
  }
  if (link.kind !== rosterKind.GROUP) return bare;
  if (link.operation === operation.GENESIS || link.operation === operation.NAME) {
    const name = change.names.get(roster) ?? null;
    if (!equalOrNull(link.subject.name, name && sealedHash(name.name))) throw new ProtocolError("MISMATCH", "name");
    return { ...bare, name };
  }
  if (link.operation === operation.CODE) return { ...bare, code: codeKeyOf(each, change.codes) };
  return link.operation === operation.NEW_EPOCH ? { ...bare, epoch: epochOf(each, after, tenant, change) } : bare;
}

function documentOf(hash: Hash, document: Uint8Array | undefined): Uint8Array {
  if (document === undefined || !equalBytes(policiesHash(document), hash))
    throw new ProtocolError("MISMATCH", "policies");
  parsePolicies(document);
  return document;
}

/** The keys of a new epoch are those that its link states; who has a wrap is a recipient, its author for one (PROTOCOL §4.8). */
function epochOf({ link, roster }: ParsedLink, after: RosterState, tenant: RosterState, change: RosterChange) {
  const keys = change.epochs.get(roster);
  const stated = (link.subject as { xwingKeyHash: Hash }).xwingKeyHash;
  if (keys?.epoch !== link.epoch || !equalBytes(publicKeyHash(keys.publicKey), stated)) {
    throw new ProtocolError("WRONG_KEYS", "epoch");
  }
  if (keys.previousSecret !== null && keys.epoch === 1) throw new ProtocolError("WRONG_EPOCH", "previous secret");
  const wraps = change.wraps.filter(({ group, epoch }) => group === roster && epoch === link.epoch);
  const set = wrapSet(wraps.map(({ user, wrap }) => ({ user: parseUuid(user), wrap })));
  if (link.wraps?.count !== set.count || !equalBytes(link.wraps.root, set.root)) {
    throw new ProtocolError("MISMATCH", "wraps");
  }
  if (isRecoveryGroup(after)) {
    checkWholeSet(after, tenant, wraps);
    return { ...keys, wraps };
  }
  const recipients = new Set(recipientsOf(after, tenant).map(({ user }) => userOf(user)));
  const own = wraps.some(({ user }) => user === userOf(link.author.user));
  if (!own || wraps.some(({ user }) => !recipients.has(user))) throw new ProtocolError("NOT_ALLOWED", "wraps");
  return { ...keys, wraps };
}

/** Groups that are founded are named by the tenant, and those that it names are there; who is gone is in none of them. */
function checkFoundings(applied: readonly Applied[], tenant: RosterState): void {
  const founded = applied.filter(({ before }) => before === null);
  for (const { after, link } of founded) {
    const named = findGroup(tenant, link.link.roster);
    if (!named || !equalBytes(named.genesis, after.genesis) || named.class !== after.class) {
      throw new ProtocolError("MISMATCH", "group");
    }
  }
  const named = applied.filter(({ link }) => link.link.operation === operation.NEW_GROUP);
  if (named.length !== founded.length) throw new ProtocolError("MISMATCH", "group");
}

const takesAuthority: ReadonlySet<number> = new Set([operation.REMOVE, operation.SUSPEND, operation.ROLE]);

/** Whoever takes an administrator's rights states where all groups are, in the same deed (PROTOCOL §4.4). */
function checkCheckpoints(applied: readonly Applied[], tenant: RosterState): void {
  const taken = applied.filter(({ link: { link }, before }) => {
    if (link.kind !== rosterKind.TENANT || !takesAuthority.has(link.operation) || before === null) return false;
    return findMember(before, (link.subject as { user: Id }).user)?.role === role.ADMINISTRATOR;
  });
  const last = taken.at(-1)?.link.link.seq;
  if (last === undefined) return;
  const lacking = listEntries(tenant, entryType.GROUP).some(({ checkpoint }) => (checkpoint?.tenantSeq ?? 0) < last);
  if (lacking) throw new ProtocolError("NOT_ALLOWED", "checkpoint");
}

/** The same of who takes something in a recovery group that has a key: of that group (PROTOCOL §4.13). */
function checkPinned(applied: readonly Applied[], tenant: RosterState): void {
  for (const { link, before, tenant: then } of applied) {
    if (before === null || !takesInRecovery(link.link, before, then)) continue;
    const checkpoint = findGroup(tenant, link.link.roster)?.checkpoint;
    if ((checkpoint?.seq ?? -1) < link.link.seq) throw new ProtocolError("NOT_ALLOWED", "checkpoint");
  }
}

function checkNothingBesides(
  applied: readonly Applied[],
  given: readonly MemberWrap[],
  { persons, names, epochs, wraps, policies, codes }: RosterChange,
): void {
  const used = (what: (each: Applied) => unknown) => applied.filter((each) => what(each) !== null).length;
  const wrapped = applied.reduce((sum, { epoch }) => sum + (epoch?.wraps.length ?? 0), 0);
  const all =
    used(({ person }) => person) === persons.size &&
    used(({ name }) => name) === names.size &&
    used(({ epoch }) => epoch) === epochs.size &&
    used(({ policies: document }) => document) === policies.size &&
    used(({ code }) => code) === codes.size &&
    wrapped + given.length === wraps.length;
  if (!all) throw new ProtocolError("MISMATCH", "nothing that a link states");
}

const userOf = (id: Id): UserId => formatUuid(id) as UserId;
