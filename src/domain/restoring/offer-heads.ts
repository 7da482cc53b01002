import { listMissing, openWhatStands } from "../commit/offers.ts";
import type { Request } from "../context.ts";
import { inTransaction } from "../transaction.ts";
import { type OfferedHead, parseOffers } from "./parse.ts";
import { listRestoring, offer, type RestoringVaultWithMissing, withMissing } from "./rows.ts";

/**
 * Notes which heads the actor's device holds, of the actor's vaults that are restoring, and opens those for which nothing
 * is waited any more (PROTOCOL §5.8). Says of all that were named how they stand; of others' vaults nothing.
 *
 * @throws Failure `BAD_USER_INPUT`.
 */
export async function offerHeads(
  request: Request,
  heads: readonly OfferedHead[],
): Promise<RestoringVaultWithMissing[]> {
  const offers = parseOffers(heads);
  const vaults = offers.map(({ vault }) => vault);
  return inTransaction(request, async (tx) => {
    // Who acts is known after the first look.
    await tx.run(listRestoring(vaults));
    const [, , list, missing] = await tx.finish(
      offer(tx.actor.device, offers, tx.now),
      openWhatStands(vaults, tx.now),
      listRestoring(vaults),
      listMissing(vaults),
    );
    return withMissing(list, missing);
  });
}
