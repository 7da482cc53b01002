/** What a tenant's roster states of a member's keys, for rosters that repeat them (PROTOCOL §4.7). */
import { equalBytes } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import type { Id } from "./keys.ts";
import type { StatedKeys } from "./link.ts";
import { findMember, formerWritersOf, isActive, membersOf, type StateEntries } from "./roster-state.ts";

type Keys = Pick<StatedKeys, "signingKey" | "xwingKeyHash">;

/** Whether both are the same pair of keys. */
export const haveSameKeys = (a: Keys, b: Keys): boolean =>
  equalBytes(a.signingKey, b.signingKey) && equalBytes(a.xwingKeyHash, b.xwingKeyHash);

/** Keys that a roster takes are those of an active member of the tenant. Throws NOT_ALLOWED, WRONG_KEYS. */
export function checkStated({ user, signingKey, xwingKeyHash }: StatedKeys, tenant: StateEntries): void {
  const stated = findMember(tenant, user);
  if (!isActive(stated)) throw new ProtocolError("NOT_ALLOWED", "member");
  if (!equalBytes(stated.signingKey, signingKey) || !equalBytes(stated.xwingKeyHash, xwingKeyHash)) {
    throw new ProtocolError("WRONG_KEYS", "member");
  }
}

/** Who ceased to be active in the tenant, or had a key taken, behind its link at a seq. */
export function goneSince(tenant: StateEntries, tenantSeq: number): Id[] {
  const gone = [...formerWritersOf(tenant), ...membersOf(tenant).filter((member) => !isActive(member))];
  return gone.filter(({ seq }) => seq > tenantSeq).map(({ user }) => user);
}
