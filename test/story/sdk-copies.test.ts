/** Linked copies: one secret for two audiences, as people meet it through the SDK, over a real server. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client, CopyState, Item } from "../../src/client/index.ts";
import { nextEvent } from "../support/event.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Answer, makeLine } from "../support/line.ts";
import { closePeople } from "../support/person.ts";
import { accept, business, foundCompany, login, type SharingCompany, userOf } from "../support/sharing.ts";

let house: TestHouse;
let company: SharingCompany;
let sales: string;
let outside: string;
/** Ada shares Sales with Bob and Outside with Eve, who both write; Dan reads in one and uses in the other. */
beforeAll(async () => {
  house = await openHouse();
  company = await foundCompany(house);
  const { ada, bob, eve, dan } = company;
  const share = (name: string, recipients: Parameters<Client["shares"]["add"]>[1]) =>
    ada.client.shares.create({ name, recipients });
  const danHidden = { user: userOf(dan), permission: "READER_HIDDEN" } as const;
  ({ id: sales } = await share("Sales", [{ user: userOf(bob), permission: "EDITOR" }, danHidden]));
  ({ id: outside } = await share("Outside", [{ user: userOf(eve), permission: "EDITOR" }, { user: userOf(dan) }]));
  await accept(sales, bob, dan);
  await accept(outside, eve, dan);
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

const itemsIn = ({ client }: { client: Client }, share: string) => client.shares.open(share).items();
const stateOf = async ({ client }: { client: Client }, copy: string): Promise<CopyState | undefined> =>
  (await client.copies.list()).find(({ id }) => id === copy)?.state;
const passwordOf = ({ fields, version }: Item) => `${fields.password} in version ${version}`;

/** Something in Sales, and Ada's copy of it in Outside. */
async function linked(title: string): Promise<{ readonly source: Item; readonly copy: string }> {
  const { ada } = company;
  const source = await itemsIn(ada, sales).add(login(title, "first"));
  const { id, state } = await ada.client.copies.make(source, { share: outside });
  expect(state).toBe("FOLLOWING");
  return { source, copy: id };
}
/** Somebody's change, which all others have then. */
async function change(who: { client: Client }, share: string, id: string, password: string): Promise<void> {
  await who.client.syncNow();
  await itemsIn(who, share).edit(id, { fields: { password } });
}

describe("a linked copy", () => {
  it("has what the item has, in another share, and says nothing of where that is", async () => {
    const { ada, eve } = company;
    const tagged = { ...login("Supplier", "first"), tags: ["fire them"], favorite: true, notes: "by the window" };
    const source = await business(ada.client).add(tagged);
    const copy = await ada.client.copies.make(source, { share: outside });
    expect(copy).toMatchObject({ share: outside, title: "Supplier", state: "FOLLOWING" });
    expect(copy.source).toEqual({ id: source.id, profile: "BUSINESS", share: null });
    await eve.client.syncNow();
    const seen = await itemsIn(eve, outside).get(copy.id);
    expect(seen.body).toEqual({ ...source.body, tags: [], favorite: false });
    expect(await eve.client.copies.list()).toEqual([]);
    const edited = await business(ada.client).edit(source.id, { fields: { password: "second" }, tags: ["still"] });
    expect(edited.version).toBe(2);
    await eve.client.syncNow();
    expect(passwordOf(await itemsIn(eve, outside).get(copy.id))).toBe("second in version 2");
    await ada.client.syncNow();
    expect((await itemsIn(ada, outside).get(copy.id)).version).toBe(2);
    await business(ada.client).edit(source.id, { tags: [] });
    expect((await itemsIn(ada, outside).get(copy.id)).version).toBe(2);
    expect(await stateOf(ada, copy.id)).toBe("FOLLOWING");
  });

  it("follows whoever changes the item, by any device of whoever made it, once", async () => {
    const { ada, bob, eve } = company;
    const { source, copy } = await linked("Carrier");
    const phone = { client: await ada.onDevice("phone") };
    expect(await stateOf(phone, copy)).toBe("FOLLOWING");
    await change(bob, sales, source.id, "second");
    await Promise.all([ada.client.syncNow(), phone.client.syncNow()]);
    await Promise.all([ada.client.syncNow(), phone.client.syncNow()]);
    for (const device of [ada, phone]) expect(await stateOf(device, copy)).toBe("FOLLOWING");
    await eve.client.syncNow();
    expect(passwordOf(await itemsIn(eve, outside).get(copy))).toBe("second in version 2");

    const follower = phone.client.follow();
    // It is in the copy here before the server has it: somebody else is shown it once that is so.
    const came = nextEvent(phone.client, "change", ({ record, state }) => record === copy && state === "SYNCED");
    await change(bob, sales, source.id, "third");
    await came;
    await follower.stop();
    await eve.client.syncNow();
    expect(passwordOf(await itemsIn(eve, outside).get(copy))).toBe("third in version 3");
  });

  it("that somebody else changed is left as it is, until its maker takes the item again, or lets go", async () => {
    const { ada, bob, eve } = company;
    const { source, copy } = await linked("Courier");
    await change(eve, outside, copy, "hers");
    await change(bob, sales, source.id, "second");
    await ada.client.syncNow();
    expect(await stateOf(ada, copy)).toBe("DIVERGED");
    expect(passwordOf(await itemsIn(ada, outside).get(copy))).toBe("hers in version 2");
    expect(await ada.client.copies.followAgain(copy)).toMatchObject({ state: "FOLLOWING" });
    expect(passwordOf(await itemsIn(ada, outside).get(copy))).toBe("second in version 3");
    await expect(ada.client.copies.followAgain(copy)).rejects.toMatchObject({ code: "ALREADY_SO" });

    await change(bob, sales, source.id, "third");
    await change(eve, outside, copy, "third");
    await ada.client.syncNow();
    expect(await stateOf(ada, copy)).toBe("FOLLOWING");
    await change(bob, sales, source.id, "fourth");
    await ada.client.syncNow();
    expect(passwordOf(await itemsIn(ada, outside).get(copy))).toBe("fourth in version 5");

    await ada.client.copies.unlink(copy);
    expect(await stateOf(ada, copy)).toBeUndefined();
    await expect(ada.client.copies.unlink(copy)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await change(bob, sales, source.id, "fifth");
    await ada.client.syncNow();
    expect(passwordOf(await itemsIn(ada, outside).get(copy))).toBe("fourth in version 5");
  });

  it("rests while the item or the copy is in the trash, or its maker may not write there, and goes on", async () => {
    const { ada, bob, eve } = company;
    const { source, copy } = await linked("Hotel");
    await itemsIn(ada, sales).edit(source.id, { fields: { password: "second" } });
    await itemsIn(ada, sales).trash(source.id);
    expect(await stateOf(ada, copy)).toBe("SOURCE_GONE");
    await expect(ada.client.copies.followAgain(copy)).rejects.toMatchObject({
      code: "NOT_FOUND",
      details: { part: "source" },
    });
    await itemsIn(ada, sales).restore(source.id);
    await itemsIn(ada, outside).trash(copy);
    await change(bob, sales, source.id, "third");
    await ada.client.syncNow();
    expect(await stateOf(ada, copy)).toBe("COPY_GONE");
    expect(passwordOf(await itemsIn(ada, outside).get(copy))).toBe("second in version 2");
    await itemsIn(ada, outside).restore(copy);
    await ada.client.syncNow();
    expect(passwordOf(await itemsIn(ada, outside).get(copy))).toBe("third in version 3");

    await eve.client.syncNow();
    await ada.client.shares.setPermission(outside, userOf(eve), "OWNER");
    await eve.client.syncNow();
    await eve.client.shares.setPermission(outside, userOf(ada), "READER");
    await change(bob, sales, source.id, "fourth");
    await ada.client.syncNow();
    expect(await stateOf(ada, copy)).toBe("NO_RIGHT");
    await eve.client.syncNow();
    await eve.client.shares.setPermission(outside, userOf(ada), "OWNER");
    await ada.client.syncNow();
    expect(passwordOf(await itemsIn(ada, outside).get(copy))).toBe("fourth in version 4");
    await itemsIn(ada, sales).trash(source.id);
    await itemsIn(ada, sales).purge(source.id);
    expect(await stateOf(ada, copy)).toBe("SOURCE_GONE");
  });

  it("rests on a device that caught the server at one of both, and on no other", async () => {
    const { ada, bob } = company;
    const { source, copy } = await linked("Train");
    const line = makeLine();
    const desk = { client: await ada.onDevice("desk", { patience: 0, ...line.settings }) };
    await change(bob, sales, source.id, "second");
    line.tamper("Sync", ({ sync }: Answer) => {
      for (const { vault, head } of sync.vaults) if (vault === sales) head.signature = `AA${head.signature.slice(2)}`;
    });
    await desk.client.syncNow();
    expect(await stateOf(desk, copy)).toBe("FROZEN");
    await expect(desk.client.copies.followAgain(copy)).rejects.toMatchObject({ code: "VAULT_FROZEN" });
    await ada.client.syncNow();
    expect(passwordOf(await itemsIn(ada, outside).get(copy))).toBe("second in version 2");
  });

  it("waits without a line for a device that has one", async () => {
    const { ada, bob } = company;
    const { source, copy } = await linked("Ferry");
    const line = makeLine();
    const desk = { client: await ada.onDevice("far desk", { patience: 0, ...line.settings }) };
    await change(bob, sales, source.id, "second");
    line.failAnswers("Commit", 1, false);
    await desk.client.syncNow();
    expect(await stateOf(desk, copy)).toBe("BEHIND");
    await ada.client.syncNow();
    await desk.client.syncNow();
    expect(await stateOf(desk, copy)).toBe("FOLLOWING");
    expect(passwordOf(await itemsIn(desk, outside).get(copy))).toBe("second in version 2");
  });

  it("is made of what its maker is shown, is no copy itself, and there is not yet, where they may write", async () => {
    const { ada, bob, dan, eve } = company;
    const { source, copy } = await linked("Airline");
    for (const { client } of [bob, dan, eve]) await client.syncNow();
    const make = ({ client }: { client: Client }, item: Item, share: string) => client.copies.make(item, { share });
    const refused = (code: string) => ({ code });
    const hidden = await itemsIn(dan, sales).get(source.id);
    await expect(make(dan, hidden, outside)).rejects.toMatchObject(refused("READER_HIDDEN"));
    const its = await itemsIn(ada, outside).get(copy);
    await expect(make(ada, its, sales)).rejects.toMatchObject(refused("IS_COPY"));
    await expect(make(ada, source, outside)).rejects.toMatchObject(refused("ALREADY_SO"));
    await expect(make(ada, source, sales)).rejects.toMatchObject(refused("INVALID_INPUT"));
    await expect(make(bob, source, outside)).rejects.toMatchObject(refused("NOT_FOUND"));
    const mine = await business(dan.client).add(login("Dan's"));
    await expect(make(dan, mine, outside)).rejects.toMatchObject(refused("FORBIDDEN"));
    await itemsIn(ada, sales).trash(source.id);
    await expect(make(ada, source, outside)).rejects.toMatchObject(refused("NOT_FOUND"));
  });

  it("is not made of what its maker comes to be shown no secret of", async () => {
    const { ada, bob } = company;
    const source = await itemsIn(ada, sales).add(login("Bank", "first"));
    const { id: share } = await bob.client.shares.create({ name: "Bob's" });
    await bob.client.syncNow();
    const { id: copy } = await bob.client.copies.make(source, { share });
    await ada.client.shares.setPermission(sales, userOf(bob), "READER_HIDDEN");
    await itemsIn(ada, sales).edit(source.id, { fields: { password: "second" } });
    await bob.client.syncNow();
    expect(await stateOf(bob, copy)).toBe("SOURCE_HIDDEN");
    expect(passwordOf(await itemsIn(bob, share).get(copy))).toBe("first in version 1");
    await ada.client.shares.setPermission(sales, userOf(bob), "EDITOR");
  });

  it("does not bring the company's items where a policy does not want them", async () => {
    const { ada, portal } = company;
    const { id: share } = await ada.client.shares.create({ name: "Family", scope: "PERSONAL" });
    const source = await business(ada.client).add(login("Shop"));
    const { id } = await ada.client.copies.make(source, { share });
    await portal.company.policies.set({ scope: "TENANT" }, { businessItemDomains: { value: ["example.com"] } });
    await ada.client.syncNow();
    await business(ada.client).edit(source.id, { fields: { urls: ["https://shop.example.com"] } });
    expect(await stateOf(ada, id)).toBe("DENIED");
    expect((await itemsIn(ada, share).get(id)).version).toBe(1);
    const { id: family } = await ada.client.shares.create({ name: "More family", scope: "PERSONAL" });
    const making = ada.client.copies.make(source, { share: family });
    await expect(making).rejects.toMatchObject({ code: "POLICY_DENIED" });
  });
});

describe("an editor of a share who plants links in envelopes", () => {
  it("has nobody's client bring anything into the share but what its user linked", async () => {
    const { ada, eve } = company;
    const secret = await business(ada.client).add(login("Vault", "never for Eve"));
    const { copy } = await linked("Fleet");
    await eve.client.syncNow();
    const here = itemsIn(eve, outside);
    const its = { vault: ada.client.profile("BUSINESS").vault, source: secret.id, sourceVersion: 0 };
    const link = { share: outside, copy, copyVersion: 1, ...its };
    const named = { ...its, id: secret.id, profile: "BUSINESS", share: null };
    const members = { linkedCopy: link, copies: [link], linkOf: secret.id, copyOf: secret.id, type: 8, ...link };
    const planted = {
      ...members,
      source: named,
      link: [8, outside, copy, 1, its.vault, secret.id, 0],
      title: "Planted",
    };
    const { id } = await here.add({ kind: "login", ...planted, conflictOf: secret.id, fields: { ...members } });
    await here.edit(copy, { ...planted, conflictOf: secret.id });

    const phone = { client: await ada.onDevice("another phone") };
    for (const device of [ada, phone]) {
      await device.client.syncNow();
      await business(device.client).edit(secret.id, { notes: `by ${device.client.account.user}` });
      await device.client.syncNow();
      const links = await device.client.copies.list();
      expect(links.filter(({ source }) => source.id === secret.id)).toEqual([]);
      expect(links.find((each) => each.id === copy)).toMatchObject({ state: "DIVERGED", title: "Planted" });
    }
    await eve.client.syncNow();
    expect((await here.get(id)).version).toBe(1);
    expect((await here.get(copy)).version).toBe(2);
    await ada.client.syncNow();
    await ada.client.copies.followAgain(copy);
    await eve.client.syncNow();
    expect(await here.get(copy)).toMatchObject({ title: "Fleet", fields: { password: "first" } });
    expect(JSON.stringify(await here.list())).not.toContain("never for Eve");
    await ada.client.copies.make(secret, { share: outside });
    await eve.client.syncNow();
    expect(JSON.stringify(await here.list())).toContain("never for Eve");
  });
});
