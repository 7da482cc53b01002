/** What came of a share of another company, verified as its guest can (PROTOCOL §4.12). */

import type { Open } from "../core.ts";
import { ServerCaught } from "../errors.ts";
import type { Evidence } from "../evidence.ts";
import { outsideBase } from "../vault/share-chain.ts";
import type { Staged } from "../vault/staged.ts";
import { outsideOf } from "../vault/visited.ts";
import { checkNoted } from "./check-noted.ts";
import type { Asked, Verified } from "./take.ts";
import { takeShares } from "./take-shares.ts";

/**
 * What pages of a visit lead to: its roster from the pinned head on by itself, its vault by that. Nothing else of what they show is
 * looked at. Throws ServerCaught where nothing of the user's own was verified yet, PathMissing, ResetShown.
 */
export function verifyVisit(open: Open, staged: Staged, asked: Asked, now: number): Verified {
  const { tenant, pins, shares } = open.held;
  if (tenant === null || pins === null) throw new ServerCaught("BROKEN_CHAIN", null);
  const caught: Evidence[] = [];
  const visit = outsideOf(pins, staged.visit) ?? shares.get(staged.visit ?? "")?.visit ?? null;
  if (visit === null) return { tenant, groups: [], shares: [], pins, updates: [], caught };
  const base = outsideBase(visit);
  const taken = takeShares(open, staged, base, pins, asked, now, caught);
  const updates = [...taken.updates];
  if (staged.cursor !== null) checkNoted(open, pins, updates, staged, now, caught);
  return { tenant, groups: [], shares: taken.shares, pins, updates, caught };
}
