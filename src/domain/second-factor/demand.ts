import { twoFactorDemandedFrom } from "../policy/at-the-door.ts";
import type { EntryPolicyRow } from "../policy/entry-rows.ts";
import type { FactorRow } from "./rows.ts";

/**
 * Whether a user who has proven their password is asked for a second factor. The one place that says so: for every way that
 * ends in a session or hands out sealed keys (PROTOCOL §3.12). Whoever has a factor is asked.
 */
export const isFactorDemanded = (factors: readonly FactorRow[]): boolean => factors.length > 0;

/** Whether the company demands a second factor by now, its days of grace being over, of a user who has none. */
export function isFactorMissing(policy: EntryPolicyRow, factors: readonly FactorRow[], now: Date): boolean {
  const from = twoFactorDemandedFrom(policy);
  return factors.length === 0 && from !== null && from <= now;
}
