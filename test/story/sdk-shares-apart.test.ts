/** Shares while people are away: without a line, without a key, under new keys, out of the share. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, memoryStore, openClient } from "../../src/client/index.ts";
import { nextEvent } from "../support/event.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { makeLine } from "../support/line.ts";
import { closePeople } from "../support/person.ts";
import {
  accept,
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
  it("is read without a line after a restart, by name and by a group", async () => {
    const store = memoryStore();
    const line = makeLine();
    const { ada, portal, bob } = await foundPair(house, { store, patience: 0, ...line.settings });
    const group = await portal.company.groups.create("Sales", [userOf(ada), userOf(bob)]);
    await ada.client.syncNow();
    const one = await ada.client.shares.create({ name: "By name", recipients: [{ user: userOf(bob) }] });
    const two = await ada.client.shares.create({ name: "By group", recipients: [{ group, permission: "EDITOR" }] });
    for (const { id } of [one, two]) await ada.client.shares.open(id).items().add(login("Bank"));
    await accept(one.id, bob);
    await accept(two.id, bob);
    await bob.client.close();
    line.cut();
    const again = (await openClient({ url: house.url, store, patience: 0, ...line.settings })) as Client;
    await again.unlock(bob.password);
    expect((await again.shares.list()).map(({ name, key }) => [name, key])).toEqual([
      ["By group", "HERE"],
      ["By name", "HERE"],
    ]);
    for (const { id } of [one, two]) expect(await passwordIn(again, id, "Bank")).toBe("hunter2");
    const added = await again.shares.open(two.id).items().add(login("Offline"));
    expect(added.state).toBe("OFFLINE");
    line.mend();
    await again.syncNow();
    await ada.client.syncNow();
    expect(await titlesIn(ada.client, two.id)).toEqual(["Bank", "Offline"]);
    await again.close();
  });

  it("that somebody was taken out of keeps what they changed meanwhile as refused", async () => {
    const line = makeLine();
    const { ada, bob } = await foundPair(house, { patience: 0, ...line.settings });
    const { id } = await ada.client.shares.create({
      name: "Bank",
      recipients: [{ user: userOf(bob), permission: "EDITOR" }],
    });
    await ada.client.shares.open(id).items().add(login("One"));
    await accept(id, bob);
    const [item] = await bob.client.shares.open(id).items().list();
    line.cut();
    await bob.client.shares
      .open(id)
      .items()
      .edit(item?.id ?? "", { fields: { password: "mine" } });
    await ada.client.shares.remove(id, userOf(bob));
    line.mend();
    await bob.client.syncNow();
    expect(await bob.client.shares.list()).toEqual([]);
    expect(bob.client.queue.list()).toMatchObject([
      { state: "REFUSED", refusal: { code: "ACCESS_LOST" }, records: [{ share: id, profile: "BUSINESS" }] },
    ]);
    expect(await passwordIn(ada.client, id, "One")).toBe("hunter2");
  });

  it("follows somebody's new account keys; the next who writes makes a new key", async () => {
    const { ada, bob, eve } = await foundTrio(house);
    const { id } = await ada.client.shares.create({
      name: "Bank",
      recipients: [{ user: userOf(bob), permission: "EDITOR" }, { user: userOf(eve) }],
    });
    await ada.client.shares.open(id).items().add(login("One"));
    await accept(id, bob, eve);
    await bob.client.rotateAccount({ currentPassword: bob.password, newPassword: "another good password" });
    await bob.client.syncNow();
    expect(await passwordIn(bob.client, id, "One")).toBe("hunter2");
    await ada.client.syncNow();
    expect(await ada.client.shares.list()).toMatchObject([{ due: true }]);
    await bob.client.shares.open(id).items().add(login("Two"));
    await eve.client.syncNow();
    expect(await titlesIn(eve.client, id)).toEqual(["One", "Two"]);
    expect(await eve.client.shares.get(id)).toMatchObject({ epoch: 2, due: false, members: 3 });
    expect(await ada.client.shares.toChange(id)).toEqual([]);
    const { recipients } = await eve.client.shares.get(id);
    expect(recipients.map(({ active }) => active)).toEqual([true, true, true]);
  });

  it("waits for a key of people in a group that has none yet, and is read once somebody gives it", async () => {
    const { ada, portal, bob, eve } = await foundTrio(house);
    const { id } = await ada.client.shares.create({ name: "Bank", recipients: [{ user: userOf(bob) }] });
    await ada.client.shares.open(id).items().add(login("One"));
    const group = await portal.company.groups.create("New", [userOf(ada)]);
    await ada.client.syncNow();
    await ada.client.shares.add(id, [{ group, permission: "EDITOR" }]);
    await portal.company.groups.add(group, userOf(eve));
    await eve.client.syncNow();
    await eve.client.shares.accept(id);
    expect(await eve.client.shares.list()).toMatchObject([{ name: null, key: "PENDING" }]);
    expect(await eve.client.shares.open(id).items().list()).toMatchObject([{ readable: false, title: "" }]);
    const early = eve.client.shares.open(id).items().add(login("Early"));
    await expect(early).rejects.toMatchObject({ code: "KEY_PENDING" });
    await ada.client.syncNow();
    await eve.client.syncNow();
    expect(await eve.client.shares.list()).toMatchObject([{ name: "Bank", key: "HERE" }]);
    expect(await passwordIn(eve.client, id, "One")).toBe("hunter2");
  });

  it("keeps what somebody changed by the key of before, until they are given the one in force", async () => {
    const { ada, portal, bob, eve } = await foundTrio(house);
    const group = await portal.company.groups.create("Sales", [userOf(eve)]);
    await eve.client.syncNow();
    await ada.client.syncNow();
    const recipients = [
      { user: userOf(bob), permission: "EDITOR" },
      { group, permission: "EDITOR" },
    ] as const;
    const { id } = await ada.client.shares.create({ name: "Bank", recipients });
    await accept(id, bob);
    const items = bob.client.shares.open(id).items();
    const { id: first } = await items.add(login("One"));
    const { id: own } = await business(bob.client).add(login("Two"));
    // Nobody gave Bob the group's key yet, and the next of the share is for the group alone.
    await portal.company.groups.add(group, userOf(bob));
    await ada.client.shares.remove(id, userOf(bob));
    await bob.client.shares.addItems(id, [own]);
    // What is in no share waits for nothing, though the move began there.
    expect((await business(bob.client).add(login("Three"))).state).toBe("SYNCED");
    await bob.client.syncNow();
    expect(bob.client.queue.list()).toMatchObject([
      { state: "PENDING", refusal: null, records: [{ share: id }, { share: null }] },
    ]);
    // By now the device knows which key is in force: nothing more is begun without it.
    await expect(items.edit(first, { title: "Uno" })).rejects.toMatchObject({ code: "KEY_PENDING" });
    await eve.client.syncNow();
    await bob.client.syncNow();
    expect(bob.client.queue.list()).toEqual([]);
    await ada.client.syncNow();
    expect(await titlesIn(ada.client, id)).toEqual(["One", "Two"]);
    expect(await ada.client.shares.get(id)).toMatchObject({ epoch: 2 });
  });

  it("of a company goes to nobody who is suspended, and comes back with them", async () => {
    const { ada, portal, bob } = await foundPair(house);
    const { id } = await ada.client.shares.create({ name: "Bank", recipients: [{ user: userOf(bob) }] });
    await ada.client.shares.open(id).items().add(login("One"));
    await accept(id, bob);
    await portal.company.suspend(userOf(bob));
    await ada.client.syncNow();
    await ada.client.shares.open(id).items().add(login("Two"));
    expect(await ada.client.shares.get(id)).toMatchObject({ epoch: 2, due: false });
    await portal.company.resume(userOf(bob));
    const again = await bob.onDevice("again");
    expect(await again.shares.list()).toMatchObject([{ name: "Bank", key: "PENDING" }]);
    await ada.client.syncNow();
    await again.syncNow();
    expect(await titlesIn(again, id)).toEqual(["One", "Two"]);
  });

  it("is shown where its user placed it, and without secrets to whoever may only use them", async () => {
    const { ada, bob } = await foundPair(house);
    const { id } = await ada.client.shares.create({
      name: "Bank",
      recipients: [{ user: userOf(bob), permission: "READER_HIDDEN" }],
    });
    await ada.client.shares
      .open(id)
      .items()
      .add({ ...login("One"), notes: "the code is 1234" });
    const folder = await bob.client.profile("BUSINESS").folders().add({ name: "Mine" });
    await bob.client.syncNow();
    await bob.client.shares.accept(id, { folder: folder.id });
    const tree = await bob.client.profile("BUSINESS").tree();
    expect(tree.shares).toEqual([]);
    expect(tree.folders[0]?.shares).toMatchObject([{ id, name: "Bank", content: { items: [{ title: "One" }] } }]);
    const [item] = await bob.client.shares.open(id).items().list();
    expect(item).toMatchObject({ hidden: true, fields: { username: "us" }, notes: "" });
    expect(JSON.stringify(item)).not.toContain("hunter2");
    await bob.client.shares.place(id, null);
    expect((await bob.client.profile("BUSINESS").tree()).shares).toMatchObject([{ id }]);
    expect(await business(bob.client).list()).toEqual([]);
  });

  it("is verified from its beginning by whoever comes later, with groups that are in it no more, or ended", async () => {
    const { ada, portal, bob, eve, dan } = await foundCompany(house);
    const group = await portal.company.groups.create("Sales", [userOf(ada), userOf(bob)]);
    const other = await portal.company.groups.create("Board", [userOf(ada), userOf(eve)]);
    await ada.client.syncNow();
    const recipients = [
      { group, permission: "EDITOR" },
      { group: other, permission: "EDITOR" },
    ] as const;
    const { id } = await ada.client.shares.create({ name: "Bank", recipients });
    await accept(id, bob, eve);
    await portal.company.groups.add(group, userOf(dan));
    await bob.client.syncNow();
    await portal.company.groups.remove(group, userOf(dan));
    await bob.client.syncNow();
    await bob.client.shares.open(id).items().add(login("By Bob"));
    await eve.client.syncNow();
    await eve.client.shares.open(id).items().add(login("By Eve"));
    await ada.client.shares.remove(id, group);
    await portal.company.groups.end(other);
    await ada.client.syncNow();
    await ada.client.shares.open(id).items().add(login("By Ada"));
    expect(await ada.client.shares.get(id)).toMatchObject({ epoch: 4, groups: 0, members: 1 });
    await bob.client.syncNow();
    await eve.client.syncNow();
    expect([await bob.client.shares.list(), await eve.client.shares.list()]).toEqual([[], []]);
    await ada.client.shares.add(id, [{ user: userOf(dan) }]);
    await accept(id, dan);
    expect(await titlesIn(dan.client, id)).toEqual(["By Ada", "By Bob", "By Eve"]);
    const late = await dan.onDevice("late");
    expect(await titlesIn(late, id)).toEqual(["By Ada", "By Bob", "By Eve"]);
    for (const { client } of [ada, bob, eve, dan]) expect(client.evidence.list()).toEqual([]);
  });

  it("with Everyone in it is read by all, and takes who comes and loses who goes", async () => {
    const { ada, portal, bob, eve } = await foundTrio(house);
    await portal.company.groups.create("So that there is Everyone", [userOf(ada)]);
    await ada.client.syncNow();
    const everyone = (await ada.client.company.groups.list()).find((each) => each.everyone)?.group ?? "";
    const { id } = await ada.client.shares.create({
      name: "Wifi",
      recipients: [{ group: everyone, permission: "EDITOR" }],
    });
    await ada.client.syncNow();
    await accept(id, bob, eve);
    await bob.client.shares.open(id).items().add(login("Guest"));
    await eve.client.syncNow();
    expect(await titlesIn(eve.client, id)).toEqual(["Guest"]);
    await portal.company.remove(userOf(bob));
    await eve.client.syncNow();
    await eve.client.shares.open(id).items().add(login("Office"));
    await ada.client.syncNow();
    expect(await titlesIn(ada.client, id)).toEqual(["Guest", "Office"]);
    expect(await ada.client.shares.get(id)).toMatchObject({ due: false, epoch: 2 });
    expect(await ada.client.shares.toChange(id)).toMatchObject([{ title: "Guest", known: [userOf(bob)] }]);
  });

  it("is taken from whoever follows at once, and offered again to them", async () => {
    const { ada, bob } = await foundPair(house);
    const { id } = await ada.client.shares.create({ name: "Bank", recipients: [{ user: userOf(bob) }] });
    await ada.client.shares.open(id).items().add(login("One"));
    await accept(id, bob);
    bob.client.follow();
    await nextEvent(bob.client, "connection", (connection) => connection === "LIVE");
    const purged = nextEvent(bob.client, "change", ({ share, change }) => share === id && change === "PURGED");
    await ada.client.shares.remove(id, userOf(bob));
    await purged;
    expect(await bob.client.shares.list()).toEqual([]);
    await ada.client.shares.add(id, [{ user: userOf(bob), permission: "EDITOR" }]);
    expect(await bob.client.shares.offers()).toMatchObject([{ id, permission: "EDITOR" }]);
    const added = nextEvent(bob.client, "change", ({ share, change }) => share === id && change === "ADDED");
    await bob.client.shares.accept(id);
    await added;
    expect(await passwordIn(bob.client, id, "One")).toBe("hunter2");
  });

  it("is left by whoever goes elsewhere, unless nobody else would own it", async () => {
    const { ada, bob } = await foundPair(house);
    const { id } = await ada.client.shares.create({ name: "Bank", recipients: [{ user: userOf(bob) }] });
    await accept(id, bob);
    const own = await bob.client.shares.create({ name: "Bob's" });
    await expect(bob.client.company.leave()).rejects.toMatchObject({ code: "LAST_OWNER" });
    expect((await bob.client.shares.list()).map(({ name }) => name)).toEqual(["Bank", "Bob's"]);
    await bob.client.shares.close(own.id);
    await bob.client.company.leave();
    expect(await bob.client.shares.list()).toEqual([]);
    await ada.client.syncNow();
    expect(await ada.client.shares.list()).toMatchObject([{ members: 1, due: true }]);
    const mine = await bob.client.shares.create({ name: "On my own" });
    expect(mine).toMatchObject({ name: "On my own", key: "HERE", members: 1 });
  });
});
