/** Who is a recipient of a share, and by which right (PROTOCOL §4.11). */
import { equalBytes, equalOrNull } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import { lapsedWith } from "./lapse.ts";
import type { ShareView } from "./outside.ts";
import {
  changeState,
  entrustedOf,
  findExpiry,
  findGroup,
  findGuest,
  findMember,
  findShareGroup,
  isActive,
  membersOf,
  type RosterState,
  type StateEntries,
} from "./roster-state.ts";
import {
  findRecipient,
  groupNamed,
  isOpenToGuests,
  membersInForce,
  type Recipient,
  standingIn,
  writes,
} from "./share.ts";
import { checkStatedIn, newMember, type ShareLink } from "./share-epoch-operations.ts";
import { drop, forgiven, formerOf } from "./share-parting.ts";
import { demand, type Rights } from "./share-rights.ts";
import {
  entryType,
  type GroupRole,
  groupClass,
  type Member,
  role,
  type ShareGroup,
  type ShareRole,
  type StateEntry,
} from "./state-entries.ts";

/**
 * By an owner, who stays one; by another writer where the time of it is over; or by an administrator, who may take the last
 * owner away, and then makes another.
 */
export function remove(before: RosterState, link: ShareLink<7>, by: Rights): StateEntries {
  const { recipient } = link.subject;
  if (equalBytes(recipient, link.author.user)) throw new ProtocolError("NOT_ALLOWED", "oneself");
  const expiry = findExpiry(before, recipient);
  const isOver = expiry !== undefined && expiry.time <= link.time;
  demand(by.owner || by.administrator || (by.writer && isOver), "owner");
  const entry = findRecipient(before, recipient);
  if (entry === undefined) throw new ProtocolError("NOT_ALLOWED", "recipient");
  return drop(before, entry, link);
}

/** Nobody takes the last owner's right by their own (PROTOCOL §4.11). */
export function withOwner(after: StateEntries): StateEntries {
  if (!membersOf(after).some((member) => member.role === role.OWNER))
    throw new ProtocolError("NOT_ALLOWED", "last owner");
  return after;
}

/** By an owner; an administrator makes a member one where none can act. */
export function changeRole(before: RosterState, link: ShareLink<11>, { tenant }: ShareView, by: Rights): StateEntries {
  const { recipient, role: next } = link.subject;
  const entry = findRecipient(before, recipient);
  if (entry === undefined || entry.role === next) throw new ProtocolError("NOT_ALLOWED", "role");
  const isMember = entry.type === entryType.MEMBER;
  if (next === role.OWNER && !isMember) throw new ProtocolError("NOT_ALLOWED", "a group or guest that owns");
  if (entry.type === entryType.SHARE_GROUP) checkGroupReads(before, next);
  const isRescue =
    next === role.OWNER && isLeft(before, tenant) && isActive(tenant ? findMember(tenant, recipient) : undefined);
  demand(by.owner || (by.administrator && isRescue), "owner");
  const taken = writes(entry.role) && !writes(next);
  if (link.cut !== null && !taken) throw new ProtocolError("NOT_ALLOWED", "cut");
  const changed: Recipient = isMember
    ? { ...entry, role: next, seq: link.seq }
    : { ...entry, role: next as GroupRole, seq: link.seq };
  const expiry = next === role.OWNER ? findExpiry(before, recipient) : undefined;
  const set = taken ? [changed, formerOf(entry, link)] : [changed];
  const lapsed = isMember ? lapsedWith(before, entry) : [];
  const gone = [...lapsed, ...forgiven(before, changed), ...(expiry ? [expiry] : [])];
  return withOwner(changeState(before, set, gone));
}

/** A guest knows who writes: those who are named in the share (PROTOCOL §4.12). */
function checkGroupReads(before: StateEntries, its: ShareRole): void {
  if (writes(its) && isOpenToGuests(before)) throw new ProtocolError("NOT_ALLOWED", "a group that writes");
}

/** Whether no owner can act, and no guest would have to believe that. */
const isLeft = (before: StateEntries, tenant: StateEntries | null): boolean =>
  tenant !== null &&
  !isOpenToGuests(before) &&
  !membersInForce(before, tenant).some((member) => member.role === role.OWNER);

/**
 * Whether an addition makes somebody an owner, where none can act, who has the share through the group that its author
 * names: so a share that only groups are left in is not without an owner for ever.
 */
export function rescues(
  before: StateEntries,
  { subject, author }: ShareLink<18>,
  { tenant, groupAt }: ShareView,
): boolean {
  if (tenant === null) return false;
  const named = author.via && groupNamed(before, author.via, standingIn(tenant, groupAt));
  const has = named !== null && named !== undefined && isActive(findMember(named.state, subject.user));
  return has && subject.role === role.OWNER && isLeft(before, tenant);
}

/** Of somebody who is in it by other keys than the tenant states, the new ones take the place of the old. */
export function add(before: RosterState, link: ShareLink<18>, view: ShareView): StateEntries {
  const { subject, cut, seq } = link;
  checkStatedIn(view, subject);
  if (findShareGroup(before, subject.user)) throw new ProtocolError("NOT_ALLOWED", "a group");
  if (findGuest(before, subject.user)) throw new ProtocolError("NOT_ALLOWED", "a guest");
  const known = findMember(before, subject.user);
  if (known && equalBytes(known.signingKey, subject.signingKey))
    throw new ProtocolError("NOT_ALLOWED", "a member already");
  const member: Member = { ...newMember(subject, subject.role), seq };
  const replaced: StateEntry[] = known
    ? [{ type: entryType.FORMER, signingKey: known.signingKey, user: known.user, cut, seq }]
    : [];
  if (!known && cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  const expiry = subject.role === role.OWNER ? findExpiry(before, subject.user) : undefined;
  const lapsed = known ? lapsedWith(before, known) : [];
  const gone = [...lapsed, ...forgiven(before, member), ...(expiry ? [expiry] : [])];
  return changeState(before, [member, ...replaced], gone);
}

export function addGroup(before: RosterState, link: ShareLink<22>, { tenant, groupAt }: ShareView): StateEntries {
  const { subject, seq } = link;
  if (tenant) {
    const named = findGroup(tenant, subject.group);
    if (!named || !equalBytes(named.genesis, subject.genesis)) throw new ProtocolError("NOT_ALLOWED", "group");
    if (named.class === groupClass.RECOVERY) throw new ProtocolError("NOT_ALLOWED", "a recovery group");
    if (groupAt(subject.group, subject.groupSeq) === null) throw new ProtocolError("WRONG_ROSTER_HEAD", "group");
  }
  if (findRecipient(before, subject.group)) throw new ProtocolError("NOT_ALLOWED", "a recipient already");
  if (equalOrNull(entrustedOf(before)?.group ?? null, subject.group))
    throw new ProtocolError("NOT_ALLOWED", "the recovery group");
  checkGroupReads(before, subject.role);
  const entry: ShareGroup = { type: entryType.SHARE_GROUP, ...subject, seq };
  return changeState(before, [entry], forgiven(before, entry));
}

export function setExpiry(before: RosterState, link: ShareLink<23>): StateEntries {
  const { recipient, time } = link.subject;
  const entry = findRecipient(before, recipient);
  if (entry === undefined || entry.role === role.OWNER) throw new ProtocolError("NOT_ALLOWED", "recipient");
  const known = findExpiry(before, recipient);
  if (time !== null) return changeState(before, [{ type: entryType.EXPIRY, recipient, time, seq: link.seq }]);
  if (known === undefined) throw new ProtocolError("NOT_ALLOWED", "expiry");
  return changeState(before, [], [known]);
}
