/** What becomes of a tenant's members, and whose word waits for another's (PROTOCOL §4.4). */
import { equalBytes } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import type { Id } from "./keys.ts";
import { lapsedWith } from "./lapse.ts";
import { type LinkDraft, operation } from "./link.ts";
import { markedBy, markThere } from "./marks.ts";
import { putInForce } from "./recovery-switch.ts";
import {
  changeState,
  findAwaiting,
  findMember,
  isActive,
  isAdministrator,
  listEntries,
  membersOf,
  type StateEntries,
  switchAwaiting,
} from "./roster-state.ts";
import { type Awaiting, entryType, type Member, memberStatus, policyScope, role } from "./state-entries.ts";
import { policyOf } from "./tenant-group-operations.ts";
import { demandAdministrator, type TenantLink } from "./tenant-rights.ts";

export function part(before: StateEntries, link: TenantLink<7 | 8>): StateEntries {
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

export function change(before: StateEntries, link: TenantLink<9 | 10 | 11>): StateEntries {
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

function changed(member: Member, link: TenantLink<9 | 10 | 11>): Member {
  const { seq } = link;
  if (link.operation !== operation.ROLE) {
    const suspended = link.operation === operation.SUSPEND;
    return { ...member, status: suspended ? memberStatus.SUSPENDED : memberStatus.ACTIVE, seq };
  }
  if (link.subject.role === member.role) throw new ProtocolError("NOT_ALLOWED", "role");
  return { ...member, role: link.subject.role, seq };
}

export function nextPrimary(before: StateEntries, link: TenantLink<12>): StateEntries {
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

export function nextPerson(before: StateEntries, link: TenantLink<13>): StateEntries {
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

export function confirm(before: StateEntries, link: TenantLink<14>): StateEntries {
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

const awaitingOf = (before: StateEntries, deed: number, user?: Id): Awaiting[] =>
  listEntries(before, entryType.AWAITING).filter(
    (each) => each.operation === deed && (user === undefined || equalBytes(each.user, user)),
  );
