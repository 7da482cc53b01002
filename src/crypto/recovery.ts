/** Whom the secret of a recovery group is for, and who acts in one (PROTOCOL §4.13). */
import { equalBytes } from "./bytes.ts";
import { recipientsOf } from "./group.ts";
import type { Hash, Id } from "./keys.ts";
import { type Link, operation, rosterKind } from "./link.ts";
import { codeOf, findMember, isAdministrator, type RosterState, type StateEntries } from "./roster-state.ts";
import { groupClass, type Member, role } from "./state-entries.ts";

/** Members of a recovery group at most: with the code's, their wraps go in one set. */
export const mostInRecovery = 50;

/** Whether a roster is a recovery group's. */
export const isRecoveryGroup = ({ kind, class: its }: Pick<RosterState, "kind" | "class">): boolean =>
  kind === rosterKind.GROUP && its === groupClass.RECOVERY;

/** Somebody, or the code, whom a new epoch is wrapped for. */
export interface RecoveryRecipient {
  /** The user; of the code the group. In the wrap and in its set it stands in the place of the user's. */
  readonly id: Id;
  readonly xwingKeyHash: Hash;
  readonly isCode: boolean;
}

/** All whom a new epoch of a recovery group is wrapped for: its members who are administrators in force, and its code. */
export function recoveryRecipientsOf(group: RosterState, tenant: StateEntries): RecoveryRecipient[] {
  const members = recipientsOf(group, tenant).map(({ user, xwingKeyHash }) => ({
    id: user,
    xwingKeyHash,
    isCode: false,
  }));
  const code = codeOf(group);
  return code ? [...members, { id: group.head.id, xwingKeyHash: code.xwingKeyHash, isCode: true }] : members;
}

/**
 * Whether a link takes something from somebody who could read or act in a recovery group: then a checkpoint of the group
 * stands behind it in the same deed (PROTOCOL §4.13). What the tenant took already needs none.
 *
 * @param before of the group, before the link.
 */
export function takesInRecovery(link: Link, before: RosterState, tenant: StateEntries): boolean {
  if (link.kind !== rosterKind.GROUP || !isRecoveryGroup(before) || before.epoch === null) return false;
  switch (link.operation) {
    case operation.REMOVE:
      return true;
    case operation.LEAVE:
      return isAdministrator(findMember(tenant, link.subject.user));
    case operation.ROLE:
      return link.subject.role === role.MEMBER;
    case operation.CODE:
      return codeOf(before) !== undefined;
    default:
      return false;
  }
}

/** The custodians who can act: administrators in force by the keys that both rosters state. */
export function custodiansOf(group: RosterState, tenant: StateEntries): Member[] {
  return recipientsOf(group, tenant).filter(({ user }) => findMember(group, user)?.role === role.CUSTODIAN);
}

/** Whether this user is a custodian who can act. */
export const isCustodian = (group: RosterState, tenant: StateEntries, user: Id): boolean =>
  custodiansOf(group, tenant).some((each) => equalBytes(each.user, user));
