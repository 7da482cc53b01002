/**
 * A server that shows one device of a share what was, while it knows better: keys of before, and recipients of before.
 *
 * Source: our own reasoning, after withheld removals and replayed wraps of ePrint 2026/058.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { headsInterval } from "../../../src/client/account/heads.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { type Answer, makeLine } from "../../support/line.ts";
import { closePeople } from "../../support/person.ts";
import { accept, foundTrio, hire, login, titlesIn, userOf } from "../../support/sharing.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

/** A share of Ada's that Bob owns too and Eve reads; Bob's line is given. */
async function shared() {
  const line = makeLine();
  const company = await foundTrio(house, line.settings);
  const { ada, bob, eve } = company;
  const recipients = [{ user: userOf(bob), permission: "OWNER" }, { user: userOf(eve) }] as const;
  const { id } = await ada.client.shares.create({ name: "Bank", recipients });
  await ada.client.shares.open(id).items().add(login("One"));
  await accept(id, bob, eve);
  return { ...company, id, line };
}

describe("the key of a share, where a server", () => {
  it("shows the wrap of the epoch before as that of the next, is not taken for it", async () => {
    const { ada, bob, eve, id, line } = await shared();
    let old: Answer = null;
    const spy = makeLine();
    spy.tamper("ShareKeys", ({ share }: Answer) => {
      old ??= share.ownWraps[0];
    });
    await bob.onDevice("spy", { ...spy.settings, clock: () => house.now() });
    expect(old).toMatchObject({ epoch: 1, recipient: userOf(bob) });
    await ada.client.shares.remove(id, userOf(eve));
    line.tamper("ShareKeys", ({ share }: Answer) => {
      share.ownWraps = [{ ...old, epoch: 2 }, old];
      share.epochKeys = [];
    });
    await bob.client.syncNow();
    expect(await bob.client.shares.list()).toMatchObject([{ key: "PENDING" }]);
    await expect(bob.client.shares.open(id).items().add(login("Two"))).rejects.toMatchObject({ code: "KEY_PENDING" });
  });

  it("shows the wrap of another share in its place, is not taken for it", async () => {
    const { ada, bob, eve, id, line } = await shared();
    const other = await ada.client.shares.create({ name: "Other", recipients: [{ user: userOf(bob) }] });
    await ada.client.shares.remove(id, userOf(eve));
    let its: Answer = null;
    const exchange = (share: Answer) => {
      if (share.share === other.id) its = share.ownWraps[0];
      else if (its) Object.assign(share, { ownWraps: [{ ...its, epoch: 2 }], epochKeys: [] });
      else share.ownWraps = [];
    };
    line.tamper("ShareKeys", ({ share }: Answer) => exchange(share));
    line.tamper("SharesKeys", ({ shares }: Answer) => {
      for (const { node } of shares.edges) exchange(node);
    });
    await bob.client.syncNow();
    await bob.client.shares.offers();
    expect(its).not.toBeNull();
    await bob.client.syncNow();
    expect((await bob.client.shares.list()).map(({ id: each, key }) => [each, key])).toEqual([[id, "PENDING"]]);
  });
});

describe("a removal from a share that a server withholds from one device", () => {
  it("stops that device once another has noted it: whoever was taken out is given no key by it", async () => {
    const { ada, portal, eve, id } = await shared();
    const dan = await hire(house, portal, "Dan");
    const line = makeLine();
    const phone = await ada.onDevice("phone", { ...line.settings, clock: () => house.now() });
    line.tamper("Sync", ({ sync }: Answer) => {
      sync.rosters = sync.rosters.filter(({ roster }: Answer) => roster !== id);
      sync.vaults = sync.vaults.filter(({ vault }: Answer) => vault !== id);
    });
    await ada.client.shares.remove(id, userOf(eve));
    house.advance(headsInterval);
    await ada.client.syncNow();
    await phone.syncNow();
    expect(phone.evidence.list()).toMatchObject([{ vault: id, check: "WENT_BACK" }]);
    expect(await titlesIn(phone, id)).toEqual(["One"]);
    const from = line.sent.length;
    const frozen = { code: "VAULT_FROZEN" };
    await expect(phone.shares.add(id, [{ user: userOf(dan) }])).rejects.toMatchObject(frozen);
    await expect(phone.shares.open(id).items().add(login("Two"))).rejects.toMatchObject(frozen);
    expect(line.sent.slice(from)).not.toContain("ChangeShare");
  });
});
