/** What somebody can still say to a share that they declined: the server sends nothing of it any more, but answers. */
import { shareAnswer } from "../../crypto/client/entry.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { call } from "../account/session.ts";
import { type Core, opened } from "../core.ts";
import { keepUpdates } from "../sync/keep.ts";
import { shareLinksOperation } from "../transport/share-operations.ts";
import { newestState, type SequencedLink } from "../vault/chain.ts";
import type { HeldShare, ShareUpdate } from "../vault/held.ts";
import type { Pins } from "../vault/pins.ts";
import { extendShareChain } from "../vault/share-chain.ts";
import { baseOf, permissionIn } from "./rights.ts";

/** Whether it is shown no more because the user said so. */
export const isDeclined = (pins: Pins | null, { share, lost }: HeldShare): boolean =>
  lost && pins?.shares.get(share)?.entry.answer === shareAnswer.DECLINED;

/** Those that the user is in still, as far as this device knows: neither left since nor ended. */
export function declinedShares(core: Core): HeldShare[] {
  const open = opened(core);
  const now = core.around.now();
  return [...open.held.shares.values()].filter(
    (its) => isDeclined(open.held.pins, its) && permissionIn(open, newestState(its.chain), now) !== null,
  );
}

/**
 * Asks for what came of the roster of a share that was declined, and goes on from it where it holds. Does nothing for others, and
 * accuses nobody: of the groups that it rests on less may be shown by now. Gives whether the server still answers for it. Throws
 * what `call` throws.
 */
export async function catchUp(core: Core, share: string): Promise<boolean> {
  const open = opened(core);
  const before = open.held.shares.get(share);
  if (before === undefined || !isDeclined(open.held.pins, before)) return false;
  const links = await fetchLinks(core, share);
  if (links.length === 0) return false;
  const after = { ...before, chain: chainWith(before, links, baseOf(open)) };
  if (after.chain === before.chain) return true;
  const update: ShareUpdate = { share, before, after };
  open.held.shares.set(share, after);
  await keepUpdates(core, open, [], [update]);
  return true;
}

function chainWith({ share, chain }: HeldShare, links: readonly SequencedLink[], base: ReturnType<typeof baseOf>) {
  try {
    return extendShareChain(share, chain, links, base);
  } catch (error) {
    if (error instanceof ProtocolError) return chain;
    throw error;
  }
}

/** As many pages as it says there are, up to one that brings nothing. */
async function fetchLinks(core: Core, share: string): Promise<SequencedLink[]> {
  const links: SequencedLink[] = [];
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof shareLinksOperation.read>> = await call(core, shareLinksOperation, {
      share,
      after,
    });
    links.push(...(page?.links ?? []));
    if (!page?.next || page.links.length === 0) return links;
    after = page.next;
  }
}
