/** What is done in a share's roster, by what the tenant's and those of groups state (PROTOCOL §4.4, §4.11). */
import { equalBytes } from "./bytes.ts";
import { checkSameEpoch, nextCommitment } from "./epoch-of-link.ts";
import { ProtocolError } from "./errors.ts";
import type { Hash, Id } from "./keys.ts";
import { type Drafted, type LinkDraft, operation, type StatedKeys, shareScope } from "./link.ts";
import { replaceKeys } from "./own-keys.ts";
import {
  changeState,
  findEnd,
  findExpiry,
  findFormer,
  findFormerGroup,
  findGroup,
  findMember,
  findShareGroup,
  formerWritersOf,
  isActive,
  isAdministrator,
  listEntries,
  membersOf,
  type RosterState,
  type StateEntries,
  stateOf,
} from "./roster-state.ts";
import { type GroupAt, groupNamed, groupsOf, membersInForce, roleOf, shareDue, standingIn, writes } from "./share.ts";
import {
  entryType,
  type FormerGroup,
  type FormerWriter,
  type GroupRole,
  type Member,
  memberStatus,
  role,
  type ShareGroup,
  type ShareRole,
  type StateEntry,
} from "./state-entries.ts";
import { checkStated } from "./stated-keys.ts";

type With<O extends LinkDraft["operation"]> = Drafted<3, O>;
type InShare = With<1 | 2 | 3 | 7 | 8 | 11 | 15 | 18 | 22 | 23 | 24>;

/** The entries after a link of a share. Throws NOT_ALLOWED, WRONG_EPOCH, WRONG_KEYS, WRONG_AUTHOR, BROKEN_CHAIN. */
export function enactInShare(
  before: RosterState | null,
  link: InShare,
  tenant: RosterState,
  groupAt: GroupAt,
): StateEntries {
  if (link.operation === operation.GENESIS) return found(link, tenant);
  if (before === null) throw new ProtocolError("BROKEN_CHAIN", "no genesis");
  if (findEnd(before)) throw new ProtocolError("NOT_ALLOWED", "a share that ended");
  if (link.operation === operation.NEW_EPOCH) return beginEpoch(before, link, tenant, groupAt);
  checkSameEpoch(before, link);
  if (link.operation === operation.OWN_KEYS) {
    if (link.author.via) throw new ProtocolError("WRONG_AUTHOR", "via");
    checkStated(link.subject, tenant);
    return replaceKeys(before, link);
  }
  const by = rightsOf(before, link, tenant, groupAt);
  if (link.cut !== null && !mayCut.has(link.operation)) throw new ProtocolError("NOT_ALLOWED", "cut");
  switch (link.operation) {
    case operation.REMOVE:
      return remove(before, link, by);
    case operation.LEAVE:
      if (!by.member || !equalBytes(link.subject.user, link.author.user))
        throw new ProtocolError("NOT_ALLOWED", "somebody else");
      return withOwner(drop(before, by.member, link));
    case operation.ROLE:
      return changeRole(before, link, tenant, by);
    case operation.NAME:
      demand(by.owner, "owner");
      return changeState(before, [{ type: entryType.NAME, name: link.subject.name, seq: link.seq }]);
    case operation.ADD:
      demand(by.owner || (by.administrator && rescues(before, link, tenant, groupAt)), "owner");
      return add(before, link, tenant);
    case operation.ADD_GROUP:
      demand(by.owner, "owner");
      return addGroup(before, link, tenant, groupAt);
    case operation.EXPIRY:
      demand(by.owner, "owner");
      return setExpiry(before, link);
    case operation.CLOSE:
      demand(by.owner, "owner");
      return close(before, link);
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

function demand(right: boolean, whose: string): void {
  if (!right) throw new ProtocolError("NOT_ALLOWED", whose);
}

/** What the author of a link may do, by the entry whose seq the link names. */
interface Rights {
  readonly owner: boolean;
  readonly writer: boolean;
  readonly administrator: boolean;
  /** By name; null for who acts through a group, or as an administrator alone. */
  readonly member: Member | null;
}

function rightsOf(
  share: RosterState,
  { author, operation: deed }: InShare,
  tenant: RosterState,
  groupAt: GroupAt,
): Rights {
  const stated = findMember(tenant, author.user);
  if (!isActive(stated) || !equalBytes(stated.signingKey, author.key))
    throw new ProtocolError("WRONG_AUTHOR", "tenant");
  const entry = roleOf(share, author, standingIn(tenant, groupAt));
  const named = entry?.seq === author.seq ? entry : null;
  // Where an administrator adds somebody, `via` says through which group they have the share.
  const isCompanys = share.class === shareScope.BUSINESS && (!author.via || deed === operation.ADD);
  const administrator = isCompanys && isAdministrator(stated) && stated.seq === author.seq;
  if (!named && !administrator) throw new ProtocolError("WRONG_AUTHOR", "link");
  return {
    owner: named?.role === role.OWNER,
    writer: named !== null && writes(named.role),
    administrator,
    member: named?.type === entryType.MEMBER ? named : null,
  };
}

function found(link: With<1>, tenant: RosterState): StateEntries {
  const { author, subject } = link;
  const { user, signingKey, xwingKeyHash, name } = subject;
  if (!equalBytes(author.user, user) || !equalBytes(author.key, signingKey) || author.seq !== 0 || author.via) {
    throw new ProtocolError("WRONG_AUTHOR", "genesis");
  }
  checkStated(subject, tenant);
  if (link.cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  if (link.epoch !== 1) throw new ProtocolError("WRONG_EPOCH", "genesis");
  if (link.wraps?.count !== 1) throw new ProtocolError("NOT_ALLOWED", "wraps");
  return stateOf([
    { ...newMember({ user, signingKey, xwingKeyHash }, role.OWNER), seq: 0 },
    { type: entryType.NAME, name, seq: 0 },
    epochEntry(link, link.commitment as Hash, tenant),
  ]);
}

const newMember = (keys: StatedKeys, its: ShareRole) => {
  const { user, signingKey, xwingKeyHash } = keys;
  const rest = { role: its, status: memberStatus.ACTIVE, person: null, primary: false } as const;
  return { type: entryType.MEMBER, user, signingKey, xwingKeyHash, ...rest };
};

const epochEntry = ({ epoch, seq }: With<1 | 3>, commitment: Hash, tenant: RosterState): StateEntry => ({
  type: entryType.SHARE_EPOCH,
  epoch,
  commitment,
  tenantSeq: tenant.head.seq,
  seq,
});

/**
 * A writer begins the next epoch, states where the groups are, and drops those that ended. Former writers go: no head below
 * this link counts any more (`checkNotCut`).
 */
function beginEpoch(before: RosterState, link: With<3>, tenant: RosterState, groupAt: GroupAt): StateEntries {
  if (link.cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  demand(rightsOf(before, link, tenant, groupAt).writer, "writer");
  const seqs = new Map(link.subject.groups.map(([group, seq]) => [keyOf(group), seq]));
  const [standing, ended] = split(groupsOf(before), ({ group }) => findGroup(tenant, group) !== undefined);
  if (seqs.size !== standing.length) throw new ProtocolError("NOT_ALLOWED", "groups");
  const moved = standing.map((entry): ShareGroup => {
    const groupSeq = seqs.get(keyOf(entry.group));
    if (groupSeq === undefined) throw new ProtocolError("NOT_ALLOWED", "groups");
    if (groupSeq < entry.groupSeq) throw new ProtocolError("WENT_BACK", "group");
    if (groupAt(entry.group, groupSeq) === null) throw new ProtocolError("WRONG_ROSTER_HEAD", "group");
    return { ...entry, groupSeq };
  });
  const now = (entry: ShareGroup) => groupAt(entry.group, seqs.get(keyOf(entry.group)) ?? entry.groupSeq);
  if (!shareDue(before, tenant, now)) throw new ProtocolError("NOT_ALLOWED", "an epoch that is not due");
  if ((link.wraps?.count ?? 0) < 1) throw new ProtocolError("NOT_ALLOWED", "wraps");
  const expiries = ended.flatMap(({ group }) => findExpiry(before, group) ?? []);
  const commitment = nextCommitment(before, link);
  const gone = [...ended, ...expiries, ...allFormer(before)];
  return changeState(before, [...moved, epochEntry(link, commitment, tenant)], gone);
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
  const entry = findMember(before, recipient) ?? findShareGroup(before, recipient);
  if (entry === undefined) throw new ProtocolError("NOT_ALLOWED", "recipient");
  return drop(before, entry, link);
}

/** Without somebody, who is a former writer from then on. */
function drop(before: StateEntries, entry: Member | ShareGroup, link: With<7 | 8>): StateEntries {
  const recipient = entry.type === entryType.MEMBER ? entry.user : entry.group;
  const expiry = findExpiry(before, recipient);
  return changeState(before, [formerOf(entry, link)], expiry ? [entry, expiry] : [entry]);
}

function formerOf(entry: Member | ShareGroup, { cut, seq }: InShare): FormerWriter | FormerGroup {
  if (entry.type === entryType.SHARE_GROUP) return { type: entryType.FORMER_GROUP, group: entry.group, cut, seq };
  const { signingKey, user } = entry;
  return { type: entryType.FORMER, signingKey, user, cut, seq };
}

/** Nobody takes the last owner's right by their own (PROTOCOL §4.11). */
function withOwner(after: StateEntries): StateEntries {
  if (!membersOf(after).some((member) => member.role === role.OWNER))
    throw new ProtocolError("NOT_ALLOWED", "last owner");
  return after;
}

/** By an owner; an administrator makes a member one where none can act. */
function changeRole(before: RosterState, link: With<11>, tenant: RosterState, by: Rights): StateEntries {
  const { recipient, role: next } = link.subject;
  const entry = findMember(before, recipient) ?? findShareGroup(before, recipient);
  if (entry === undefined || entry.role === next) throw new ProtocolError("NOT_ALLOWED", "role");
  const isMember = entry.type === entryType.MEMBER;
  if (next === role.OWNER && !isMember) throw new ProtocolError("NOT_ALLOWED", "a group that owns");
  const isRescue = next === role.OWNER && isLeft(before, tenant) && isActive(findMember(tenant, recipient));
  demand(by.owner || (by.administrator && isRescue), "owner");
  const taken = writes(entry.role) && !writes(next);
  if (link.cut !== null && !taken) throw new ProtocolError("NOT_ALLOWED", "cut");
  const changed: Member | ShareGroup = isMember
    ? { ...entry, role: next, seq: link.seq }
    : { ...entry, role: next as GroupRole, seq: link.seq };
  const expiry = next === role.OWNER ? findExpiry(before, recipient) : undefined;
  const set = taken ? [changed, formerOf(entry, link)] : [changed];
  const forgiven = formerEntries(before, changed);
  return withOwner(changeState(before, set, expiry ? [...forgiven, expiry] : forgiven));
}

/** Whether no owner can act. */
const isLeft = (before: StateEntries, tenant: StateEntries): boolean =>
  !membersInForce(before, tenant).some((member) => member.role === role.OWNER);

/**
 * Whether an addition makes somebody an owner, where none can act, who has the share through the group that its author
 * names: so a share that only groups are left in is not without an owner for ever.
 */
function rescues(before: StateEntries, link: With<18>, tenant: RosterState, groupAt: GroupAt): boolean {
  const { subject, author } = link;
  const named = author.via && groupNamed(before, author.via, standingIn(tenant, groupAt));
  const has = named !== null && named !== undefined && isActive(findMember(named.state, subject.user));
  return has && subject.role === role.OWNER && isLeft(before, tenant);
}

/** Who may write again is a former writer no longer; who is added to read stays what they were. */
function formerEntries(before: StateEntries, entry: Member | ShareGroup): StateEntry[] {
  if (!writes(entry.role)) return [];
  const former =
    entry.type === entryType.MEMBER ? findFormer(before, entry.signingKey) : findFormerGroup(before, entry.group);
  return former ? [former] : [];
}

/** Of somebody who is in it by other keys than the tenant states, the new ones take the place of the old. */
function add(before: RosterState, link: With<18>, tenant: RosterState): StateEntries {
  const { subject, cut, seq } = link;
  checkStated(subject, tenant);
  if (findShareGroup(before, subject.user)) throw new ProtocolError("NOT_ALLOWED", "a group");
  const known = findMember(before, subject.user);
  if (known && equalBytes(known.signingKey, subject.signingKey))
    throw new ProtocolError("NOT_ALLOWED", "a member already");
  const member: Member = { ...newMember(subject, subject.role), seq };
  const replaced: StateEntry[] = known
    ? [{ type: entryType.FORMER, signingKey: known.signingKey, user: known.user, cut, seq }]
    : [];
  if (!known && cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  const expiry = subject.role === role.OWNER ? findExpiry(before, subject.user) : undefined;
  const forgiven = formerEntries(before, member);
  return changeState(before, [member, ...replaced], expiry ? [...forgiven, expiry] : forgiven);
}

function addGroup(before: RosterState, link: With<22>, tenant: RosterState, groupAt: GroupAt): StateEntries {
  const { subject, seq } = link;
  const named = findGroup(tenant, subject.group);
  if (!named || !equalBytes(named.genesis, subject.genesis)) throw new ProtocolError("NOT_ALLOWED", "group");
  if (findShareGroup(before, subject.group)) throw new ProtocolError("NOT_ALLOWED", "a group already");
  if (findMember(before, subject.group)) throw new ProtocolError("NOT_ALLOWED", "a member");
  if (groupAt(subject.group, subject.groupSeq) === null) throw new ProtocolError("WRONG_ROSTER_HEAD", "group");
  const entry: ShareGroup = { type: entryType.SHARE_GROUP, ...subject, seq };
  return changeState(before, [entry], formerEntries(before, entry));
}

function setExpiry(before: RosterState, link: With<23>): StateEntries {
  const { recipient, time } = link.subject;
  const entry = findMember(before, recipient) ?? findShareGroup(before, recipient);
  if (entry === undefined || entry.role === role.OWNER) throw new ProtocolError("NOT_ALLOWED", "recipient");
  const known = findExpiry(before, recipient);
  if (time !== null) return changeState(before, [{ type: entryType.EXPIRY, recipient, time, seq: link.seq }]);
  if (known === undefined) throw new ProtocolError("NOT_ALLOWED", "expiry");
  return changeState(before, [], [known]);
}

function close(before: RosterState, { cut, seq }: With<24>): StateEntries {
  const gone = [...membersOf(before), ...groupsOf(before), ...listEntries(before, entryType.EXPIRY)];
  return changeState(before, [{ type: entryType.ENDED, cut, seq }], [...gone, ...allFormer(before)]);
}

const allFormer = (before: StateEntries): StateEntry[] => [
  ...formerWritersOf(before),
  ...listEntries(before, entryType.FORMER_GROUP),
];
