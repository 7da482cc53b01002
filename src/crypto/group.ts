/** Whom a group's key is for, and from when it is for too many (PROTOCOL §4.8). */
import type { Staff } from "./desk-entries.ts";
import {
  findFormerStaff,
  findMark,
  findMember,
  findPolicy,
  findStaff,
  formerWritersOf,
  isActive,
  isAdministrator,
  isMarked,
  membersOf,
  type RosterState,
  type StateEntries,
} from "./roster-state.ts";
import { entryType, groupClass, type Member, policyScope, role } from "./state-entries.ts";
import { goneSince, haveSameKeys } from "./stated-keys.ts";

/**
 * The recipients of a group, as the tenant states them at this moment: in no order. Of a recovery group administrators, and
 * whom a custodian added of a desk: these as the group states them, by the keys that both state.
 */
export function recipientsOf(group: RosterState, tenant: StateEntries): Member[] {
  if (group.class === groupClass.EVERYONE) return membersOf(tenant).filter(isActive);
  return membersOf(group).flatMap((member) => {
    const stated = findMember(tenant, member.user);
    if (group.class === groupClass.RECOVERY) return readsInRecovery(member, tenant) ? [stated ?? member] : [];
    return isActive(stated) && haveSameKeys(stated as Member, member) ? [stated as Member] : [];
  });
}

/**
 * Whether a member of a recovery group is a recipient: an administrator, but none by a desk's break-glass (PROTOCOL §4.16), or
 * staff of a desk who was never taken off it under that key (PROTOCOL §4.15); by the keys that both rosters state.
 */
export function readsInRecovery(member: Member, tenant: StateEntries): boolean {
  const stated = findMember(tenant, member.user);
  if (stated) return isAdministrator(stated) && !isMarked(tenant, member.user) && haveSameKeys(stated, member);
  const staff = findStaff(tenant, member.user);
  return staff !== undefined && haveSameKeys(staff, member) && !wasTaken(staff, tenant);
}

/** Whether somebody at a desk was off it before under this key: whoever agreed to it then is asked again, under other keys. */
export const wasTaken = ({ signingKey }: Staff, tenant: StateEntries): boolean =>
  findFormerStaff(tenant, signingKey) !== undefined;

/** Whether somebody who was a recipient of the epoch in force is none any more, or had a key taken (PROTOCOL §4.8). */
export function groupDue(group: RosterState, tenant: StateEntries): boolean {
  const { epoch } = group;
  if (epoch?.type !== entryType.GROUP_EPOCH) return false;
  const formers = formerWritersOf(group);
  if (formers.some(({ seq }) => seq > epoch.seq)) return true;
  const gone = goneSince(tenant, epoch.tenantSeq);
  if (group.class === groupClass.RECOVERY && lostSince(group, tenant, epoch.tenantSeq)) return true;
  return gone.some((user) => group.class === groupClass.EVERYONE || findMember(group, user) !== undefined);
}

/**
 * Whether a member of a recovery group ceased to be an administrator behind the tenant's link at a seq, or is one again by a
 * break-glass alone, or was taken off a desk or had the keys there taken (PROTOCOL §4.13).
 */
const lostSince = (group: StateEntries, tenant: StateEntries, tenantSeq: number): boolean =>
  membersOf(group).some(({ user, signingKey }) => {
    const stated = findMember(tenant, user);
    const demoted = stated?.role === role.ADMINISTRATOR ? undefined : stated;
    const lost = [demoted, findMark(tenant, user), findFormerStaff(tenant, signingKey)];
    return lost.some((entry) => entry !== undefined && entry.seq > tenantSeq);
  });

/** Whether the tenant says something of a group: then nobody leaves it by themself (PROTOCOL §4.10). */
export const bindsMembers = ({ head }: RosterState, tenant: StateEntries): boolean =>
  findPolicy(tenant, { scope: policyScope.GROUP, id: head.id }) !== undefined;
