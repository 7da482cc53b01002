import { equalBytes, equalOrNull } from "./bytes.ts";
import { type ChainHead, sameHead, wentBack } from "./chain.ts";
import { cutRoot, type VaultHead } from "./cut.ts";
import type { Staff } from "./desk-entries.ts";
import { ProtocolError } from "./errors.ts";
import { isByGuest } from "./guest-operations.ts";
import { type Link, operation, rosterKind } from "./link.ts";
import { enact } from "./operations.ts";
import { checkPinned, isOutside, type Outside } from "./outside.ts";
import {
  codeOf,
  findInvitation,
  findMember,
  findStaff,
  isActive,
  membersOf,
  type RosterState,
  type StateEntries,
  stateRoot,
} from "./roster-state.ts";
import { findRecipient, type GroupAt, noGroups, writes } from "./share.ts";
import { openSignedLink, type SignedLink } from "./signed-link.ts";
import { groupClass, type Member } from "./state-entries.ts";
import { haveSameKeys } from "./stated-keys.ts";

/** How a link is read: with its signatures verified, or without, where they were before. */
type LinkReader = (signed: Uint8Array) => SignedLink;

/**
 * Reads and checks the first link of a roster: of a tenant or profile it is its own authority, of a group or a share it rests
 * on the tenant (PROTOCOL §4.2). Whether it is the *right* genesis is for who pinned its hash. Throws ProtocolError.
 *
 * @param tenant for a group or a share: the tenant's state at the head that the link names; for a share also what a guest has.
 */
export function applyGenesis(
  signed: Uint8Array,
  tenant: RosterState | Outside | null = null,
  read: LinkReader = openSignedLink,
): RosterState {
  const opened = read(signed);
  const { link } = opened;
  if (isOutside(tenant)) checkPinned(tenant, link, opened.hash);
  if (link.operation !== operation.GENESIS) throw new ProtocolError("BROKEN_CHAIN", "genesis");
  if (link.kind === rosterKind.GROUP) {
    checkAuthorOfGroup(null, link, tenant);
  } else if (link.kind === rosterKind.SHARE) {
    checkRests(link, tenant);
  } else {
    const { author, subject } = link;
    if (!equalBytes(author.user, subject.user) || !equalBytes(author.key, subject.signingKey) || author.seq !== 0) {
      throw new ProtocolError("WRONG_AUTHOR", "genesis");
    }
  }
  const its = classOf(link);
  const foundedAt = link.tenantHead?.seq ?? null;
  return after({ kind: link.kind, class: its, genesis: opened.hash, foundedAt }, null, opened, tenant);
}

/**
 * Reads and checks the next link of a chain that is known (PROTOCOL §4.7), and gives the state after it. Throws
 * ProtocolError.
 *
 * @param tenant for a group or a share: the tenant's state at the head that the link names; for a share also what a guest has.
 * @param groupAt for a share: the states of groups.
 */
export function applyLink(
  state: RosterState,
  signed: Uint8Array,
  tenant: RosterState | Outside | null = null,
  read: LinkReader = openSignedLink,
  groupAt: GroupAt = noGroups,
): RosterState {
  const opened = read(signed);
  const { link } = opened;
  if (!equalBytes(link.roster, state.head.id) || link.kind !== state.kind) {
    throw new ProtocolError("WRONG_ROSTER", "link");
  }
  if (link.seq !== state.head.seq + 1 || !equalOrNull(link.previous, state.head.hash)) {
    throw new ProtocolError("BROKEN_CHAIN", "link");
  }
  if (isOutside(tenant)) checkPinned(tenant, link, opened.hash);
  if (link.kind === rosterKind.GROUP) checkAuthorOfGroup(state, link, tenant);
  else if (link.kind === rosterKind.SHARE) checkAuthorOfShare(state, link, tenant);
  else checkAuthor(state, link);
  if (state.tenantHead && link.tenantHead) checkTenantGoesOn(state.tenantHead, link.tenantHead, link);
  return after(state, state, opened, tenant, groupAt);
}

/** The tenant stays the same but for a move, and never goes back (PROTOCOL §4.2, §4.4). */
function checkTenantGoesOn(known: ChainHead, next: ChainHead, { operation: deed }: Link): void {
  if (deed !== operation.MOVE && !equalBytes(known.id, next.id)) throw new ProtocolError("WRONG_TENANT_HEAD", "link");
  if (wentBack(known, next)) throw new ProtocolError("WENT_BACK", "tenant head");
}

/** Throws WRONG_TENANT_HEAD unless the last link rests on this link of the tenant, as held (PROTOCOL §4.2). */
export function checkTenantHead(state: RosterState, held: ChainHead | null): void {
  if (!sameHead(state.tenantHead, held)) throw new ProtocolError("WRONG_TENANT_HEAD", "link");
}

/**
 * Throws WRONG_CUT unless the link's cut is the head that the vault had when a right or a key was taken (PROTOCOL §4.6).
 *
 * @param before of the roster, before the link.
 */
export function checkCut(link: Link, vaultHead: VaultHead | null, before: StateEntries | null = null): void {
  const due = vaultHead !== null && takesWriting(link, before);
  if (!equalOrNull(link.cut, due ? cutRoot([vaultHead]) : null)) throw new ProtocolError("WRONG_CUT", "link");
}

function takesWriting(link: Link, before: StateEntries | null): boolean {
  if (link.kind === rosterKind.PROFILE) return link.operation === operation.OWN_KEYS;
  if (link.kind !== rosterKind.SHARE) return false;
  if (link.operation === operation.ADD) return before !== null && findMember(before, link.subject.user) !== undefined;
  if (link.operation !== operation.ROLE) return cutsShare.has(link.operation);
  const { recipient, role: next } = link.subject;
  const entry = before && findRecipient(before, recipient);
  return entry != null && writes(entry.role) && !writes(next);
}

const cutsShare: ReadonlySet<number> = new Set([
  operation.OWN_KEYS,
  operation.REMOVE,
  operation.LEAVE,
  operation.CLOSE,
]);

/**
 * Throws WRONG_KEYS unless every member of the roster has the keys there that the tenant states; to be asked of the state
 * that the tenant had at the head which the roster's link names, or a manifest of its vault (PROTOCOL §4.7).
 */
export function checkSameKeys(tenant: RosterState, roster: RosterState): void {
  if (isBehind(tenant, roster)) throw new ProtocolError("WRONG_KEYS", "member");
}

/** Whether a member of the roster has other keys in the tenant: then its vault is read, and not written to (PROTOCOL §4.7). */
export function isBehind(tenant: RosterState, roster: RosterState): boolean {
  return membersOf(roster).some((member) => {
    const stated = findMember(tenant, member.user);
    return stated === undefined || !haveSameKeys(stated, member);
  });
}

/**
 * Checks a link that replaces keys in a roster of the tenant, by the tenant as it stands: the keys are those that it
 * states, at the head that the link names (PROTOCOL §5.5). Throws WRONG_KEYS.
 */
export function checkFollows(tenant: RosterState, roster: RosterState, link: Link): void {
  checkSameKeys(tenant, roster);
  const stated = findMember(tenant, link.author.user);
  if (stated === undefined || link.tenantHead === null || link.tenantHead.seq < stated.seq) {
    throw new ProtocolError("WRONG_KEYS", "tenant head");
  }
}

function checkAuthor(state: RosterState, link: Link): void {
  const { author } = link;
  if (link.operation === operation.JOIN) {
    const { subject } = link;
    const invitation = findInvitation(state, subject.key);
    const own = equalBytes(author.user, subject.user) && equalBytes(author.key, subject.signingKey);
    if (!own || invitation?.seq !== author.seq) throw new ProtocolError("WRONG_AUTHOR", "link");
    return;
  }
  const staff = findStaff(state, author.user);
  if (staff) checkStaff(staff, author);
  else checkRight(findMember(state, author.user), author);
}

/** Of somebody at a desk; what they may, `enact` looks up with what they do. */
function checkStaff(staff: Staff, author: Link["author"]): void {
  if (!equalBytes(staff.signingKey, author.key) || staff.seq !== author.seq)
    throw new ProtocolError("WRONG_AUTHOR", "staff");
}

function checkRight(member: Member | undefined, author: Link["author"]): void {
  if (!isActive(member) || !equalBytes(member.signingKey, author.key) || member.seq !== author.seq) {
    throw new ProtocolError("WRONG_AUTHOR", "link");
  }
}

/** Operations that a member of a group does by being one; all others are the tenant's administrators' (PROTOCOL §4.4). */
const byMembers: ReadonlySet<number> = new Set([operation.OWN_KEYS, operation.NEW_EPOCH, operation.LEAVE]);

/** Of a recovery group: from the first epoch on the right is a custodian's or the code's (PROTOCOL §4.13). */
function checkAuthorInRecovery(
  state: RosterState,
  { author, operation: deed }: Link,
  stated: Member | undefined,
): void {
  const { code, seq } = author;
  if (code === undefined) {
    checkRight(byMembers.has(deed) || state.epoch !== null ? findMember(state, author.user) : stated, author);
    return;
  }
  const keys = codeOf(state);
  const isFirst = state.epoch === null && deed !== operation.NEW_EPOCH;
  if (isFirst || !keys || !equalBytes(keys.signingKey, code) || keys.seq !== seq)
    throw new ProtocolError("WRONG_AUTHOR", "code");
}

/** The author is active in the tenant, by the key there; who replaces keys in a group signs by the one of before. */
function checkAuthorOfGroup(state: RosterState | null, link: Link, tenant: RosterState | Outside | null): void {
  const { author, operation: deed, tenantHead } = link;
  if (tenant === null || isOutside(tenant) || !sameHead(tenant.head, tenantHead))
    throw new ProtocolError("WRONG_TENANT_HEAD", "link");
  const stated = findMember(tenant, author.user);
  if (state?.class === groupClass.RECOVERY) {
    checkAuthorInRecovery(state, link, stated);
  } else {
    if (author.code) throw new ProtocolError("WRONG_AUTHOR", "code");
    const byMember = state !== null && state.class === groupClass.NAMED && byMembers.has(deed);
    checkRight(byMember ? findMember(state, author.user) : stated, author);
  }
  if (deed === operation.OWN_KEYS) return;
  const staff = findStaff(tenant, author.user);
  // Who is at a desk leaves a recovery group, and does nothing else in any group (PROTOCOL §4.15).
  if (
    staff &&
    equalBytes(staff.signingKey, author.key) &&
    deed === operation.LEAVE &&
    state?.class === groupClass.RECOVERY
  )
    return;
  if (!isActive(stated) || !equalBytes(stated.signingKey, author.key))
    throw new ProtocolError("WRONG_AUTHOR", "tenant");
}

/** The tenant's state that is at hand is the one that the link names (PROTOCOL §4.2); a guest has none. */
function checkRests({ tenantHead }: Link, tenant: RosterState | Outside | null): void {
  if (isOutside(tenant)) return;
  if (tenant === null || !sameHead(tenant.head, tenantHead)) throw new ProtocolError("WRONG_TENANT_HEAD", "link");
}

/** Who replaces keys signs by the pair of before; what all others may, `enact` looks up with what they do. */
function checkAuthorOfShare(state: RosterState, link: Link, tenant: RosterState | Outside | null): void {
  if (isByGuest(state, link)) return;
  checkRests(link, tenant);
  if (link.operation === operation.OWN_KEYS) checkRight(findMember(state, link.author.user), link.author);
}

/** Of a genesis: the class of a profile or a group, the scope of a share. */
function classOf(link: Extract<Link, { operation: 1 }>): RosterState["class"] {
  if (link.kind === rosterKind.TENANT) return null;
  return link.kind === rosterKind.SHARE ? link.subject.scope : link.subject.class;
}

function after(
  roster: Pick<RosterState, "kind" | "class" | "genesis" | "foundedAt">,
  before: RosterState | null,
  { link, hash }: SignedLink,
  tenant: RosterState | Outside | null,
  groupAt: GroupAt = noGroups,
): RosterState {
  const entries = enact(before, link, tenant, groupAt);
  if (!equalBytes(stateRoot(entries), link.state)) throw new ProtocolError("WRONG_STATE", "link");
  return {
    kind: roster.kind,
    class: roster.class,
    genesis: roster.genesis,
    foundedAt: roster.foundedAt,
    head: { id: link.roster, seq: link.seq, hash },
    tenantHead: link.tenantHead,
    tree: entries.tree,
    epoch: entries.epoch,
    keys: entries.keys,
    members: entries.members,
    desks: entries.desks,
    checkpoints: entries.checkpoints,
  };
}
