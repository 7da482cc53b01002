import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, type Item, memoryStore, openClient } from "../../src/client/index.ts";
import type { Store } from "../../src/client/store/store.ts";
import { nextEvent } from "../support/event.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { closePeople, newPerson } from "../support/person.ts";
import { dyingStore, itemsOf, login, shown, twoDevices } from "../support/two-devices.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

describe("work without a line", () => {
  it("is shown at once, sent in order when the line is back, and the same on every device", async () => {
    const { laptop, phone, line, item } = await twoDevices(house);
    line.cut();
    const folder = await laptop.profile("PERSONAL").folders().add({ name: "On the train" });
    const added = await itemsOf(laptop).add({ ...login("New"), folder: folder.id });
    await itemsOf(laptop).edit(added.id, { notes: "first" });
    await itemsOf(laptop).edit(added.id, { title: "Newer" });
    await itemsOf(laptop).move(item.id, { folder: folder.id });
    const gone = await itemsOf(laptop).add(login("Gone again"));
    await itemsOf(laptop).trash(gone.id);
    await itemsOf(laptop).purge(gone.id);

    expect(await shown(laptop)).toEqual(["Bank: OFFLINE", "Newer: OFFLINE"]);
    expect(laptop.status()).toMatchObject({ pending: 8, refused: 0 });
    expect(laptop.queue.list().map(({ records }) => records.map(({ change }) => change).join())).toEqual([
      ...["ADD", "ADD", "EDIT", "EDIT", "PLACE", "ADD", "PLACE", "PURGE"],
    ]);
    expect(await itemsOf(laptop).list({ folder: folder.id })).toHaveLength(2);
    line.mend();
    await laptop.syncNow();

    expect(await shown(laptop)).toEqual(["Bank: SYNCED", "Newer: SYNCED"]);
    expect(laptop.status()).toMatchObject({ pending: 0, refused: 0 });
    await phone.syncNow();
    const same = async (client: Client) => (await itemsOf(client).list()).map(({ leaf, folder: its }) => [leaf, its]);
    expect(await same(phone)).toEqual(await same(laptop));
    expect(await itemsOf(phone).get(added.id)).toMatchObject({ title: "Newer", notes: "first", version: 3 });
  });

  it("is sent by itself to a server that is followed, as soon as the line is back", async () => {
    const { laptop, phone, line } = await twoDevices(house);
    const live = nextEvent(laptop, "connection", (connection) => connection === "LIVE");
    laptop.follow();
    await live;
    const lost = nextEvent(laptop, "connection", (connection) => connection !== "LIVE");
    line.cut();
    await lost;
    const item = await itemsOf(laptop).add(login("Waits"));
    const told: string[] = [];
    laptop.on("change", ({ record, change, state }) => void (record === item.id && told.push(`${change} ${state}`)));
    const synced = nextEvent(laptop, "change", ({ record, state }) => record === item.id && state === "SYNCED");
    line.mend();
    await synced;
    await laptop.syncNow();
    expect(told.at(-1)).toBe("STATE SYNCED");
    expect(told.filter((each) => each.startsWith("CHANGED"))).toEqual([]);
    await phone.syncNow();
    expect(await shown(phone)).toEqual(["Bank: SYNCED", "Waits: SYNCED"]);
  });
});

describe("one item changed on two devices", () => {
  it("is merged where they changed different members", async () => {
    const { laptop, phone, line, item } = await twoDevices(house);
    line.cut();
    await itemsOf(laptop).edit(item.id, { fields: { password: "from the laptop" }, tags: ["money"] });
    await itemsOf(phone).edit(item.id, { title: "My bank", fields: { pin: "1234" } });
    line.mend();
    await laptop.syncNow();
    await phone.syncNow();
    for (const client of [laptop, phone]) {
      expect(await itemsOf(client).list()).toMatchObject([
        {
          title: "My bank",
          tags: ["money"],
          fields: { username: "ada", password: "from the laptop", pin: "1234" },
          version: 3,
        },
      ]);
    }
  });

  it("is there twice where they changed the same, until somebody settles it", async () => {
    const { laptop, phone, line, item } = await twoDevices(house);
    line.cut();
    await itemsOf(laptop).edit(item.id, { fields: { password: "from the laptop" } });
    await itemsOf(laptop).edit(item.id, { notes: "then a note" });
    await itemsOf(phone).edit(item.id, { fields: { password: "from the phone" } });
    line.mend();
    await laptop.syncNow();
    await phone.syncNow();
    expect((await itemsOf(phone).get(item.id)).fields.password).toBe("from the phone");
    const [copy, ...others] = await itemsOf(phone).list({ conflict: true });
    expect([copy?.fields.password, copy?.conflictOf, others]).toEqual(["from the laptop", item.id, []]);

    const settled = await itemsOf(phone).resolve((copy as Item).id, "OURS");

    expect(settled.fields.password).toBe("from the laptop");
    expect(settled.body.conflictOf).toBeUndefined();
    expect(await itemsOf(phone).list({ conflict: true })).toEqual([]);
    await expect(itemsOf(phone).resolve(item.id, "THEIRS")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("comes back from the trash, or from nothing, when the other side edited it", async () => {
    const { laptop, phone, line, item } = await twoDevices(house);
    const second = await itemsOf(laptop).add(login("Mail"));
    await phone.syncNow();
    line.cut();
    await itemsOf(laptop).edit(item.id, { title: "Bank, edited" });
    await itemsOf(laptop).edit(second.id, { title: "Mail, edited" });
    await itemsOf(phone).trash([item.id, second.id]);
    await itemsOf(phone).purge(second.id);
    line.mend();
    await laptop.syncNow();
    expect(await shown(laptop)).toEqual(["Bank, edited: SYNCED", "Mail, edited: SYNCED"]);
    expect((await itemsOf(laptop).list()).map(({ conflictOf }) => conflictOf)).toEqual([null, second.id]);
  });

  it("is trashed with what the other side made of it, but not purged", async () => {
    const { laptop, phone, line, item } = await twoDevices(house);
    line.cut();
    await itemsOf(laptop).trash(item.id);
    await itemsOf(phone).edit(item.id, { title: "Still needed" });
    line.mend();
    await laptop.syncNow();
    expect((await laptop.profile("PERSONAL").trash()).items).toMatchObject([
      { title: "Still needed", state: "SYNCED" },
    ]);

    await phone.syncNow();
    line.cut();
    await itemsOf(laptop).purge(item.id);
    await itemsOf(phone).restore(item.id);
    line.mend();
    await laptop.syncNow();
    expect(laptop.queue.list()).toMatchObject([{ state: "REFUSED", refusal: { code: "CONFLICT" } }]);
    expect(await laptop.queue.discard(laptop.queue.list()[0]?.id ?? "")).toBe(1);
    expect(await shown(laptop)).toEqual(["Still needed: SYNCED"]);
  });
});

describe("what was in the trash already", () => {
  it("is not purged over what the other device wrote meanwhile", async () => {
    const { laptop, phone, line, item } = await twoDevices(house);
    line.cut();
    await itemsOf(laptop).trash(item.id);
    await itemsOf(laptop).purge(item.id);
    await itemsOf(phone).edit(item.id, { fields: { password: "by the phone" } });
    line.mend();
    await laptop.syncNow();
    expect(laptop.queue.list()).toMatchObject([{ state: "REFUSED", refusal: { code: "CONFLICT" } }]);
    await phone.syncNow();
    expect((await itemsOf(phone).get(item.id)).fields.password).toBe("by the phone");
  });

  it("does not stop all else when two changes are too long together", async () => {
    const { laptop, phone, line, item } = await twoDevices(house);
    line.cut();
    await itemsOf(laptop).edit(item.id, { notes: "n".repeat(40_000) });
    await itemsOf(phone).edit(item.id, { fields: { long: "f".repeat(40_000) } });
    await itemsOf(phone).add(login("Meanwhile"));
    line.mend();
    await laptop.syncNow();
    expect(laptop.queue.list()).toMatchObject([{ state: "REFUSED", refusal: { code: "INVALID_INPUT" } }]);
    expect(await shown(laptop)).toContain("Meanwhile: SYNCED");
    expect((await itemsOf(laptop).add(login("After"))).state).toBe("SYNCED");
  });
});

describe("a change that the server refuses", () => {
  it("is kept with its reason, over a restart, mended by an edit, and discarded when nobody wants it", async () => {
    const strict = await openHouse({ DISABLE_PERSONAL_PROFILE: "true" });
    const store = memoryStore();
    const ada = await newPerson(strict, { store });
    const denied = expect.objectContaining({ code: "POLICY_DENIED" });
    await expect(itemsOf(ada.client).add(login("Private"))).rejects.toEqual(denied);
    expect(await shown(ada.client)).toEqual(["Private: REFUSED"]);
    const [item] = await itemsOf(ada.client).list();
    await expect(itemsOf(ada.client).add(login("Never was"))).rejects.toEqual(denied);
    const [never] = await itemsOf(ada.client).find("Never was");
    await itemsOf(ada.client)
      .trash(never?.id ?? "")
      .catch(() => {});
    await itemsOf(ada.client).purge(never?.id ?? "");
    expect(await shown(ada.client)).toEqual(["Private: REFUSED"]);
    await expect(itemsOf(ada.client).edit(item?.id ?? "", { title: "Private, edited" })).rejects.toEqual(denied);
    await ada.client.close();

    const again = (await openClient({ url: strict.url, store })) as Client;
    expect(again.status()).toMatchObject({ locked: true, pending: 0, refused: 1 });
    await again.unlock(ada.password);
    expect(await shown(again)).toEqual(["Private, edited: REFUSED"]);
    await again.queue.retry();
    const [refused, ...others] = again.queue.list();
    expect([refused?.refusal, others]).toEqual([
      { code: "POLICY_DENIED", details: { policy: "DISABLE_PERSONAL_PROFILE" } },
      [],
    ]);
    const work = await again.profile("BUSINESS").items().add(login("For work"));
    expect(work.state).toBe("SYNCED");
    expect(await again.queue.discard(refused?.id ?? "")).toBe(1);
    await expect(again.queue.discard(refused?.id ?? "")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await shown(again)).toEqual([]);
    await again.close();
    await closePeople();
    await strict.close();
  });
});

describe("a store that fails", () => {
  it("is full: the change is refused, and nothing of it is left", async () => {
    const inner = memoryStore();
    let full = false;
    const store: Store = {
      ...inner,
      append: (log, entries) =>
        full && log === "queue" ? Promise.reject(new Error("ENOSPC")) : inner.append(log, entries),
    };
    const ada = await newPerson(house, { store });
    full = true;
    await expect(itemsOf(ada.client).add(login("No room"))).rejects.toBeTruthy();
    expect([await shown(ada.client), ada.client.status().pending]).toEqual([[], 0]);
    full = false;
    expect((await itemsOf(ada.client).add(login("Room again"))).state).toBe("SYNCED");
  });

  it("fails one of two changes that were made at once: the other is done, and only the one is gone", async () => {
    const inner = memoryStore();
    let fails = 0;
    const store: Store = {
      ...inner,
      append: async (log, entries) => {
        if (log !== "queue" || fails-- !== 1) return inner.append(log, entries);
        await new Promise((resolve) => setTimeout(resolve, 300));
        throw new Error("EIO");
      },
    };
    const ada = await newPerson(house, { store });
    fails = 1;
    const [first, second] = await Promise.allSettled(
      ["one", "two"].map((title) => itemsOf(ada.client).add(login(title))),
    );
    expect([first?.status, second?.status]).toEqual(["rejected", "fulfilled"]);
    await ada.client.syncNow();
    expect(await shown(ada.client)).toEqual(["two: SYNCED"]);
  });

  it("has a queue that is not one: the account says so, and opens nothing", async () => {
    const store = memoryStore();
    const ada = await newPerson(house, { store });
    await ada.client.close();
    for (const garbage of ["", "{}", "null", '{"put":7}', "\u0000"]) {
      await store.replace("queue", 0, [new TextEncoder().encode(garbage)]);
      await expect(openClient({ url: house.url, store })).rejects.toMatchObject({
        code: "STORE_DAMAGED",
        details: { part: "queue" },
      });
    }
  });
});

describe("a device that dies at any step of a write", () => {
  it("has done the deed once or not at all, and never loses one that was said to be kept", async () => {
    const ada = await newPerson(house);
    const item = await itemsOf(ada.client).add(login("before"));
    const outcomes = new Set<string>();
    for (let steps = 0; steps < 12; steps++) {
      const inner = memoryStore();
      const { password } = ada;
      const first = await ada.onDevice(`device ${steps}`, { store: inner });
      await first.close();
      const dead = (await openClient({ url: house.url, store: dyingStore(inner, steps), patience: 0 })) as Client;
      await dead.unlock(password);
      const title = `edited at ${steps}`;
      const said = await itemsOf(dead)
        .edit(item.id, { title })
        .then(
          ({ state }) => state,
          () => "FAILED",
        );
      const alive = (await openClient({ url: house.url, store: inner })) as Client;
      await alive.unlock(password);
      await alive.syncNow();
      const titles = (await itemsOf(alive).list()).map((each) => each.title);
      expect(titles).toHaveLength(1);
      if (said === "SYNCED") expect(titles).toEqual([title]);
      expect(alive.queue.list()).toEqual([]);
      outcomes.add(`${said} ${titles[0] === title}`);
      await alive.close();
    }
    expect([...outcomes].sort()).toEqual(expect.arrayContaining(["FAILED false", "PENDING true", "SYNCED true"]));
  });
});

describe("following", () => {
  it("ends at once, however early it is stopped", async () => {
    const { laptop } = await twoDevices(house);
    for (const pause of [0, 1, 5, 20]) {
      const follower = laptop.follow();
      await new Promise((resolve) => setTimeout(resolve, pause));
      await follower.stop();
      expect(follower.connection).toBe("STOPPED");
    }
  });
});
