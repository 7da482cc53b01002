/** What is done in a share's roster, by what the tenant's and those of groups state (PROTOCOL §4.4, §4.11). */
import { equalBytes, equalOrNull } from "./bytes.ts";
import type { ChainHead } from "./chain.ts";
import { checkEntrustedTo, entrust, entrustedDue } from "./entrust.ts";
import { checkSameEpoch, nextCommitment } from "./epoch-of-link.ts";
import { ProtocolError } from "./errors.ts";
import { introduce, invite, resume, voidInvitation } from "./guest-operations.ts";
import type { Hash, Id } from "./keys.ts";
import { lapsedWith } from "./lapse.ts";
import { type Drafted, type LinkDraft, operation, type StatedKeys } from "./link.ts";
import type { ShareView } from "./outside.ts";
import { replaceKeys } from "./own-keys.ts";
import {
  changeState,
  entrustedOf,
  findEnd,
  findExpiry,
  findGroup,
  findGuest,
  findMember,
  findShareGroup,
  isActive,
  listEntries,
  membersOf,
  type RosterState,
  type StateEntries,
  stateOf,
} from "./roster-state.ts";
import {
  dueByTenant,
  findRecipient,
  type GroupAt,
  groupNamed,
  groupsOf,
  guestsOf,
  isOpenToGuests,
  membersInForce,
  type Recipient,
  shareDue,
  standingIn,
  writes,
} from "./share.ts";
import { allFormer, drop, forgiven, formerOf } from "./share-parting.ts";
import { demand, type Rights, rightsOf } from "./share-rights.ts";
import {
  type Entrusted,
  entryType,
  type GroupRole,
  groupClass,
  type Member,
  memberStatus,
  role,
  type ShareGroup,
  type ShareRole,
  type StateEntry,
} from "./state-entries.ts";
import { checkStated } from "./stated-keys.ts";

type With<O extends LinkDraft["operation"]> = Drafted<3, O>;
/** All but what guests sign. */
type InShare = With<1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 10 | 11 | 15 | 18 | 22 | 23 | 24 | 25 | 28>;

/** The entries after a link of a share. Throws NOT_ALLOWED, WRONG_EPOCH, WRONG_KEYS, WRONG_AUTHOR, BROKEN_CHAIN. */
export function enactInShare(before: RosterState | null, link: InShare, view: ShareView): StateEntries {
  if (link.operation === operation.GENESIS) return found(link, view);
  if (before === null) throw new ProtocolError("BROKEN_CHAIN", "no genesis");
  if (findEnd(before)) throw new ProtocolError("NOT_ALLOWED", "a share that ended");
  if (link.operation === operation.NEW_EPOCH) return beginEpoch(before, link, view);
  checkSameEpoch(before, link);
  if (link.operation === operation.OWN_KEYS) {
    if (link.author.via) throw new ProtocolError("WRONG_AUTHOR", "via");
    checkStatedIn(view, link.subject);
    return replaceKeys(before, link);
  }
  const by = rightsOf(before, link, view);
  if (link.cut !== null && !mayCut.has(link.operation)) throw new ProtocolError("NOT_ALLOWED", "cut");
  switch (link.operation) {
    case operation.REMOVE:
      return remove(before, link, by);
    case operation.LEAVE:
      if (!by.member || !equalBytes(link.subject.user, link.author.user))
        throw new ProtocolError("NOT_ALLOWED", "somebody else");
      return withOwner(drop(before, by.member, link));
    case operation.ROLE:
      return changeRole(before, link, view, by);
    case operation.NAME:
      demand(by.owner, "owner");
      return changeState(before, [{ type: entryType.NAME, name: link.subject.name, seq: link.seq }]);
    case operation.ADD:
      demand(by.owner || (by.administrator && rescues(before, link, view)), "owner");
      return add(before, link, view);
    case operation.ADD_GROUP:
      demand(by.owner, "owner");
      return addGroup(before, link, view);
    case operation.EXPIRY:
      demand(by.owner, "owner");
      return setExpiry(before, link);
    case operation.CLOSE:
      demand(by.owner, "owner");
      return close(before, link);
    case operation.INVITE:
      demand(by.owner, "owner");
      return invite(before, link);
    case operation.VOID:
      demand(by.owner || by.administrator, "owner");
      return voidInvitation(before, link);
    case operation.RESUME:
      demand(by.owner, "owner");
      return resume(before, link);
    case operation.INTRODUCE:
      demand(by.owner, "owner");
      return introduce(before, link, view.tenant);
    case operation.ENTRUST:
      demand(by.writer, "writer");
      return entrustShare(before, link, view);
    case operation.JOIN:
      throw new ProtocolError("WRONG_AUTHOR", "link");
  }
}

/** Links that carry a cut where the vault has a head (PROTOCOL §4.6); a `ROLE` where it takes writing, an `ADD` where it takes a key. */
const mayCut: ReadonlySet<number> = new Set([
  operation.REMOVE,
  operation.LEAVE,
  operation.ROLE,
  operation.ADD,
  operation.CLOSE,
]);

function found(link: With<1>, view: ShareView): StateEntries {
  const { author, subject } = link;
  const { user, signingKey, xwingKeyHash, name } = subject;
  if (!equalBytes(author.user, user) || !equalBytes(author.key, signingKey) || author.seq !== 0 || author.via) {
    throw new ProtocolError("WRONG_AUTHOR", "genesis");
  }
  checkStatedIn(view, subject);
  if (link.cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  if (link.epoch !== 1) throw new ProtocolError("WRONG_EPOCH", "genesis");
  if (link.wraps?.count !== 1) throw new ProtocolError("NOT_ALLOWED", "wraps");
  return stateOf([
    { ...newMember({ user, signingKey, xwingKeyHash }, role.OWNER), seq: 0 },
    { type: entryType.NAME, name, seq: 0 },
    epochEntry(link, link.commitment as Hash),
  ]);
}

const newMember = (keys: StatedKeys, its: ShareRole) => {
  const { user, signingKey, xwingKeyHash } = keys;
  const rest = { role: its, status: memberStatus.ACTIVE, person: null, primary: false } as const;
  return { type: entryType.MEMBER, user, signingKey, xwingKeyHash, ...rest };
};

const epochEntry = ({ epoch, seq, tenantHead }: With<1 | 3>, commitment: Hash): StateEntry => ({
  type: entryType.SHARE_EPOCH,
  epoch,
  commitment,
  tenantSeq: (tenantHead as ChainHead).seq,
  seq,
});

/** Keys that the company's rosters have to state; a guest has none of them. */
function checkStatedIn({ tenant }: ShareView, keys: StatedKeys): void {
  if (tenant !== null) checkStated(keys, tenant);
}

/**
 * A writer begins the next epoch, states where the groups are, and drops those that ended. Former writers go: no head below
 * this link counts any more (`checkNotCut`). Which groups stand a guest is told by the link itself, and not whether it was due.
 */
function beginEpoch(before: RosterState, link: With<3>, view: ShareView): StateEntries {
  const { tenant, groupAt } = view;
  if (link.cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  demand(rightsOf(before, link, view).writer, "writer");
  const seqs = new Map(link.subject.groups.map(([group, seq]) => [keyOf(group), seq]));
  const stands = ({ group }: { readonly group: Id }) =>
    tenant ? findGroup(tenant, group) !== undefined : seqs.has(keyOf(group));
  const [standing, ended] = split(groupsOf(before), stands);
  const entrusted = entrustedOf(before);
  const named = entrusted && stands(entrusted) ? [...standing, entrusted] : standing;
  if (seqs.size !== named.length || !named.every(({ group }) => seqs.has(keyOf(group))))
    throw new ProtocolError("NOT_ALLOWED", "groups");
  const moved = standing.map((entry): ShareGroup => {
    const groupSeq = seqs.get(keyOf(entry.group)) as number;
    if (groupSeq < entry.groupSeq) throw new ProtocolError("WENT_BACK", "group");
    if (tenant && groupAt(entry.group, groupSeq) === null) throw new ProtocolError("WRONG_ROSTER_HEAD", "group");
    return { ...entry, groupSeq };
  });
  const recovery = entrusted && tenant && stands(entrusted);
  const recoveryNow = recovery ? recoveryGroupAt(entrusted, seqs.get(keyOf(entrusted.group)) as number, groupAt) : null;
  const now = (entry: ShareGroup) => groupAt(entry.group, seqs.get(keyOf(entry.group)) ?? entry.groupSeq);
  if (tenant && !shareDue(before, tenant, now) && !entrustedDue(before, tenant, () => recoveryNow))
    throw new ProtocolError("NOT_ALLOWED", "an epoch that is not due");
  if ((link.wraps?.count ?? 0) < 1) throw new ProtocolError("NOT_ALLOWED", "wraps");
  const expiries = ended.flatMap(({ group }) => findExpiry(before, group) ?? []);
  const commitment = nextCommitment(before, link);
  const gone = [...ended, ...expiries, ...allFormer(before), ...(entrusted ? [entrusted] : [])];
  return changeState(before, [...moved, epochEntry(link, commitment)], gone);
}

/** Where the link says that the recovery group is: no lower than where the key was entrusted to it. */
function recoveryGroupAt({ group, groupEpoch }: Entrusted, seq: number, groupAt: GroupAt): RosterState {
  const state = groupAt(group, seq);
  if (state === null) throw new ProtocolError("WRONG_ROSTER_HEAD", "recovery group");
  if ((state.epoch?.epoch ?? 0) < groupEpoch) throw new ProtocolError("WENT_BACK", "recovery group");
  return state;
}

/** By a writer: a guest is none of those who know what the company has switched on, and takes it on the writer's word. */
function entrustShare(before: RosterState, link: With<28>, { tenant, groupAt }: ShareView): StateEntries {
  if (findRecipient(before, link.subject.group)) throw new ProtocolError("NOT_ALLOWED", "a recipient");
  if (tenant) {
    if (dueByTenant(before, tenant)) throw new ProtocolError("NOT_ALLOWED", "an epoch that is due");
    checkEntrustedTo(link.subject, tenant, groupAt);
  }
  return entrust(before, link);
}

const keyOf = (id: Id): string => id.join();

function split<T>(list: readonly T[], isFirst: (each: T) => boolean): [T[], T[]] {
  return [list.filter(isFirst), list.filter((each) => !isFirst(each))];
}

/**
 * By an owner, who stays one; by another writer where the time of it is over; or by an administrator, who may take the last
 * owner away, and then makes another.
 */
function remove(before: RosterState, link: With<7>, by: Rights): StateEntries {
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
function withOwner(after: StateEntries): StateEntries {
  if (!membersOf(after).some((member) => member.role === role.OWNER))
    throw new ProtocolError("NOT_ALLOWED", "last owner");
  return after;
}

/** By an owner; an administrator makes a member one where none can act. */
function changeRole(before: RosterState, link: With<11>, { tenant }: ShareView, by: Rights): StateEntries {
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
function rescues(before: StateEntries, { subject, author }: With<18>, { tenant, groupAt }: ShareView): boolean {
  if (tenant === null) return false;
  const named = author.via && groupNamed(before, author.via, standingIn(tenant, groupAt));
  const has = named !== null && named !== undefined && isActive(findMember(named.state, subject.user));
  return has && subject.role === role.OWNER && isLeft(before, tenant);
}

/** Of somebody who is in it by other keys than the tenant states, the new ones take the place of the old. */
function add(before: RosterState, link: With<18>, view: ShareView): StateEntries {
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

function addGroup(before: RosterState, link: With<22>, { tenant, groupAt }: ShareView): StateEntries {
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

function setExpiry(before: RosterState, link: With<23>): StateEntries {
  const { recipient, time } = link.subject;
  const entry = findRecipient(before, recipient);
  if (entry === undefined || entry.role === role.OWNER) throw new ProtocolError("NOT_ALLOWED", "recipient");
  const known = findExpiry(before, recipient);
  if (time !== null) return changeState(before, [{ type: entryType.EXPIRY, recipient, time, seq: link.seq }]);
  if (known === undefined) throw new ProtocolError("NOT_ALLOWED", "expiry");
  return changeState(before, [], [known]);
}

function close(before: RosterState, { cut, seq }: With<24>): StateEntries {
  const recipients = [...membersOf(before), ...groupsOf(before), ...guestsOf(before)];
  const other = [...listEntries(before, entryType.EXPIRY), ...listEntries(before, entryType.INVITATION)];
  const gone = [...recipients, ...other];
  return changeState(before, [{ type: entryType.ENDED, cut, seq }], [...gone, ...allFormer(before)]);
}
