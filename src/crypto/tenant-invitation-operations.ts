/** How somebody becomes a member of a tenant (PROTOCOL §4.4). */
import { ProtocolError } from "./errors.ts";
import { markedBy, markOf, withMarks } from "./marks.ts";
import { wasEverUsed } from "./own-keys.ts";
import {
  changeState,
  findInvitation,
  findMember,
  findStaff,
  isFounding,
  isMarkedInvitation,
  listEntries,
  type StateEntries,
} from "./roster-state.ts";
import { entryType, type Invitation, type Member, memberStatus, role } from "./state-entries.ts";
import { demandAdministrator, type TenantLink } from "./tenant-rights.ts";

export function invite(before: StateEntries, link: TenantLink<4>): StateEntries {
  demandAdministrator(before, link);
  const { key } = link.subject;
  if (findInvitation(before, key)) throw new ProtocolError("NOT_ALLOWED", "invitation");
  const { seq, author } = link;
  const marks = link.subject.role === role.ADMINISTRATOR ? markedBy(before, link, key) : [];
  return changeState(before, [{ type: entryType.INVITATION, ...link.subject, author: author.user, seq }, ...marks]);
}

export function voidInvitation(before: StateEntries, link: TenantLink<5>): StateEntries {
  demandAdministrator(before, link);
  return changeState(before, [], withMarks(before, [demandInvitation(before, link)]));
}

function demandInvitation(before: StateEntries, { subject }: TenantLink<5 | 6>): Invitation {
  const invitation = findInvitation(before, subject.key);
  if (invitation === undefined) throw new ProtocolError("NOT_ALLOWED", "invitation");
  return invitation;
}

/**
 * The link is signed by the invitation's key, so its author's right is the invitation. Whoever joins first a tenant that a
 * desk founded is its primary user; whom else the desk invited until then, is not (PROTOCOL §4.15).
 */
export function join(before: StateEntries, link: TenantLink<6>): StateEntries {
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
