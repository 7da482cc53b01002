/** What people know who are no recipients of a share any more: epochs tell it. */
import { type Core, opened } from "../core.ts";
import { collect, heldVault, ITEM } from "../items/profile.ts";
import { byTitle, viewItem } from "../items/view.ts";
import { visitOf } from "../vault/held.ts";
import { goneFrom } from "./gone.ts";
import type { ItemToChange } from "./shares.ts";

/** Live items that were sealed last while somebody had the key who is no recipient any more, by title. Throws NOT_FOUND. */
export async function itemsToChange(core: Core, share: string): Promise<ItemToChange[]> {
  const place = { core, kind: { share } };
  const { vault } = heldVault(place);
  // Whom the company told what, a guest does not know.
  if (visitOf(opened(core).held, share) !== null) return [];
  const gone = goneFrom(opened(core), vault.chain, core.around.now());
  const items = await collect(place, ITEM, (open, held, record) => {
    const known = gone.filter(({ epoch }) => record.epoch < epoch);
    return record.trashedSince > 0 || known.length === 0 ? null : { item: viewItem(open, held, record), known };
  });
  return items
    .sort((a, b) => byTitle(a.item, b.item))
    .map(({ item: { id, title, kind }, known }) => ({
      id,
      title,
      kind,
      known: [...new Set(known.map((each) => each.id))],
      since: new Date(Math.max(...known.map(({ since }) => since))),
    }));
}
