/** Groups that a tenant names, and policies that it says (PROTOCOL §4.4, §4.10). */
import { markedGroup } from "./desk-entries.ts";
import { ProtocolError } from "./errors.ts";
import type { Id } from "./keys.ts";
import { markedBy, markThere } from "./marks.ts";
import { isSwitchedTo } from "./recovery-switch.ts";
import {
  changeState,
  findDesk,
  findGroup,
  findMember,
  findPolicy,
  findStaff,
  listEntries,
  type StateEntries,
  withCheckpoints,
} from "./roster-state.ts";
import {
  entryType,
  groupClass,
  type PolicyPlace,
  type PolicyScope,
  policyScope,
  type StateEntry,
} from "./state-entries.ts";
import { demandAdministrator, type TenantLink } from "./tenant-rights.ts";

export function newGroup(before: StateEntries, link: TenantLink<16>): StateEntries {
  demandAdministrator(before, link);
  const { group, class: its } = link.subject;
  const groups = listEntries(before, entryType.GROUP);
  const second = its === groupClass.EVERYONE && groups.some((each) => each.class === groupClass.EVERYONE);
  if (second || findGroup(before, group)) throw new ProtocolError("NOT_ALLOWED", "group");
  const entry = { type: entryType.GROUP, ...link.subject, checkpoint: null, seq: link.seq } as const;
  return changeState(before, [entry, ...markedBy(before, link, markedGroup(group))]);
}

export function endGroup(before: StateEntries, link: TenantLink<17>): StateEntries {
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
export function checkpoint(before: StateEntries, link: TenantLink<20>): StateEntries {
  demandAdministrator(before, link);
  const entries = link.subject.heads.map(([id, seq, hash]) => {
    const group = findGroup(before, id);
    if (group === undefined || seq < (group.checkpoint?.seq ?? 0)) throw new ProtocolError("NOT_ALLOWED", "group");
    return { ...group, checkpoint: { seq, hash, tenantSeq: link.seq } };
  });
  return withCheckpoints(before, entries);
}

export function setPolicy(before: StateEntries, link: TenantLink<21>): StateEntries {
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
export function policyOf(before: StateEntries, scope: PolicyScope, id: Id): StateEntry[] {
  const standing = findPolicy(before, { scope, id });
  return standing === undefined ? [] : [standing];
}
