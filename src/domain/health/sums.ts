import type { UserId } from "../../ids.ts";

export const counters = ["items", "weak", "reused", "old", "breached"] as const;
export type Counter = (typeof counters)[number];

/** Whose number is in a sum, and what it is. */
export type Contributions = ReadonlyMap<UserId, number>;

/** Fewer people than these are not spoken of, in a sum or in what two of them differ by. */
export const fewest = 5;
/** Accounts that may be one person's, who knows what they reported: what is left without them is over `fewest` others. */
export const together = 4;

/**
 * Whether a sum over these numbers may be made known, after the sums over those others: it is over so many people that without
 * any four it is over five, and it differs from the newest in the numbers of as many, and from each that is remembered in those of
 * as many, or of nobody. So no two sums, taken from each other by whoever has four of the accounts, speak of fewer than five others.
 *
 * @param before the newest first.
 */
export function mayPublish(now: Contributions, before: readonly Contributions[]): boolean {
  const enough = fewest + together;
  if (now.size < enough) return false;
  return before.every((sum, age) => {
    const changed = differing(now, sum);
    return changed >= enough || (changed === 0 && age > 0);
  });
}

/** In how many people's numbers two sums differ; who is in one of them alone counts, whatever their number. */
function differing(one: Contributions, other: Contributions): number {
  let count = 0;
  for (const [user, value] of one) if (other.get(user) !== value) count++;
  for (const user of other.keys()) if (!one.has(user)) count++;
  return count;
}
