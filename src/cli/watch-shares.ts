import type { Client, Share, ShareOffer } from "../client/index.ts";
import { offererOf } from "./commands/share-looking.ts";
import type { Context } from "./context.ts";
import { permissionWord } from "./share-options.ts";
import { titleOfShare } from "./vaults.ts";

type Had = ReadonlyMap<string, Pick<Share, "id" | "name" | "permission">>;
type Offers = ReadonlyMap<string, ShareOffer>;

const byId = <T extends { readonly id: string }>(all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map((each) => [each.id, each]));

/**
 * Prints a line when a share is offered or an offer withdrawn, when one comes, is taken away, or the user gets another
 * permission in it, whenever something was fetched; gives what ends that.
 */
export async function watchShares(
  { out }: Context,
  client: Client,
  now: () => string,
  fail: (reason: unknown) => void,
): Promise<() => void> {
  let had: Had = byId(await client.shares.list());
  let { offered } = client.status().shares;
  let offers: Offers = offered > 0 ? await offersNow(client, new Map()) : new Map();

  const look = async () => {
    const next: Had = byId(await client.shares.list());
    for (const share of next.values()) tellOf(share, had.get(share.id));
    for (const share of had.values()) if (!next.has(share.id)) print(share, "GONE", "is not yours any more");
    const wait = client.status().shares.offered;
    const before = offers;
    if (wait !== offered) offers = wait > 0 ? await offersNow(client, before) : new Map();
    const isMore = wait > offered;
    [had, offered] = [next, wait];
    if (isMore)
      out.line({ event: "offers", at: now(), offered: wait }, () => out.called(`${now()}  sealgraph share offers`));
    for (const offer of offers.values())
      if (!before.has(offer.id)) print(offer, "OFFERED", `is offered to you by ${offererOf(offer)}`);
    for (const offer of before.values())
      if (!offers.has(offer.id) && !next.has(offer.id)) print(offer, "WITHDRAWN", "is not offered to you any more");
  };

  const tellOf = (share: Pick<Share, "id" | "name" | "permission">, before: typeof share | undefined) => {
    if (before === undefined) return print(share, "HERE", "is yours too now");
    if (before.permission !== share.permission)
      print(
        share,
        "PERMISSION",
        share.permission === null ? "is not yours any more" : `lets you be ${permissionWord(share.permission)} now`,
      );
  };

  const print = ({ id, name }: Pick<Share, "id" | "name">, change: string, words: string) =>
    out.line(
      { event: "share", at: now(), share: id, name, change },
      () => `${now()}  ${titleOfShare({ id, name })}  ${words}`,
    );

  let looked = Promise.resolve();
  return client.on("synced", () => {
    looked = looked.then(look).catch(fail);
  });
}

/** Those of before where nobody can be asked. */
const offersNow = async (client: Client, before: Offers): Promise<Offers> =>
  client.shares.offers().then(byId, () => before);
