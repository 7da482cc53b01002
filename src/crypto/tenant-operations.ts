/** What people do in a tenant's roster (PROTOCOL §4.4). */
import { equalBytes } from "./bytes.ts";
import { markedGroup } from "./desk-entries.ts";
import { askBreakGlass, setDesk, setStaff } from "./desk-operations.ts";
import { checkSameEpoch } from "./epoch-of-link.ts";
import { ProtocolError } from "./errors.ts";
import type { Id } from "./keys.ts";
import { lapsedWith } from "./lapse.ts";
import { type Drafted, type LinkDraft, operation } from "./link.ts";
import { markedBy, markOf, markThere, withMarks } from "./marks.ts";
import { wasEverUsed } from "./own-keys.ts";
import { isSwitchedTo, putInForce, setSwitch } from "./recovery-switch.ts";
import {
  changeState,
  findAwaiting,
  findDesk,
  findGroup,
  findInvitation,
  findMember,
  findPolicy,
  findStaff,
  isActive,
  isAdministrator,
  isFounding,
  isMarkedInvitation,
  listEntries,
  membersOf,
  type RosterState,
  type StateEntries,
  switchAwaiting,
  withCheckpoints,
} from "./roster-state.ts";
import { demandRightOfStaff } from "./staff-rights.ts";
import {
  type Awaiting,
  entryType,
  groupClass,
  type Invitation,
  type Member,
  memberStatus,
  type PolicyPlace,
  type PolicyScope,
  policyScope,
  role,
  type StateEntry,
} from "./state-entries.ts";

type With<O extends LinkDraft["operation"]> = Drafted<1, O>;
type InTenant = With<4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 20 | 21 | 26 | 29 | 30 | 31>;

/** The entries after a link of a tenant that is neither its genesis nor about somebody's own keys. Throws NOT_ALLOWED, WRONG_EPOCH. */
export function enactInTenant(before: RosterState, link: InTenant): StateEntries {
  checkSameEpoch(before, link);
  if (link.cut !== null && !takesRight.has(link.operation)) throw new ProtocolError("NOT_ALLOWED", "cut");
  const staff = link.operation === operation.JOIN ? undefined : findStaff(before, link.author.user);
  if (staff) demandRightOfStaff(before, link, staff);
  switch (link.operation) {
    case operation.INVITE:
      return invite(before, link);
    case operation.VOID:
      return voidInvitation(before, link);
    case operation.JOIN:
      return join(before, link);
    case operation.REMOVE:
    case operation.LEAVE:
      return part(before, link);
    case operation.SUSPEND:
    case operation.RESUME:
    case operation.ROLE:
      return change(before, link);
    case operation.PRIMARY:
      return nextPrimary(before, link);
    case operation.PERSON:
      return nextPerson(before, link);
    case operation.CONFIRM:
      return confirm(before, link);
    case operation.NAME:
      demandAdministrator(before, link);
      return changeState(before, [{ type: entryType.NAME, name: link.subject.name, seq: link.seq }]);
    case operation.NEW_GROUP:
      return newGroup(before, link);
    case operation.END_GROUP:
      return endGroup(before, link);
    case operation.CHECKPOINT:
      return checkpoint(before, link);
    case operation.POLICY:
      return setPolicy(before, link);
    case operation.RECOVERY:
      demandAdministrator(before, link);
      return setSwitch(before, link);
    case operation.DESK:
      demandAdministrator(before, link);
      return setDesk(before, link);
    case operation.STAFF:
      demandAdministrator(before, link);
      return setStaff(before, link);
    case operation.BREAK_GLASS:
      demandAdministrator(before, link);
      return askBreakGlass(before, link);
  }
}

/** Links that carry a cut where there is a head (PROTOCOL §4.6). */
const takesRight: ReadonlySet<number> = new Set([operation.REMOVE, operation.LEAVE, operation.SUSPEND]);

/** Of staff it is known that they may do this as administrators do. */
function demandAdministrator(before: StateEntries, { author }: LinkDraft): void {
  if (findStaff(before, author.user)) return;
  if (!isAdministrator(findMember(before, author.user))) throw new ProtocolError("NOT_ALLOWED", "administrator");
}

function invite(before: StateEntries, link: With<4>): StateEntries {
  demandAdministrator(before, link);
  const { key } = link.subject;
  if (findInvitation(before, key)) throw new ProtocolError("NOT_ALLOWED", "invitation");
  const { seq, author } = link;
  const marks = link.subject.role === role.ADMINISTRATOR ? markedBy(before, link, key) : [];
  return changeState(before, [{ type: entryType.INVITATION, ...link.subject, author: author.user, seq }, ...marks]);
}

function voidInvitation(before: StateEntries, link: With<5>): StateEntries {
  demandAdministrator(before, link);
  return changeState(before, [], withMarks(before, [demandInvitation(before, link)]));
}

function demandInvitation(before: StateEntries, { subject }: With<5 | 6>): Invitation {
  const invitation = findInvitation(before, subject.key);
  if (invitation === undefined) throw new ProtocolError("NOT_ALLOWED", "invitation");
  return invitation;
}

/**
 * The link is signed by the invitation's key, so its author's right is the invitation. Whoever joins first a tenant that a
 * desk founded is its primary user; whom else the desk invited until then, is not (PROTOCOL §4.15).
 */
function join(before: StateEntries, link: With<6>): StateEntries {
  const invitation = demandInvitation(before, link);
  const { user, signingKey, xwingKeyHash } = link.subject;
  if (findMember(before, user) || findStaff(before, user)) throw new ProtocolError("NOT_ALLOWED", "somebody known");
  const isFirst = isFounding(before);
  if (wasEverUsed(before, link.subject)) throw new ProtocolError("NOT_ALLOWED", "a signing key that was used before");
  const member: Member = {
    type: entryType.MEMBER,
    user,
    role: invitation.role,
    status: memberStatus.ACTIVE,
    signingKey,
    xwingKeyHash,
    person: invitation.person,
    primary: isFirst,
    seq: link.seq,
  };
  const marks = isMarkedInvitation(before, invitation.key) ? [markOf(user, link.seq)] : [];
  const spent = isFirst ? listEntries(before, entryType.INVITATION) : [invitation];
  return changeState(before, [member, ...marks], withMarks(before, spent));
}

function part(before: StateEntries, link: With<7 | 8>): StateEntries {
  const { subject, author, seq, cut } = link;
  const own = equalBytes(subject.user, author.user);
  if (own !== (link.operation === operation.LEAVE)) throw new ProtocolError("NOT_ALLOWED", "oneself");
  if (link.operation === operation.REMOVE) demandAdministrator(before, link);
  const member = demandOther(before, subject.user);
  // Behind an administrator's going there is a checkpoint (PROTOCOL §4.4), which whoever goes cannot sign.
  if (own && member.role === role.ADMINISTRATOR) throw new ProtocolError("NOT_ALLOWED", "administrator");
  const { signingKey, user } = member;
  return changeState(
    before,
    [{ type: entryType.FORMER, signingKey, user, cut, seq }],
    [member, ...lapsedWith(before, member), ...policyOf(before, policyScope.USER, user), ...markThere(before, user)],
  );
}

/** A member whom such a link may be about: anybody but the primary user. */
function demandOther(before: StateEntries, user: Id): Member {
  const member = findMember(before, user);
  if (member === undefined || member.primary) throw new ProtocolError("NOT_ALLOWED", "member");
  return member;
}

function change(before: StateEntries, link: With<9 | 10 | 11>): StateEntries {
  demandAdministrator(before, link);
  const member = demandOther(before, link.subject.user);
  if (link.operation !== operation.ROLE && equalBytes(member.user, link.author.user)) {
    throw new ProtocolError("NOT_ALLOWED", "oneself");
  }
  if (isActive(member) !== (link.operation !== operation.RESUME)) throw new ProtocolError("NOT_ALLOWED", "status");
  const lapsed = link.operation === operation.RESUME ? [] : lapsedWith(before, member);
  const next = changed(member, link);
  if (next.role !== role.ADMINISTRATOR)
    return changeState(before, [next], [...lapsed, ...markThere(before, next.user)]);
  const marks = link.operation === operation.SUSPEND ? [] : markedBy(before, link, next.user);
  return changeState(before, [next, ...marks], lapsed);
}

function changed(member: Member, link: With<9 | 10 | 11>): Member {
  const { seq } = link;
  if (link.operation !== operation.ROLE) {
    const suspended = link.operation === operation.SUSPEND;
    return { ...member, status: suspended ? memberStatus.SUSPENDED : memberStatus.ACTIVE, seq };
  }
  if (link.subject.role === member.role) throw new ProtocolError("NOT_ALLOWED", "role");
  return { ...member, role: link.subject.role, seq };
}

function nextPrimary(before: StateEntries, link: With<12>): StateEntries {
  demandAdministrator(before, link);
  const { user } = link.subject;
  const next = findMember(before, user);
  if (!isAdministrator(next) || next.primary) throw new ProtocolError("NOT_ALLOWED", "primary");
  if (findMember(before, link.author.user)?.primary) {
    return changeState(before, passOn(before, next, link.seq), awaitingOf(before, operation.PRIMARY));
  }
  return hold(before, link, { operation: operation.PRIMARY, user, person: null });
}

function passOn(before: StateEntries, next: Member, seq: number): Member[] {
  const former = membersOf(before).filter(({ primary }) => primary);
  return [...former.map((each) => ({ ...each, primary: false, seq })), { ...next, primary: true, seq }];
}

function nextPerson(before: StateEntries, link: With<13>): StateEntries {
  const { user, person } = link.subject;
  if (!equalBytes(user, link.author.user)) throw new ProtocolError("NOT_ALLOWED", "somebody else");
  const others = membersOf(before).some((each) => isAdministrator(each) && !equalBytes(each.user, user));
  if (others) return hold(before, link, { operation: operation.PERSON, user, person });
  const own = findMember(before, user) as Member;
  return changeState(before, [{ ...own, person, seq: link.seq }], awaitingOf(before, operation.PERSON, user));
}

function hold(
  before: StateEntries,
  { seq, author }: LinkDraft,
  deed: Pick<Awaiting, "operation" | "user" | "person">,
): StateEntries {
  const about = deed.operation === operation.PERSON ? deed.user : undefined;
  const awaiting = { type: entryType.AWAITING, seq, author: author.user, ...deed };
  return changeState(before, [awaiting], awaitingOf(before, deed.operation, about));
}

function confirm(before: StateEntries, link: With<14>): StateEntries {
  demandAdministrator(before, link);
  const said = switchAwaiting(before);
  if (said?.seq === link.subject.seq) {
    if (equalBytes(said.author, link.author.user)) throw new ProtocolError("NOT_ALLOWED", "confirm");
    return putInForce(before, said, link.seq, [link.author.user]);
  }
  const awaiting = findAwaiting(before, link.subject.seq);
  if (awaiting === undefined || equalBytes(awaiting.author, link.author.user)) {
    throw new ProtocolError("NOT_ALLOWED", "confirm");
  }
  const member = findMember(before, awaiting.user) as Member;
  const { seq } = link;
  const done =
    awaiting.operation === operation.PRIMARY
      ? passOn(before, member, seq)
      : [{ ...member, person: awaiting.person, seq }];
  return changeState(before, done, [awaiting]);
}

function newGroup(before: StateEntries, link: With<16>): StateEntries {
  demandAdministrator(before, link);
  const { group, class: its } = link.subject;
  const groups = listEntries(before, entryType.GROUP);
  const second = its === groupClass.EVERYONE && groups.some((each) => each.class === groupClass.EVERYONE);
  if (second || findGroup(before, group)) throw new ProtocolError("NOT_ALLOWED", "group");
  const entry = { type: entryType.GROUP, ...link.subject, checkpoint: null, seq: link.seq } as const;
  return changeState(before, [entry, ...markedBy(before, link, markedGroup(group))]);
}

function endGroup(before: StateEntries, link: With<17>): StateEntries {
  demandAdministrator(before, link);
  const group = findGroup(before, link.subject.group);
  if (group === undefined || group.class === groupClass.EVERYONE) throw new ProtocolError("NOT_ALLOWED", "group");
  if (isSwitchedTo(before, group.group)) throw new ProtocolError("NOT_ALLOWED", "recovery");
  return changeState(
    before,
    [],
    [group, ...policyOf(before, policyScope.GROUP, group.group), ...markThere(before, markedGroup(group.group))],
  );
}

/** Groups that stand, each no lower than it was stated before. */
function checkpoint(before: StateEntries, link: With<20>): StateEntries {
  demandAdministrator(before, link);
  const entries = link.subject.heads.map(([id, seq, hash]) => {
    const group = findGroup(before, id);
    if (group === undefined || seq < (group.checkpoint?.seq ?? 0)) throw new ProtocolError("NOT_ALLOWED", "group");
    return { ...group, checkpoint: { seq, hash, tenantSeq: link.seq } };
  });
  return withCheckpoints(before, entries);
}

function setPolicy(before: StateEntries, link: With<21>): StateEntries {
  demandAdministrator(before, link);
  const { scope, id, hash } = link.subject;
  // What a partner says its staff say, and nobody else.
  const byStaff = findStaff(before, link.author.user) !== undefined;
  if (byStaff !== (scope === policyScope.PARTNER)) throw new ProtocolError("NOT_ALLOWED", "scope");
  if (!isThere(before, { scope, id })) throw new ProtocolError("NOT_ALLOWED", "scope");
  const standing = findPolicy(before, { scope, id });
  if (hash !== null) return changeState(before, [{ type: entryType.POLICY, scope, id, hash, seq: link.seq }]);
  if (standing === undefined) throw new ProtocolError("NOT_ALLOWED", "policy");
  return changeState(before, [], [standing]);
}

/** Of Everyone nothing is said: what is for everybody is the tenant's. */
function isThere(before: StateEntries, { scope, id }: PolicyPlace): boolean {
  if (id === null) return scope === policyScope.TENANT;
  if (scope === policyScope.PARTNER) return findDesk(before, id) !== undefined;
  if (scope === policyScope.GROUP) return findGroup(before, id)?.class === groupClass.NAMED;
  return findMember(before, id) !== undefined;
}

/** What was said about whom or what goes. */
function policyOf(before: StateEntries, scope: PolicyScope, id: Id): StateEntry[] {
  const standing = findPolicy(before, { scope, id });
  return standing === undefined ? [] : [standing];
}

const awaitingOf = (before: StateEntries, deed: number, user?: Id): Awaiting[] =>
  listEntries(before, entryType.AWAITING).filter(
    (each) => each.operation === deed && (user === undefined || equalBytes(each.user, user)),
  );
