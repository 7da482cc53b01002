import type { UserId } from "../../ids.ts";

export const counters = ["items", "weak", "reused", "old", "breached"] as const;
export type Counter = (typeof counters)[number];

/** Whose number is in a sum, and what it is. */
export type Contributions = ReadonlyMap<UserId, number>;

/** Fewer people than these are not spoken of, in a sum or in what two of them differ by. */
export const fewest = 5;

/**
 * Whether a sum over these numbers may be made known, after the sums over those others: it is over five people or more, it
 * differs from the newest in the numbers of five or more, and from each that is remembered in those of five or more, or of
 * nobody. So no two sums, however they are taken from each other, speak of fewer than five people.
 *
 * @param before the newest first.
 */
export function mayPublish(now: Contributions, before: readonly Contributions[]): boolean {
  if (now.size < fewest) return false;
  return before.every((sum, age) => {
    const changed = differing(now, sum);
    return changed >= fewest || (changed === 0 && age > 0);
  });
}

/** In how many people's numbers two sums differ; who is in one of them alone counts, whatever their number. */
function differing(one: Contributions, other: Contributions): number {
  let count = 0;
  for (const [user, value] of one) if (other.get(user) !== value) count++;
  for (const user of other.keys()) if (!one.has(user)) count++;
  return count;
}
