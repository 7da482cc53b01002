/** What no roster forbids of a change, and the company's plan or its size does. */
import { operation, rosterKind } from "../../crypto/link.ts";
import { listEntries } from "../../crypto/roster-state.ts";
import { entryType, groupClass, policyScope } from "../../crypto/state-entries.ts";
import { Failure } from "../../errors.ts";
import { bounds } from "../bounds.ts";
import type { TenantLimit } from "./answer.ts";
import type { Outcome } from "./outcome.ts";
import type { RosterChange } from "./parse.ts";
import type { TenantTermsRow } from "./rows.ts";

/** Names are sealed under an epoch that Everyone has, or begins here; under the first where nobody has made it yet. */
export function checkNameEpochs({ names }: RosterChange, { groups }: Outcome, before: number): void {
  const everyone = [...groups.values()].find((group) => group.class === groupClass.EVERYONE);
  const newest = Math.max(1, before, everyone?.epoch?.epoch ?? 0);
  const beyond = [...names.values()].some(({ epoch }) => epoch > newest);
  if (beyond) throw new Failure("INVALID_PROOF", undefined, { reason: "WRONG_EPOCH" });
}

/** What the tenant's plan does not allow, or no tenant has. A right that is given back frees its seat in the same deed. */
export function limitOf(
  { seats, seatsTaken, trialEndsAt }: TenantTermsRow,
  { applied, tenant }: Outcome,
  now: Date,
): TenantLimit | null {
  const count = (...operations: readonly number[]) =>
    applied.filter(({ link: { link } }) => link.kind === rosterKind.TENANT && operations.includes(link.operation))
      .length;
  const invited = count(operation.INVITE);
  const founded = count(operation.NEW_GROUP);
  if (trialEndsAt && trialEndsAt <= now && invited + founded > 0) return "TRIAL_ENDED";
  const named = listEntries(tenant, entryType.GROUP).filter((group) => group.class === groupClass.NAMED);
  const recovering = listEntries(tenant, entryType.GROUP).filter((group) => group.class === groupClass.RECOVERY);
  if (founded > 0 && (named.length > bounds.groups || recovering.length > bounds.recoveryGroups)) return "GROUPS";
  const policed = listEntries(tenant, entryType.POLICY).filter(({ scope }) => scope === policyScope.GROUP);
  if (count(operation.POLICY) > 0 && policed.length > bounds.groupsWithPolicies) return "GROUP_POLICIES";
  const free = seats - seatsTaken + count(operation.REMOVE, operation.VOID);
  return invited > 0 && invited > free ? "SEATS" : null;
}
