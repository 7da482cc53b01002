import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { ConflictError, memoryStore, signIn } from "../../src/client/index.ts";
import { nextEvent } from "../support/event.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { closePeople, newPerson } from "../support/person.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

const login = (title: string) => ({ kind: "login", title, fields: { username: "ada", password: "hunter2" } });

describe("a person with two devices", () => {
  it("has the same content on both", async () => {
    const ada = await newPerson(house);
    const personal = ada.client.profile("PERSONAL");
    const folder = await personal.folders().add({ name: "Banks" });
    const item = await personal
      .items()
      .add({ ...login("Example bank"), folder: folder.id, "x-unknown": { kept: true } });

    const phone = await ada.onDevice("phone");
    const there = await phone.profile("PERSONAL").items().get(item.id);

    expect(there).toEqual(item);
    expect(there.body["x-unknown"]).toEqual({ kept: true });
    expect((await phone.profile("PERSONAL").tree()).folders[0]?.items[0]?.title).toBe("Example bank");
    expect(phone.status().vaults.map((vault) => vault.frozen)).toEqual([false, false, false]);
  });

  it("sees a change on the other at once, as synced", async () => {
    const ada = await newPerson(house);
    const phone = await ada.onDevice("phone");
    const live = nextEvent(phone, "connection", (connection) => connection === "LIVE");
    phone.follow();
    await live;

    const seen = nextEvent(phone, "change");
    const item = await ada.client.profile("BUSINESS").items().add(login("Door code"));

    expect(await seen).toMatchObject({ record: item.id, change: "ADDED", state: "SYNCED", profile: "BUSINESS" });
    expect((await phone.profile("BUSINESS").items().get(item.id)).title).toBe("Door code");
  });

  it("writes on both at once, and neither loses anything", async () => {
    const ada = await newPerson(house);
    const phone = await ada.onDevice("phone");

    await Promise.all(
      [ada.client, phone].flatMap((client) =>
        [1, 2, 3, 4].map((n) =>
          client
            .profile("PERSONAL")
            .items()
            .add(login(`${client.account.deviceName} ${n}`)),
        ),
      ),
    );
    await ada.client.syncNow();
    await phone.syncNow();

    const titles = async (client: typeof phone) =>
      (await client.profile("PERSONAL").items().list()).map((i) => i.title);
    expect(await titles(ada.client)).toHaveLength(8);
    expect(await titles(phone)).toEqual(await titles(ada.client));
  });

  it("goes on after own commits that the other built upon, without having fetched in between", async () => {
    const ada = await newPerson(house);
    const phone = await ada.onDevice("phone");
    for (let n = 0; n < 4; n++)
      await ada.client
        .profile("PERSONAL")
        .items()
        .add(login(`first ${n}`));
    await ada.client.syncNow();
    await ada.client.profile("PERSONAL").items().add(login("laptop alone"));
    for (let n = 0; n < 7; n++)
      await phone
        .profile("PERSONAL")
        .items()
        .add(login(`phone ${n}`));

    await ada.client.syncNow();

    expect(await ada.client.profile("PERSONAL").items().list()).toHaveLength(12);
    expect(ada.client.evidence.list()).toEqual([]);
  });

  it("loses neither side when both edit the same item, and gets a typed conflict for an old form", async () => {
    const ada = await newPerson(house);
    const item = await ada.client.profile("PERSONAL").items().add(login("as it was"));
    const phone = await ada.onDevice("phone");
    await ada.client.profile("PERSONAL").items().edit(item.id, { title: "by the laptop" });

    await phone.profile("PERSONAL").items().edit(item.id, { title: "by the phone" });

    expect(await phone.profile("PERSONAL").items().list({ conflict: true })).toMatchObject([
      { title: "by the phone", conflictOf: item.id, state: "SYNCED" },
    ]);
    expect(await phone.profile("PERSONAL").items().get(item.id)).toMatchObject({
      title: "by the laptop",
      state: "SYNCED",
      version: 2,
    });
    const seen = await phone.profile("PERSONAL").items().get(item.id);
    await phone.profile("PERSONAL").items().edit(item.id, { title: "by the phone, then" }, { basedOn: seen });
    const stale = phone.profile("PERSONAL").items().edit(item.id, { title: "by an old form" }, { basedOn: seen });
    await expect(stale).rejects.toBeInstanceOf(ConflictError);
    await expect(stale).rejects.toMatchObject({ code: "CONFLICT", records: [{ record: item.id }] });
  });
});

describe("an item", () => {
  it("keeps what an edit does not name, and every version before it", async () => {
    const ada = await newPerson(house);
    const items = ada.client.profile("PERSONAL").items();
    const item = await items.add({ ...login("Mail"), "x-icon": "letter", tags: ["old"] });
    await items.edit(item.id, { fields: { password: "new" }, tags: ["new"] });
    await items.trash(item.id);
    await items.restore(item.id);
    await items.edit(item.id, { notes: "changed twice", "x-icon": null });

    expect(await items.get(item.id)).toMatchObject({
      fields: { username: "ada", password: "new" },
      tags: ["new"],
      version: 3,
    });
    expect((await items.get(item.id)).body).not.toHaveProperty("x-icon");
    const phone = await ada.onDevice("phone");
    const history = await phone.profile("PERSONAL").items().history(item.id);
    expect(history.map(({ version, fields, notes }) => [version, fields.password, notes])).toEqual([
      [3, "new", "changed twice"],
      [2, "new", ""],
      [1, "hunter2", ""],
    ]);
  });

  it("moves between profiles in one commit: a new one there, the old one in the trash here", async () => {
    const ada = await newPerson(house);
    const phone = await ada.onDevice("phone");
    const personal = ada.client.profile("PERSONAL");
    const business = ada.client.profile("BUSINESS");
    const folder = await business.folders().add({ name: "Servers" });
    const item = await personal.items().add(login("Build server"));

    const moved = await personal.items().move(item.id, { profile: "BUSINESS", folder: folder.id });

    expect(moved.id).not.toBe(item.id);
    expect(moved).toMatchObject({ profile: "BUSINESS", title: "Build server", folder: folder.id, version: 1 });
    await phone.syncNow();
    expect(await phone.profile("BUSINESS").items().get(moved.id)).toEqual(moved);
    expect((await phone.profile("PERSONAL").trash()).items.map(({ id }) => id)).toEqual([item.id]);
    expect(await phone.profile("PERSONAL").items().list()).toEqual([]);
  });

  it("is trashed, restored and purged on every device, the last one for good", async () => {
    const ada = await newPerson(house);
    const phone = await ada.onDevice("phone");
    const items = ada.client.profile("PERSONAL").items();
    const item = await items.add(login("Old shop"));
    await expect(items.purge(item.id)).rejects.toMatchObject({ code: "NOT_IN_TRASH" });

    await items.trash(item.id);
    await phone.syncNow();
    expect((await phone.profile("PERSONAL").items().get(item.id)).trashedAt).not.toBeNull();
    await phone.profile("PERSONAL").items().restore(item.id);
    await ada.client.syncNow();
    expect((await items.list()).map(({ title }) => title)).toEqual(["Old shop"]);
    await items.trash(item.id);
    await items.purge(item.id);

    await phone.syncNow();
    await expect(phone.profile("PERSONAL").items().get(item.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(phone.status().vaults.find(({ class: its }) => its === "PERSONAL")?.count).toBe(0);
  });
});

describe("a folder", () => {
  it("takes what is in it along: into the trash, out of it, and into the other profile", async () => {
    const ada = await newPerson(house);
    const personal = ada.client.profile("PERSONAL");
    const outer = await personal.folders().add({ name: "Outer" });
    const inner = await personal.folders().add({ name: "Inner", folder: outer.id });
    const item = await personal.items().add({ ...login("Deep"), folder: inner.id });

    await personal.folders().trash(outer.id);
    expect(await personal.tree()).toEqual({ folder: null, folders: [], items: [], shares: [] });
    await personal.folders().restore(outer.id);
    expect((await personal.items().get(item.id)).folder).toBe(inner.id);
    await expect(personal.folders().move(outer.id, { folder: inner.id })).rejects.toMatchObject({ code: "CYCLE" });

    await personal.folders().move(outer.id, { profile: "BUSINESS" });
    const tree = await ada.client.profile("BUSINESS").tree();
    expect(tree.folders[0]?.folder?.name).toBe("Outer");
    expect(tree.folders[0]?.folders[0]?.items[0]?.title).toBe("Deep");
    expect((await personal.trash()).folders.map(({ name }) => name).sort()).toEqual(["Inner", "Outer"]);
  });

  it("that two devices moved into each other stands at the top, with all that is in it", async () => {
    const ada = await newPerson(house);
    const folders = ada.client.profile("PERSONAL").folders();
    const [one, two] = [await folders.add({ name: "One" }), await folders.add({ name: "Two" })];
    const item = await ada.client
      .profile("PERSONAL")
      .items()
      .add({ ...login("In one"), folder: one.id });
    const phone = await ada.onDevice("phone");
    await folders.move(one.id, { folder: two.id });
    await phone.profile("PERSONAL").folders().move(two.id, { folder: one.id });
    await ada.client.syncNow();

    for (const client of [ada.client, phone]) {
      const tree = await client.profile("PERSONAL").tree();
      expect(tree.folders.map(({ folder }) => folder?.name)).toEqual(["One", "Two"]);
      expect(tree.items.map(({ id }) => id)).toEqual([item.id]);
    }
    await folders.move(two.id, { folder: null });
    expect((await folders.get(one.id)).folder).toBe(two.id);
  });

  it("that is trashed on one device shows what another put into it at the top", async () => {
    const ada = await newPerson(house);
    const phone = await ada.onDevice("phone");
    const folder = await ada.client.profile("PERSONAL").folders().add({ name: "Going" });
    await phone.syncNow();
    const item = await phone
      .profile("PERSONAL")
      .items()
      .add({ ...login("Put there"), folder: folder.id });
    await ada.client.profile("PERSONAL").folders().trash(folder.id);

    await phone.syncNow();
    await ada.client.syncNow();

    for (const client of [ada.client, phone]) {
      const { items } = await client.profile("PERSONAL").tree();
      expect(items.map(({ id, folder: shown }) => [id, shown])).toEqual([[item.id, null]]);
    }
  });
});

describe("a profile whose key was rotated", () => {
  it("opens on all devices, old and new, and is written under the new key", async () => {
    const ada = await newPerson(house);
    const before = await ada.client.profile("PERSONAL").items().add(login("before"));
    const phone = await ada.onDevice("phone");

    expect(await ada.client.rotate("PERSONAL")).toEqual({ epoch: 2 });
    const after = await ada.client.profile("PERSONAL").items().add(login("after"));
    // The phone does not know yet, and writes all the same.
    const third = await phone.profile("PERSONAL").items().add(login("from the phone"));
    await phone.rotate("PERSONAL");

    const tablet = await ada.onDevice("tablet");
    for (const client of [phone, tablet]) {
      const items = client.profile("PERSONAL").items();
      const ids = [before, after, third].map(({ id }) => id);
      expect((await Promise.all(ids.map((id) => items.get(id)))).map(({ title }) => title)).toEqual([
        "before",
        "after",
        "from the phone",
      ]);
      expect(client.status().vaults.find(({ class: its }) => its === "PERSONAL")).toMatchObject({
        epoch: 3,
        frozen: false,
      });
    }
  });
});

describe("signing in", () => {
  it("refuses a wrong password, a wrong Secret Key and an unknown address with one and the same error", async () => {
    const ada = await newPerson(house);
    const bob = await newPerson(house);
    const right = { address: ada.address, password: ada.password, secretKey: ada.kit.secretKey, deviceName: "phone" };
    const attempts = [
      { ...right, password: "wrong" },
      { ...right, secretKey: bob.kit.secretKey },
      { ...right, address: "nobody@example.org" },
    ];
    for (const attempt of attempts) {
      const refused = signIn({ url: house.url, store: memoryStore() }, attempt);
      await expect(refused).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    }
    await expect(
      signIn({ url: house.url, store: memoryStore() }, { ...right, secretKey: `${right.secretKey.slice(0, -1)}U` }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});
