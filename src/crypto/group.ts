/** Whom a group's key is for, and from when it is for too many (PROTOCOL §4.8). */
import {
  findMember,
  findPolicy,
  formerWritersOf,
  isActive,
  isAdministrator,
  membersOf,
  type RosterState,
  type StateEntries,
} from "./roster-state.ts";
import { entryType, groupClass, type Member, policyScope, role } from "./state-entries.ts";
import { goneSince, haveSameKeys } from "./stated-keys.ts";

/** The recipients of a group, as the tenant states them at this moment: in no order. Of a recovery group administrators alone. */
export function recipientsOf(group: RosterState, tenant: StateEntries): Member[] {
  if (group.class === groupClass.EVERYONE) return membersOf(tenant).filter(isActive);
  return membersOf(group).flatMap((member) => {
    const stated = findMember(tenant, member.user);
    const may = group.class === groupClass.RECOVERY ? isAdministrator(stated) : isActive(stated);
    return may && haveSameKeys(stated as Member, member) ? [stated as Member] : [];
  });
}

/** Whether somebody who was a recipient of the epoch in force is none any more, or had a key taken (PROTOCOL §4.8). */
export function groupDue(group: RosterState, tenant: StateEntries): boolean {
  const { epoch } = group;
  if (epoch?.type !== entryType.GROUP_EPOCH) return false;
  const formers = formerWritersOf(group);
  if (formers.some(({ seq }) => seq > epoch.seq)) return true;
  const gone = goneSince(tenant, epoch.tenantSeq);
  if (group.class === groupClass.RECOVERY && demotedSince(group, tenant, epoch.tenantSeq)) return true;
  return gone.some((user) => group.class === groupClass.EVERYONE || findMember(group, user) !== undefined);
}

/** Whether a member of a recovery group ceased to be an administrator behind the tenant's link at a seq (PROTOCOL §4.13). */
const demotedSince = (group: StateEntries, tenant: StateEntries, tenantSeq: number): boolean =>
  membersOf(group).some(({ user }) => {
    const stated = findMember(tenant, user);
    return stated !== undefined && stated.role !== role.ADMINISTRATOR && stated.seq > tenantSeq;
  });

/** Whether the tenant says something of a group: then nobody leaves it by themself (PROTOCOL §4.10). */
export const bindsMembers = ({ head }: RosterState, tenant: StateEntries): boolean =>
  findPolicy(tenant, { scope: policyScope.GROUP, id: head.id }) !== undefined;
