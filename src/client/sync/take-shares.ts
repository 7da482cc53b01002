/** What came of shares, verified: their rosters first, then records of those that the user accepted (PROTOCOL §4.11). */

import { equalBytes } from "../../crypto/bytes.ts";
import { shareAnswer } from "../../crypto/client/entry.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { Outside } from "../../crypto/outside.ts";
import { checkNotCut } from "../../crypto/successor.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import type { Open } from "../core.ts";
import { type Evidence, rosterEvidence, vaultEvidence } from "../evidence.ts";
import { isUnverified } from "../shares/rights.ts";
import { newestState } from "../vault/chain.ts";
import {
  type Held,
  type HeldShare,
  isAccepted,
  lastHead,
  type ShareUpdate,
  type VaultUpdate,
  visitOf,
} from "../vault/held.ts";
import type { Pins } from "../vault/pins.ts";
import { checkCuts, extendShareChain, type ShareBase } from "../vault/share-chain.ts";
import { takenIds } from "../vault/share-id.ts";
import { linksOf, type Staged, type StagedRoster } from "../vault/staged.ts";
import { checkOf, unseen } from "./check-noted.ts";
import { type Asked, isLeft, verifyNext } from "./verify-next.ts";

/** Shares with what came of them, and updates of the vaults of those that are accepted. */
export interface TakenShares {
  readonly shares: readonly ShareUpdate[];
  readonly updates: readonly VaultUpdate[];
}

/**
 * Verifies what came of shares. Of one that does not hold there is evidence, and it stays as it was: it is frozen where the user
 * accepted it, or knew it; of others, which anybody might invent, evidence is kept as of other rosters.
 */
export function takeShares(
  open: Open,
  staged: Staged,
  base: ShareBase,
  pins: Pins,
  asked: Asked,
  now: number,
  caught: Evidence[],
): TakenShares {
  const { held } = open;
  const news = new Map<string, ShareUpdate>();
  const tenant = base.tenant ?? held.tenant;
  const isTaken = tenant ? takenIds(held, pins, tenant) : () => false;
  for (const roster of staged.rosters.values()) {
    if (roster.kind !== "SHARE" || held.frozen.has(roster.roster)) continue;
    if (visitOf({ shares: held.shares, pins }, roster.roster) !== staged.visit) continue;
    const before = held.shares.get(roster.roster) ?? null;
    // By whoever founded it: no server is caught by that.
    if (before === null && isTaken(roster.roster)) continue;
    try {
      const after = withLinks(before, roster, base, base.outside ?? null);
      checkNotedGenesis(pins, after);
      if (after !== before) news.set(after.share, { share: after.share, before, after });
    } catch (error) {
      const evidence = rosterEvidence(checkOf(error), now, roster.roster, before?.chain ?? null, roster.links);
      const concerns =
        before !== null ||
        staged.visit !== null ||
        pins.shares.get(roster.roster)?.entry.answer === shareAnswer.ACCEPTED;
      caught.push(concerns ? { ...evidence, vault: roster.roster } : evidence);
    }
  }
  const lostHere = [...staged.lost].filter((share) => visitOf({ shares: held.shares, pins }, share) === staged.visit);
  for (const lost of [...lostHere, ...unshown({ ...held, pins }, staged)]) {
    const before = held.shares.get(lost);
    const after = news.get(lost)?.after ?? before;
    if (!after || after.lost) continue;
    // Without a page the server says that they are no guest of it.
    if (staged.cursor !== null && waitsOutside(open, staged, after)) continue;
    const gone = { ...after, lost: true, last: lastHead(held, lost) };
    news.set(lost, { share: lost, before: before ?? null, after: gone });
  }
  const updates = takeSharedVaults(open, staged, base, pins, asked, now, caught, news);
  return { shares: [...news.values()], updates };
}

/** A guest whose keys nobody verified is in it still: they are shown nothing that is new, no head either, and have what they had. */
const waitsOutside = ({ user }: Open, { visit }: Staged, { chain }: HeldShare): boolean =>
  visit !== null && isUnverified(newestState(chain), user);

/** Of all there is from the beginning, shares that are not in it: nobody says of them that they are lost. */
function unshown(held: Held, { whole, cursor, rosters, visit }: Staged): string[] {
  if (!whole || cursor === null) return [];
  const asked = [...held.shares.values()].filter(({ share }) => visitOf(held, share) === visit);
  return asked.flatMap(({ share, lost }) => (lost || rosters.has(share) ? [] : [share]));
}

function withLinks(
  before: HeldShare | null,
  { roster, links }: StagedRoster,
  base: ShareBase,
  visit: Outside | null,
): HeldShare {
  const chain = extendShareChain(roster, before?.chain ?? null, links, base);
  if (before && !before.lost && chain === before.chain) return before;
  const known = before ?? { share: roster, id: parseUuid(roster), keys: new Map(), name: null, last: null };
  return { ...known, chain, lost: false, visit };
}

/** A share that the user accepted, or visits, is the very one (PROTOCOL §3.6). */
function checkNotedGenesis({ shares, visits }: Pins, { share, chain, visit }: HeldShare): void {
  const noted = (visit ? visits : shares).get(share)?.entry;
  if (noted?.answer !== shareAnswer.ACCEPTED) return;
  if (!equalBytes(noted.genesis, newestState(chain).genesis)) throw new ProtocolError("MISMATCH", "genesis");
}

/** What came of vaults; and links that came alone, held against the heads that they came behind. */
function takeSharedVaults(
  open: Open,
  staged: Staged,
  base: ShareBase,
  pins: Pins,
  asked: Asked,
  now: number,
  caught: Evidence[],
  news: Map<string, ShareUpdate>,
): VaultUpdate[] {
  const { held } = open;
  const updates: VaultUpdate[] = [];
  const shown = [...staged.vaults.values()].filter((each) => each.class === "SHARE").map(({ vault }) => vault);
  for (const share of new Set([...shown, ...news.keys()])) {
    if (visitOf({ shares: held.shares, pins }, share) !== staged.visit) continue;
    const its = news.get(share)?.after ?? held.shares.get(share);
    const each = staged.vaults.get(share);
    if (!its || !isAccepted(pins, its) || (each ? isLeft(held, staged, each) : held.frozen.has(share))) continue;
    if (!each && waitsOutside(open, staged, its)) continue;
    const known = held.vaults.get(share);
    try {
      const update = each ? verifyNext(held, each, staged, base.tenant, asked, { ...its, base }) : null;
      const vault = update?.vault ?? known;
      if (vault) checkCuts(its.chain, known?.chain.links.length ?? 0, vault);
      if (vault?.head) checkNotCut(newestState(its.chain), vault.head.manifest, vault.head.hash);
      if (update) updates.push(update);
    } catch (error) {
      const seen = each ?? (known && unseen(known));
      if (seen) {
        const least = known ? null : (its.last?.ladder[0] ?? null);
        caught.push(vaultEvidence(checkOf(error), now, known, seen, linksOf(staged, share), least));
      }
      news.delete(share);
    }
  }
  return updates;
}
