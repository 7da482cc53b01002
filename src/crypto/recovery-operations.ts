/** What is done in a recovery group's roster, by what the tenant's states (PROTOCOL §4.4, §4.13). */
import { equalBytes } from "./bytes.ts";
import { checkSameEpoch, nextCommitment } from "./epoch-of-link.ts";
import { ProtocolError } from "./errors.ts";
import { groupDue, readsInRecovery, wasTaken } from "./group.ts";
import { type Drafted, type LinkDraft, operation, type StatedKeys } from "./link.ts";
import { formerWriterOf, replaceKeys, wasEverUsed } from "./own-keys.ts";
import { custodiansOf, isCustodian, mostInRecovery, recoveryRecipientsOf } from "./recovery.ts";
import {
  changeState,
  codeOf,
  findMember,
  findStaff,
  isAdministrator,
  isMarked,
  isMarkedGroup,
  membersOf,
  type RosterState,
  type StateEntries,
} from "./roster-state.ts";
import { entryType, type Member, memberStatus, type RecoveryCodeKeys, role } from "./state-entries.ts";
import { checkStated, haveSameKeys } from "./stated-keys.ts";

type With<O extends LinkDraft["operation"]> = Drafted<2, O>;
type InRecovery = With<2 | 3 | 7 | 8 | 11 | 15 | 18 | 27>;

/** The entries after a link behind the genesis. Throws NOT_ALLOWED, WRONG_EPOCH, WRONG_KEYS. */
export function enactInRecovery(before: RosterState, link: InRecovery, tenant: RosterState): StateEntries {
  if (link.operation === operation.NEW_EPOCH) return beginEpoch(before, link, tenant);
  checkSameEpoch(before, link);
  switch (link.operation) {
    case operation.OWN_KEYS:
      checkStated(link.subject, tenant);
      return replaceKeys(before, link);
    case operation.LEAVE:
      if (!equalBytes(link.subject.user, link.author.user)) throw new ProtocolError("NOT_ALLOWED", "somebody else");
      return part(before, link, tenant);
    case operation.NAME:
      throw new ProtocolError("NOT_ALLOWED", "name");
  }
  demandActs(before, link, tenant);
  switch (link.operation) {
    case operation.ADD:
      return add(before, link, tenant);
    case operation.REMOVE:
      return part(before, link, tenant);
    case operation.ROLE:
      return changeRole(before, link, tenant);
    case operation.CODE:
      return setCode(before, link, tenant);
  }
}

/**
 * While the group has no key any administrator acts, and from then on one who is a custodian, or acts by the code. Whether
 * the code is the one in force is for who looks at the author. Who is an administrator by a desk's break-glass adds nobody, and
 * does nothing where there is a key; the code is theirs to set in a group that such an administrator made (PROTOCOL §4.16).
 */
function demandActs(before: RosterState, { author, operation: deed }: LinkDraft, tenant: StateEntries): void {
  if (!isAdministrator(findMember(tenant, author.user))) throw new ProtocolError("NOT_ALLOWED", "administrator");
  const touches = before.epoch !== null || deed === operation.ADD || deed === operation.CODE;
  const own = before.epoch === null && deed === operation.CODE && isMarkedGroup(tenant, before);
  if (touches && !own && isMarked(tenant, author.user)) throw new ProtocolError("NOT_ALLOWED", "marked");
  if (before.epoch === null || author.code) return;
  if (!isCustodian(before, tenant, author.user)) throw new ProtocolError("NOT_ALLOWED", "custodian");
}

function add(before: RosterState, link: With<18>, tenant: StateEntries): StateEntries {
  const { subject, seq } = link;
  checkComing(subject, tenant);
  const members = membersOf(before);
  if (findMember(before, subject.user)) throw new ProtocolError("NOT_ALLOWED", "a member already");
  if (members.length >= mostInRecovery) throw new ProtocolError("NOT_ALLOWED", "too many members");
  const its = { role: role.MEMBER, status: memberStatus.ACTIVE, person: null, primary: false };
  return changeState(before, [{ type: entryType.MEMBER, ...subject, ...its, seq }]);
}

/** An administrator, or somebody at a desk, by the keys that the tenant states (PROTOCOL §4.15). */
function checkComing(subject: StatedKeys, tenant: StateEntries): void {
  const staff = findStaff(tenant, subject.user);
  if (staff === undefined) {
    checkStated(subject, tenant);
    if (!isAdministrator(findMember(tenant, subject.user)) || isMarked(tenant, subject.user))
      throw new ProtocolError("NOT_ALLOWED", "no administrator");
    return;
  }
  if (!haveSameKeys(staff, subject)) throw new ProtocolError("WRONG_KEYS", "staff");
  if (wasTaken(staff, tenant)) throw new ProtocolError("NOT_ALLOWED", "keys of before");
}

function part(before: RosterState, link: With<7 | 8>, tenant: StateEntries): StateEntries {
  const member = demandMember(before, link);
  const after = changeState(before, [formerWriterOf(member, link)], [member]);
  return keptBy(before, member, after, tenant);
}

function demandMember(before: StateEntries, { subject }: With<7 | 8 | 11>): Member {
  const member = findMember(before, subject.user);
  if (member === undefined) throw new ProtocolError("NOT_ALLOWED", "member");
  return member;
}

function changeRole(before: RosterState, link: With<11>, tenant: StateEntries): StateEntries {
  const member = demandMember(before, link);
  const { role: next } = link.subject;
  if (member.role === next) throw new ProtocolError("NOT_ALLOWED", "role");
  const stated = findMember(tenant, member.user);
  const mayKeep = stated !== undefined && readsInRecovery(member, tenant);
  if (next === role.CUSTODIAN && !mayKeep) throw new ProtocolError("NOT_ALLOWED", "no administrator");
  const after = changeState(before, [{ ...member, role: next, seq: link.seq }]);
  return keptBy(before, member, after, tenant);
}

/** A group that has a key is not left by the last custodian who can act, where it has no code. */
function keptBy(before: RosterState, member: Member, after: StateEntries, tenant: StateEntries): StateEntries {
  const wasKept = before.epoch !== null && isCustodian(before, tenant, member.user);
  return wasKept ? demandKept(before, after, tenant) : after;
}

function demandKept(before: RosterState, after: StateEntries, tenant: StateEntries): StateEntries {
  if (!codeOf(after) && custodiansOf({ ...before, ...after }, tenant).length === 0)
    throw new ProtocolError("NOT_ALLOWED", "last custodian");
  return after;
}

/** A code's key is nobody's, and never a code's again; one that goes is a former writer, by the group's id. */
function setCode(before: RosterState, link: With<27>, tenant: StateEntries): StateEntries {
  const { seq, subject } = link;
  const known = codeOf(before);
  const former = known ? [formerCode(before, known, link)] : [];
  if (subject.keys === null) {
    if (known === undefined) throw new ProtocolError("NOT_ALLOWED", "code");
    const after = changeState(before, former, [known]);
    return before.epoch === null ? after : demandKept(before, after, tenant);
  }
  const { keys } = subject;
  const isKnown =
    known && (equalBytes(known.signingKey, keys.signingKey) || equalBytes(known.xwingKeyHash, keys.xwingKeyHash));
  if (isKnown || wasEverUsed(before, keys)) throw new ProtocolError("NOT_ALLOWED", "a key that was used before");
  return changeState(before, [{ type: entryType.CODE, ...keys, seq }, ...former]);
}

const formerCode = ({ head }: RosterState, { signingKey }: RecoveryCodeKeys, { seq }: LinkDraft) =>
  ({ type: entryType.FORMER, signingKey, user: head.id, cut: null, seq }) as const;

/** Of the wraps none is left out: a custodian who cannot read is none. */
function beginEpoch(before: RosterState, link: With<3>, tenant: RosterState): StateEntries {
  const { author, subject } = link;
  if (!isAdministrator(findMember(tenant, author.user))) throw new ProtocolError("NOT_ALLOWED", "administrator");
  // The first key of a group is who made it's: by a code of theirs they would read what others entrust to it later.
  const own = before.epoch === null && isMarkedGroup(tenant, before);
  if (!own && isMarked(tenant, author.user)) throw new ProtocolError("NOT_ALLOWED", "marked");
  if (!author.code && !isCustodian(before, tenant, author.user)) throw new ProtocolError("NOT_ALLOWED", "custodian");
  if (before.epoch !== null && !groupDue(before, tenant))
    throw new ProtocolError("NOT_ALLOWED", "an epoch that is not due");
  if (link.wraps?.count !== recoveryRecipientsOf(before, tenant).length)
    throw new ProtocolError("NOT_ALLOWED", "wraps");
  return changeState(before, [
    {
      type: entryType.GROUP_EPOCH,
      epoch: link.epoch,
      commitment: nextCommitment(before, link),
      xwingKeyHash: subject.xwingKeyHash,
      tenantSeq: tenant.head.seq,
      seq: link.seq,
    },
  ]);
}
