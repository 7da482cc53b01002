/** Shares that wait: for an answer of the user, or for a key that somebody hands over. */
import type { Core, Open } from "../core.ts";
import { newestState } from "../vault/chain.ts";
import type { HeldShare } from "../vault/held.ts";
import { isUnverified, ownShares, permissionIn } from "./rights.ts";

/** Whether it waits for an answer; one that was taken away and is offered again does so too. */
export function isOffered(open: Open, its: HeldShare, now: number): boolean {
  // Of one that was declined the server shows nothing, until the user is put in again.
  if (its.lost || its.visit || ownShares(open).includes(its)) return false;
  return permissionIn(open, newestState(its.chain), now) !== null;
}

/** How many wait for an answer, and how many are the user's whose key was not handed over yet; none while locked. */
export function countShares({ open, around }: Core): { readonly offered: number; readonly waiting: number } {
  if (open === null || open.held.tenant === null) return { offered: 0, waiting: 0 };
  const now = around.now();
  const isWaiting = ({ share, keys, chain }: HeldShare) =>
    !open.held.frozen.has(share) &&
    !isUnverified(newestState(chain), open.user) &&
    !keys.has(newestState(chain).epoch?.epoch ?? 0);
  return {
    offered: [...open.held.shares.values()].filter((its) => isOffered(open, its, now)).length,
    waiting: ownShares(open).filter(isWaiting).length,
  };
}
