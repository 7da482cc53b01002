/** What people know who are no recipients of a share any more: epochs tell it. */
import { type Core, opened } from "../core.ts";
import { readBody } from "../items/body.ts";
import { sealingsOf } from "../items/history.ts";
import { collect, heldVault, ITEM, type ProfileCore } from "../items/profile.ts";
import { byTitle, type Item, viewItem } from "../items/view.ts";
import type { JsonObject } from "../json.ts";
import { hasSameSecret } from "../kinds/same-secret.ts";
import { visitOf } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";
import { type Gone, goneFrom } from "./gone.ts";
import type { ItemToChange } from "./shares.ts";

/**
 * Items with a secret that somebody could read who is no recipient any more, by title: those in the trash too, where what was taken
 * out of the share stands as well. Asks the server for former versions of what was sealed since. Throws NOT_FOUND, and what
 * `sealingsOf` throws.
 */
export async function itemsToChange(core: Core, share: string): Promise<ItemToChange[]> {
  const place = { core, kind: { share } };
  const { vault } = heldVault(place);
  // Whom the company told what, a guest does not know.
  if (visitOf(opened(core).held, share) !== null) return [];
  const gone = goneFrom(opened(core), vault.chain, core.around.now());
  if (gone.length === 0) return [];
  const items = await collect(place, ITEM, (open, held, record) => ({
    item: viewItem(open, held, record),
    body: readBody(open, held, record),
    record,
  }));
  const all: { readonly item: Item; readonly known: readonly Gone[] }[] = [];
  for (const { item, body, record } of items) {
    const untouched = gone.filter(({ epoch }) => record.epoch < epoch);
    const others = gone.filter(({ epoch }) => record.epoch >= epoch);
    const known = [...untouched, ...(await knownOf(place, record, body, others))];
    if (known.length > 0) all.push({ item, known });
  }
  return all
    .sort((a, b) => byTitle(a.item, b.item))
    .map(({ item: { id, title, kind, trashedAt }, known }) => ({
      id,
      title,
      kind,
      trashedAt,
      known: [...new Set(known.map((each) => each.id))],
      since: new Date(Math.max(...known.map(({ since }) => since))),
    }));
}

/** Who read a secret of an item, before it was sealed again, that is the same still. What nobody can tell counts as known. */
async function knownOf(
  place: ProfileCore,
  { record, version }: HeldRecord,
  body: JsonObject | null,
  gone: readonly Gone[],
): Promise<Gone[]> {
  if (gone.length === 0 || version === 1 || !heldVault(place).vault.records.has(record)) return [];
  const known: Gone[] = [];
  let left = gone;
  let first = version;
  for await (const sealed of sealingsOf(place, record)) {
    const readers = left.filter(({ epoch }) => sealed.epoch < epoch);
    if (!body || !sealed.body || hasSameSecret(sealed.body, body)) known.push(...readers);
    left = left.filter((each) => !readers.includes(each));
    first = sealed.version;
    if (left.length === 0) return known;
  }
  return first === 1 ? known : [...known, ...left];
}
