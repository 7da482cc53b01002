/** Shares as the people of a company meet them: through the SDK, over a real server. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { RecipientInput } from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { closePeople } from "../support/person.ts";
import {
  business,
  foundCompany,
  foundPair,
  foundTrio,
  login,
  passwordIn,
  titlesIn,
  userOf,
} from "../support/sharing.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

describe("a share", () => {
  it("is founded with items, offered, and read by whoever accepts it", async () => {
    const { ada, bob, eve } = await foundTrio(house);
    const bank = await business(ada.client).add(login("Bank"));
    const share = await ada.client.shares.create({
      name: "Money",
      items: [bank.id],
      recipients: [{ user: userOf(bob), permission: "EDITOR" }, { address: eve.address }],
    });
    expect(share).toMatchObject({ name: "Money", scope: "BUSINESS", permission: "OWNER", key: "HERE", members: 3 });
    expect(await titlesIn(ada.client, share.id)).toEqual(["Bank"]);
    expect(await business(ada.client).list()).toEqual([]);

    expect(await bob.client.shares.list()).toEqual([]);
    const [offer] = await bob.client.shares.offers();
    expect(offer).toMatchObject({ id: share.id, name: "Money", permission: "EDITOR", fromName: "Ada Lovelace" });
    expect(() => bob.client.shares.open(share.id)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
    await bob.client.shares.accept(share.id);
    expect(await bob.client.shares.offers()).toEqual([]);
    expect(await bob.client.shares.list()).toMatchObject([{ name: "Money", permission: "EDITOR", key: "HERE" }]);
    expect(await passwordIn(bob.client, share.id, "Bank")).toBe("hunter2");

    const phone = await bob.onDevice("phone");
    expect(await titlesIn(phone, share.id)).toEqual(["Bank"]);
    await eve.client.shares.decline(share.id);
    expect(await eve.client.shares.offers()).toEqual([]);
    expect(await eve.client.shares.list()).toEqual([]);
    const { recipients } = await ada.client.shares.get(share.id);
    expect(recipients.map(({ name, permission, answer }) => `${name} ${permission} ${answer}`)).toEqual([
      "Ada Lovelace OWNER ACCEPTED",
      "Bob EDITOR ACCEPTED",
      "Eve READER DECLINED",
    ]);
  });

  it("is edited by several, and changes while others look", async () => {
    const { ada, bob, eve, dan } = await foundCompany(house);
    const share = await ada.client.shares.create({
      name: "Servers",
      recipients: [{ user: userOf(bob), permission: "EDITOR" }, { user: userOf(eve) }],
    });
    for (const { client } of [bob, eve]) {
      await client.syncNow();
      await client.shares.accept(share.id);
    }
    const follower = eve.client.follow();
    const seen = new Promise<string>((resolve) => {
      eve.client.on("change", ({ share: its, change, record }) => {
        if (its === share.id && change === "ADDED") resolve(record);
      });
    });
    const item = await bob.client.shares.open(share.id).items().add(login("Router"));
    expect(item).toMatchObject({ share: share.id, profile: "BUSINESS", state: "SYNCED" });
    expect(await seen).toBe(item.id);
    expect(await passwordIn(eve.client, share.id, "Router")).toBe("hunter2");
    await follower.stop();

    await ada.client.syncNow();
    await ada.client.shares
      .open(share.id)
      .items()
      .edit(item.id, { fields: { password: "second" } });
    await bob.client.shares
      .open(share.id)
      .items()
      .edit(item.id, { fields: { username: "root" } });
    await eve.client.syncNow();
    expect((await eve.client.shares.open(share.id).items().get(item.id)).fields).toEqual({
      username: "root",
      password: "second",
    });
    const mine = eve.client.shares.open(share.id).items();
    expect((await mine.history(item.id)).map(({ version, fields }) => [version, fields.password])).toEqual([
      [3, "second"],
      [2, "second"],
      [1, "hunter2"],
    ]);
    await expect(mine.edit(item.id, { notes: "x" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    for (const { client } of [bob, eve]) {
      await expect(client.shares.plan({ act: "CLOSE", share: share.id })).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(client.shares.close(share.id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    expect(await titlesIn(bob.client, share.id)).toEqual(["Router"]);
    await expect(mine.add(login("Mine"))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(eve.client.shares.takeBack(share.id, [item.id])).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(eve.client.status()).toMatchObject({ pending: 0, refused: 0 });
    const owner = userOf(ada);
    for (const tried of [
      bob.client.shares.remove(share.id, owner),
      bob.client.shares.setPermission(share.id, owner, "READER"),
      bob.client.shares.setExpiry(share.id, owner, new Date(house.now().getTime() + 60_000)),
    ])
      await expect(tried).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(eve.client.shares.rename(share.id, "Mine")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(eve.client.shares.add(share.id, [{ user: userOf(dan) }])).rejects.toMatchObject({ code: "FORBIDDEN" });
    await ada.client.shares.rename(share.id, "All servers");
    await eve.client.syncNow();
    expect((await eve.client.shares.list()).map(({ name }) => name)).toEqual(["All servers"]);
  });

  it("takes in a group, and whoever comes to be in that group", async () => {
    const { ada, portal, bob, eve } = await foundTrio(house);
    const group = await portal.company.groups.create("Sales", [userOf(ada), userOf(bob)]);
    await ada.client.syncNow();
    const share = await ada.client.shares.create({ name: "Leads" });
    await ada.client.shares.open(share.id).items().add(login("CRM"));
    await ada.client.shares.add(share.id, [{ group, permission: "EDITOR" }]);
    const [offer] = await bob.client.shares.offers();
    expect(offer).toMatchObject({ name: "Leads", rights: [{ group, permission: "EDITOR" }] });
    await bob.client.shares.accept(share.id);
    expect(await titlesIn(bob.client, share.id)).toEqual(["CRM"]);
    await bob.client.shares.open(share.id).items().add(login("Dialler"));

    expect(await eve.client.shares.offers()).toEqual([]);
    await portal.company.groups.add(group, userOf(eve));
    await bob.client.syncNow();
    await eve.client.syncNow();
    await eve.client.shares.accept(share.id);
    expect(await titlesIn(eve.client, share.id)).toEqual(["CRM", "Dialler"]);
    await eve.client.shares.open(share.id).items().add(login("Fax"));
    await ada.client.syncNow();
    expect(await titlesIn(ada.client, share.id)).toEqual(["CRM", "Dialler", "Fax"]);

    await portal.company.groups.remove(group, userOf(eve));
    await eve.client.syncNow();
    expect(await eve.client.shares.list()).toEqual([]);
    await ada.client.syncNow();
    expect(await ada.client.shares.list()).toMatchObject([{ due: true }]);
    await bob.client.syncNow();
    await bob.client.shares.open(share.id).items().add(login("Pager"));
    await ada.client.syncNow();
    expect(await ada.client.shares.list()).toMatchObject([{ due: false, key: "HERE" }]);
    expect(await titlesIn(ada.client, share.id)).toEqual(["CRM", "Dialler", "Fax", "Pager"]);
    expect((await ada.client.shares.toChange(share.id)).map(({ title, known }) => [title, known])).toEqual([
      ["CRM", [userOf(eve)]],
      ["Dialler", [userOf(eve)]],
      ["Fax", [userOf(eve)]],
    ]);
  });

  it("loses whoever is taken out, with a new key, and says what is to be changed", async () => {
    const { ada, bob, eve, dan } = await foundCompany(house);
    const share = await ada.client.shares.create({
      name: "Bank",
      recipients: [{ user: userOf(bob), permission: "EDITOR" }, { user: userOf(eve) }],
    });
    const items = ada.client.shares.open(share.id).items();
    const [one, two] = [await items.add(login("One")), await items.add(login("Two"))];
    for (const { client } of [bob, eve]) {
      await client.syncNow();
      await client.shares.accept(share.id);
    }
    const bobs = bob.client.shares.open(share.id);
    const plan = await ada.client.shares.plan({ act: "REMOVE", share: share.id, recipient: userOf(bob) });
    expect(plan).toEqual({
      links: ["REMOVE", "NEW_EPOCH"],
      newKey: true,
      wrapsFor: [userOf(ada), userOf(eve)],
      waiting: [],
      moved: 0,
      toChange: 2,
    });
    expect((await ada.client.shares.get(share.id)).epoch).toBe(1);
    await ada.client.shares.remove(share.id, userOf(bob));
    expect(await ada.client.shares.get(share.id)).toMatchObject({ epoch: 2, due: false, members: 2 });
    expect((await ada.client.shares.toChange(share.id)).map(({ title }) => title)).toEqual(["One", "Two"]);
    await items.edit(one.id, { fields: { password: "new" } });
    expect(await ada.client.shares.toChange(share.id)).toMatchObject([{ id: two.id, known: [userOf(bob)] }]);

    await bob.client.syncNow();
    expect(await bob.client.shares.list()).toEqual([]);
    await expect(bob.client.shares.rename(share.id, "Mine")).rejects.toMatchObject({ code: "ACCESS_LOST" });
    await expect(bob.client.shares.accept(share.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(bobs.items().list()).rejects.toMatchObject({ code: "ACCESS_LOST" });
    await eve.client.syncNow();
    expect(await passwordIn(eve.client, share.id, "One")).toBe("new");
    const late = await eve.onDevice("late");
    expect(await titlesIn(late, share.id)).toEqual(["One", "Two"]);

    await ada.client.shares.add(share.id, [{ user: userOf(bob) }, { user: userOf(dan) }]);
    expect(await bob.client.shares.offers()).toMatchObject([{ name: "Bank", permission: "READER" }]);
    await bob.client.shares.accept(share.id);
    expect(await titlesIn(bob.client, share.id)).toEqual(["One", "Two"]);
    expect(await ada.client.shares.toChange(share.id)).toEqual([]);
  });

  it("is left, handed over, and closed", async () => {
    const { ada, bob, eve } = await foundTrio(house);
    const share = await ada.client.shares.create({
      name: "Team",
      recipients: [{ user: userOf(bob), permission: "EDITOR" }, { user: userOf(eve) }],
    });
    await ada.client.shares.open(share.id).items().add(login("Printer"));
    for (const { client } of [bob, eve]) {
      await client.syncNow();
      await client.shares.accept(share.id);
    }
    await eve.client.shares.leave(share.id);
    expect(await eve.client.shares.list()).toEqual([]);
    await ada.client.shares.add(share.id, [{ user: userOf(eve) }]);
    expect(await eve.client.shares.offers()).toMatchObject([{ id: share.id }]);
    expect(await eve.client.shares.list()).toEqual([]);
    await eve.client.shares.accept(share.id);
    expect(await titlesIn(eve.client, share.id)).toEqual(["Printer"]);
    await eve.client.shares.leave(share.id);
    await expect(ada.client.shares.leave(share.id)).rejects.toMatchObject({ code: "LAST_OWNER" });
    await expect(ada.client.shares.remove(share.id, userOf(ada))).rejects.toMatchObject({ code: "ONESELF" });
    const down = ada.client.shares.setPermission(share.id, userOf(ada), "READER");
    await expect(down).rejects.toMatchObject({ code: "LAST_OWNER" });
    await ada.client.shares.setPermission(share.id, userOf(bob), "OWNER");
    const again = ada.client.shares.setPermission(share.id, userOf(bob), "OWNER");
    await expect(again).rejects.toMatchObject({ code: "ALREADY_SO" });
    await bob.client.syncNow();
    await bob.client.shares.setPermission(share.id, userOf(ada), "READER");
    await ada.client.syncNow();
    expect(await ada.client.shares.list()).toMatchObject([{ permission: "READER" }]);
    const mine = ada.client.shares.open(share.id).items();
    await expect(mine.add(login("Late"))).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await bob.client.shares.get(share.id)).toMatchObject({ epoch: 4, due: false, members: 2 });

    await bob.client.shares.close(share.id);
    expect((await business(bob.client).list()).map(({ title }) => title)).toEqual(["Printer"]);
    expect(await bob.client.shares.list()).toEqual([]);
    await ada.client.syncNow();
    expect(await ada.client.shares.list()).toEqual([]);
    expect(ada.client.evidence.list()).toEqual([]);
  });

  it("is given for a time, and a writer turns what ran out into a removal", async () => {
    const { ada, bob, eve } = await foundTrio(house);
    const until = new Date(house.now().getTime() + 60_000);
    const share = await ada.client.shares.create({
      name: "Audit",
      recipients: [
        { user: userOf(bob), permission: "EDITOR" },
        { user: userOf(eve), expiresAt: until },
      ],
    });
    await ada.client.shares.open(share.id).items().add(login("Ledger"));
    for (const { client } of [bob, eve]) {
      await client.syncNow();
      await client.shares.accept(share.id);
    }
    expect(await titlesIn(eve.client, share.id)).toEqual(["Ledger"]);
    expect((await ada.client.shares.get(share.id)).recipients).toMatchObject([{}, {}, { expiresAt: until }]);
    await ada.client.shares.setExpiry(share.id, userOf(eve), null);
    await ada.client.shares.setExpiry(share.id, userOf(eve), until);
    house.advance(61_000);
    await bob.client.syncNow();
    await bob.client.shares.open(share.id).items().add(login("Journal"));
    expect(await bob.client.shares.get(share.id)).toMatchObject({ epoch: 2, members: 2 });
    await eve.client.syncNow();
    expect(await eve.client.shares.list()).toEqual([]);
  });

  it("takes the place of a folder, takes more in, and gives things back", async () => {
    const { ada, bob } = await foundPair(house);
    const profile = ada.client.profile("BUSINESS");
    const top = await profile.folders().add({ name: "Clients" });
    const folder = await profile.folders().add({ name: "Acme", folder: top.id });
    const inner = await profile.folders().add({ name: "Web", folder: folder.id });
    await profile.items().add({ ...login("Host"), folder: inner.id });
    await profile.items().add({ ...login("Mail"), folder: folder.id });
    const other = await profile.items().add(login("Phone"));
    const plan = await ada.client.shares.plan({ act: "CREATE", input: { name: "Acme", folder: folder.id } });
    expect(plan).toMatchObject({ links: ["GENESIS"], moved: 3, wrapsFor: [userOf(ada)] });
    const share = await ada.client.shares.create({
      name: "Acme",
      folder: folder.id,
      recipients: [{ user: userOf(bob), permission: "EDITOR" }],
    });
    expect((await profile.folders().list()).map(({ name }) => name)).toEqual(["Clients"]);
    expect(await titlesIn(ada.client, share.id)).toEqual(["Host", "Mail"]);
    const [moved] = await ada.client.shares.addItems(share.id, [other.id]);
    await bob.client.syncNow();
    await bob.client.shares.accept(share.id);
    const tree = await bob.client.shares.open(share.id).tree();
    expect(tree.items.map(({ title }) => title)).toEqual(["Mail", "Phone"]);
    expect(tree.folders.map((node) => [node.folder?.name, node.items.map(({ title }) => title)])).toEqual([
      ["Web", ["Host"]],
    ]);
    await ada.client.shares.takeBack(share.id, [moved ?? ""], { folder: top.id });
    expect((await profile.items().list()).map(({ title, folder: at }) => [title, at])).toEqual([["Phone", top.id]]);
    await bob.client.syncNow();
    expect(await titlesIn(bob.client, share.id)).toEqual(["Host", "Mail"]);
  });

  it("takes in only who is there, once, and gives nobody more than there is", async () => {
    const { ada, portal, bob, eve, dan } = await foundCompany(house);
    const nobody = randomUUID();
    const group = await portal.company.groups.create("Sales", [userOf(ada)]);
    await ada.client.syncNow();
    const { id } = await ada.client.shares.create({ name: "Bank", recipients: [{ user: userOf(bob) }, { group }] });
    const add = (recipient: RecipientInput) => ada.client.shares.add(id, [recipient]);
    await portal.company.suspend(userOf(dan));
    for (const missing of [
      { user: nobody },
      { address: "nobody@example.org" },
      { group: nobody },
      { user: userOf(dan) },
    ]) {
      await expect(add(missing)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    for (const known of [{ user: userOf(bob) }, { group }]) {
      await expect(add(known)).rejects.toMatchObject({ code: "ALREADY_MEMBER" });
    }
    const past = new Date(house.now().getTime() - 1);
    const odd: RecipientInput[] = [
      { group, permission: "OWNER" },
      { user: userOf(eve), permission: "OWNER", expiresAt: new Date(house.now().getTime() + 1_000) },
      { user: userOf(eve), expiresAt: past },
    ];
    for (const each of odd) await expect(add(each)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(ada.client.shares.remove(id, nobody)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(ada.client.shares.create({ name: "X", items: [nobody] })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const item = await business(ada.client).add(login("Item"));
    const folder = ada.client.shares.create({ name: "X", folder: item.id });
    await expect(folder).rejects.toMatchObject({ code: "NOT_FOUND" });
    await business(ada.client).trash(item.id);
    await expect(ada.client.shares.addItems(id, [item.id])).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await ada.client.shares.get(id)).toMatchObject({ members: 2, groups: 1, epoch: 1 });
  });
});
