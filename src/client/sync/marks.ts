/** At one height of a roster nobody signs twice: something has to move before another link takes the place of one (PROTOCOL §4.7). */
import type { Open } from "../core.ts";
import { ServerCaught } from "../errors.ts";
import { newestState } from "../vault/chain.ts";

/** How the company, its groups, and these vaults with their rosters stand, as held: the same where nothing of it moved. */
export function marksOf({ held }: Open, vaults: readonly string[]): string {
  const { tenant, groups, shares } = held;
  const own = vaults.map((vault) => shares.get(vault)?.chain ?? held.vaults.get(vault)?.chain);
  const seqs = [tenant, ...groups.values(), ...own].map((chain) => (chain ? newestState(chain).head.seq : -1));
  const revisions = vaults.map((vault) => held.vaults.get(vault)?.head?.manifest.revision ?? 0);
  return [...seqs, ...revisions].join();
}

/**
 * Throws ServerCaught where the server said that something moved, and shows nothing that did.
 *
 * @param vaults with all of which links were sent.
 * @param before how they stood when those were signed.
 * @param linked those in whose rosters they were signed.
 */
export function checkMoved(open: Open, vaults: readonly string[], before: string, linked: readonly string[]): void {
  if (marksOf(open, vaults) !== before) return;
  for (const roster of linked) open.linkedAt.set(roster, marksOf(open, [roster]));
  const fork = open.held.evidence.find(({ vault, roster }) => linked.includes(vault ?? roster));
  throw fork ? new ServerCaught(fork.check, fork.id) : new ServerCaught("MISMATCH", null);
}

/** Throws ServerCaught in a roster in which a link was signed that the server would not have, as long as nothing moved since. */
export function refuseSecond(open: Open, roster: string): void {
  if (open.linkedAt.get(roster) === marksOf(open, [roster])) throw new ServerCaught("MISMATCH", null);
}
