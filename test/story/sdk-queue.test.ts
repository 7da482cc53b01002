/** What becomes of changes that wait when nothing goes as it should: answers, stores, other devices, other hands. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, memoryStore, openClient, type Settings, signIn } from "../../src/client/index.ts";
import type { Store } from "../../src/client/store/store.ts";
import { nextEvent } from "../support/event.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { makeLine } from "../support/line.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";
import { dyingStore, itemsOf, login, shown, twoDevices } from "../support/two-devices.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

async function reopened({ password }: Person, store: Store, more: Partial<Settings> = {}): Promise<Client> {
  const client = (await openClient({ url: house.url, store, ...more })) as Client;
  await client.unlock(password);
  return client;
}

describe("an item whose changes were refused", () => {
  it("is mended by one edit, however many there were, and makes no copy", async () => {
    const { laptop, phone, line, item } = await twoDevices(house);
    line.cut();
    await itemsOf(laptop).edit(item.id, { notes: "n".repeat(40_000) });
    await itemsOf(laptop).edit(item.id, { title: "My bank" });
    await itemsOf(phone).edit(item.id, { fields: { long: "f".repeat(40_000) } });
    line.mend();
    await laptop.syncNow();
    expect(laptop.status()).toMatchObject({ pending: 0, refused: 2 });

    await itemsOf(laptop).edit(item.id, { notes: "short" });

    expect(laptop.status()).toMatchObject({ pending: 0, refused: 0 });
    expect(await shown(laptop)).toEqual(["My bank: SYNCED"]);
    await phone.syncNow();
    const { notes, title, fields } = await itemsOf(phone).get(item.id);
    expect([title, notes, String(fields.long).length]).toEqual(["My bank", "short", 40_000]);
  });
});

describe("a server that fails", () => {
  it("has done it or not: the change waits, and is there once", async () => {
    const { laptop, phone, line } = await twoDevices(house);
    line.failAnswers("Commit", 1);
    expect((await itemsOf(laptop).add(login("Once"))).state).toBe("OFFLINE");
    await laptop.syncNow();
    expect(await shown(laptop)).toEqual(["Bank: SYNCED", "Once: SYNCED"]);
    await phone.syncNow();
    expect(await shown(phone)).toEqual(["Bank: SYNCED", "Once: SYNCED"]);
  });

  it("and goes on failing at one change does not stop the others; what it had done is found by the next edit", async () => {
    const { laptop, phone, line } = await twoDevices(house);
    line.failAnswers("Commit", 5);
    const added = await itemsOf(laptop).add(login("Failed at"));
    for (let more = 0; more < 4; more++) await laptop.syncNow().catch(() => {});
    expect(laptop.queue.list()).toMatchObject([
      { state: "REFUSED", refusal: { code: "REFUSED", details: { serverCode: "INTERNAL" } } },
    ]);
    expect((await itemsOf(laptop).add(login("Goes on"))).state).toBe("SYNCED");

    await itemsOf(laptop).edit(added.id, { notes: "edited", fields: { password: "changed" } });

    expect(laptop.status()).toMatchObject({ pending: 0, refused: 0 });
    await phone.syncNow();
    expect(await shown(phone)).toEqual(["Bank: SYNCED", "Failed at: SYNCED", "Goes on: SYNCED"]);
    expect(await itemsOf(phone).get(added.id)).toMatchObject({
      notes: "edited",
      version: 2,
      fields: { username: "ada", password: "changed" },
    });
  });

  it("is sent what waits by itself while it is followed", async () => {
    const { laptop, line } = await twoDevices(house);
    const live = nextEvent(laptop, "connection", (connection) => connection === "LIVE");
    laptop.follow();
    await live;
    line.failAnswers("Commit", 2, false);
    const sent = nextEvent(laptop, "change", ({ state }) => state === "SYNCED");
    const item = await itemsOf(laptop).add(login("Again"));
    expect(item.state).toBe("OFFLINE");
    expect(await sent).toMatchObject({ record: item.id });
  });

  it("or somebody before it who answers with a page of his own keeps nobody from working", async () => {
    const { laptop, line } = await twoDevices(house);
    line.tamper("Commit", (data) => {
      delete data.commit;
    });
    expect((await itemsOf(laptop).add(login("In the train"))).state).toBe("OFFLINE");
    line.honest();
    await laptop.syncNow();
    expect(await shown(laptop)).toEqual(["Bank: SYNCED", "In the train: SYNCED"]);
  });
});

describe("a store that fails after the change was kept", () => {
  it("is told of, and the change waits", async () => {
    const inner = memoryStore();
    let fails = false;
    const put: Store["put"] = (slot, value) =>
      fails && slot === "outbox" ? Promise.reject(new Error("ENOSPC")) : inner.put(slot, value);
    const { laptop } = await twoDevices(house, { store: { ...inner, put } });
    const told = nextEvent(laptop, "trouble", () => true);
    fails = true;
    expect((await itemsOf(laptop).add(login("Kept"))).state).toBe("PENDING");
    expect(await told).toMatchObject({ code: "STORE_FAILED" });
    fails = false;
    await laptop.syncNow();
    expect(await shown(laptop)).toEqual(["Bank: SYNCED", "Kept: SYNCED"]);
  });
});

describe("signing out", () => {
  it("is refused while changes wait, locked or not, until they are sent or may be lost", async () => {
    const store = memoryStore();
    const { ada, laptop, line } = await twoDevices(house, { store });
    line.cut();
    await itemsOf(laptop).add(login("Waits"));
    const waiting = expect.objectContaining({ code: "CHANGES_WAITING", details: { pending: 1, refused: 0 } });
    await expect(laptop.signOut()).rejects.toEqual(waiting);
    await laptop.lock();
    expect(laptop.status()).toMatchObject({ locked: true, pending: 1 });
    await expect(laptop.signOut()).rejects.toEqual(waiting);
    await laptop.unlock(ada.password);
    expect(await shown(laptop)).toEqual(["Bank: SYNCED", "Waits: OFFLINE"]);
    line.mend();
    await laptop.signOut();
    const again = await ada.onDevice("laptop, later");
    expect(await shown(again)).toEqual(["Bank: SYNCED", "Waits: SYNCED"]);
  });

  it("discards what waits where that was said", async () => {
    const { laptop, phone, line } = await twoDevices(house);
    line.cut();
    await itemsOf(laptop).add(login("Nobody wants it"));
    await laptop.signOut({ discard: true });
    expect(laptop.status()).toMatchObject({ ended: "SIGNED_OUT", pending: 0 });
    await phone.syncNow();
    expect(await shown(phone)).toEqual(["Bank: SYNCED"]);
  });
});

describe("a profile whose key changed meanwhile", () => {
  it("takes an edit and then a move to the other profile", async () => {
    const { laptop, phone, line, item } = await twoDevices(house);
    line.cut();
    await itemsOf(laptop).edit(item.id, { title: "Bank, for work" });
    const moved = await itemsOf(laptop).move(item.id, { profile: "BUSINESS" });
    await phone.rotate("PERSONAL");
    line.mend();
    await laptop.syncNow();
    expect(laptop.queue.list()).toEqual([]);
    await phone.syncNow();
    expect(await shown(phone)).toEqual([]);
    expect((await phone.profile("BUSINESS").items().get(moved.id)).title).toBe("Bank, for work");
  });

  it("takes an edit, the trash and a purge, also after a restart", async () => {
    const store = memoryStore();
    const { ada, laptop, phone, line, item } = await twoDevices(house, { store });
    line.cut();
    await itemsOf(laptop).edit(item.id, { title: "Old bank" });
    await itemsOf(laptop).trash(item.id);
    await itemsOf(laptop).purge(item.id);
    await laptop.close();
    await phone.rotate("PERSONAL");
    const again = await reopened(ada, store);
    await again.syncNow();
    expect([again.queue.list(), await shown(again)]).toEqual([[], []]);
    await again.close();
  });
});

describe("an item that was purged elsewhere", () => {
  it("is one new item of all edits that waited", async () => {
    const { laptop, phone, line, item } = await twoDevices(house);
    line.cut();
    await itemsOf(laptop).edit(item.id, { title: "Bank 2" });
    await itemsOf(laptop).edit(item.id, { notes: "second" });
    await itemsOf(laptop).edit(item.id, { fields: { pin: "1234" } });
    await itemsOf(phone).trash(item.id);
    await itemsOf(phone).purge(item.id);
    line.mend();
    await laptop.syncNow();
    expect(laptop.queue.list()).toEqual([]);
    const [made, ...others] = await itemsOf(laptop).list();
    expect(others).toEqual([]);
    expect(made).toMatchObject({ title: "Bank 2", notes: "second", conflictOf: item.id, fields: { pin: "1234" } });
    await phone.syncNow();
    expect(await itemsOf(phone).list()).toMatchObject([{ id: made?.id, version: 1 }]);
  });

  it("is given as the new one to whoever edits it, and gone where it was purged here as well", async () => {
    const { laptop, phone, line, item } = await twoDevices(house);
    await itemsOf(phone).trash(item.id);
    await itemsOf(phone).purge(item.id);
    const edited = await itemsOf(laptop).edit(item.id, { title: "Bank 2" });
    expect(edited).toMatchObject({ title: "Bank 2", conflictOf: item.id, state: "SYNCED" });
    await phone.syncNow();

    line.cut();
    await itemsOf(laptop).edit(edited.id, { title: "Bank 3" });
    await itemsOf(laptop).trash(edited.id);
    await itemsOf(laptop).purge(edited.id);
    await itemsOf(phone).trash(edited.id);
    await itemsOf(phone).purge(edited.id);
    line.mend();
    await laptop.syncNow();
    expect([laptop.queue.list(), await shown(laptop)]).toEqual([[], []]);
  });
});

describe("somebody who writes to the disk", () => {
  const bytesOf = (text: string) => new TextEncoder().encode(text);

  async function offline() {
    const store = memoryStore();
    const { ada, laptop, phone, line, item } = await twoDevices(house, { store });
    line.cut();
    await itemsOf(laptop).edit(item.id, { title: "first" });
    await itemsOf(laptop).edit(item.id, { title: "second" });
    await laptop.close();
    return { ada, store, phone, item };
  }

  it("has nothing sent that this device did not change", async () => {
    const { ada, store, phone } = await offline();
    const { first, entries } = await store.read("queue");
    const purge = (entry: Uint8Array) =>
      Buffer.concat([
        entry.subarray(0, 32),
        bytesOf(
          Buffer.from(entry.subarray(32))
            .toString()
            .replace(/"place":\{[^}]*\}/, '"place":null'),
        ),
      ]);
    const [a, b] = entries as [Uint8Array, Uint8Array];
    const attacks: [number, readonly Uint8Array[]][] = [
      [first, [purge(a), b]],
      [first, [b, a]],
      [first + 1, [a, b]],
      [first, [a, a]],
      [first, [a, b, bytesOf(`${"m".repeat(32)}{"over":[]}`)]],
    ];
    for (const [number, changed] of attacks) {
      await store.replace("queue", number, changed);
      const damaged = { code: "STORE_DAMAGED", details: { part: "queue" } };
      await expect(reopened(ada, store)).rejects.toMatchObject(damaged);
    }
    const outbox = (await store.get("outbox")) as Uint8Array;
    await store.replace("queue", first, entries);
    await store.put("outbox", Buffer.concat([outbox.subarray(0, -2), bytesOf(" }")]));
    await expect(reopened(ada, store)).rejects.toMatchObject({ code: "STORE_DAMAGED", details: { part: "outbox" } });
    await store.put("outbox", outbox);
    const again = await reopened(ada, store);
    await again.syncNow();
    await phone.syncNow();
    expect(await shown(phone)).toEqual(["second: SYNCED"]);
    await again.close();
  });

  it("may say that it was marked by keys of before: then it waits for a person", async () => {
    const { ada, store, phone, item } = await offline();
    const { first, entries } = await store.read("queue");
    const purge = Buffer.from(entries[1] as Uint8Array)
      .toString("latin1")
      .replace(/"place":\{[^}]*\}/, '"place":null');
    await store.replace("queue", first, [entries[0] as Uint8Array, Buffer.from(purge, "latin1")]);
    const next = "another correct horse battery";
    await phone.rotateAccount({ currentPassword: ada.password, newPassword: next });
    const { secretKey } = phone.emergencyKit();
    const here = { url: house.url, store };
    const again = await signIn(here, { address: ada.address, password: next, secretKey, deviceName: "laptop" });
    // The first was signed already, and its mark is good.
    const [purged, ...others] = again.queue.list();
    expect([purged?.refusal?.code, purged?.records[0]?.change, others]).toEqual(["KEYS_CHANGED", "PURGE", []]);
    expect(await again.queue.discard(purged?.id ?? "")).toBe(1);
    await again.syncNow();
    await phone.syncNow();
    expect((await itemsOf(phone).get(item.id)).title).toBe("first");
    await again.close();
  });
});

describe("a device that dies at any step of putting its changes together with others'", () => {
  it("loses neither side, and makes nothing twice", async () => {
    const ada = await newPerson(house);
    const phone = await ada.onDevice("phone");
    for (let steps = 0; steps < 12; steps++) {
      const store = memoryStore();
      const line = makeLine();
      const both = await itemsOf(phone).add(login(`both ${steps}`));
      const gone = await itemsOf(phone).add(login(`gone ${steps}`));
      const laptop = await ada.onDevice(`laptop ${steps}`, { store, ...line.settings, patience: 0 });
      line.cut();
      await itemsOf(laptop).edit(both.id, { title: `mine ${steps}`, notes: "by the laptop" });
      await itemsOf(laptop).edit(gone.id, { title: `kept ${steps}` });
      await itemsOf(laptop).edit(gone.id, { notes: "twice" });
      await laptop.close();
      await itemsOf(phone).edit(both.id, { fields: { password: "by the phone" } });
      await itemsOf(phone).trash(gone.id);
      await itemsOf(phone).purge(gone.id);

      const dead = await reopened(ada, dyingStore(store, steps), { patience: 0 }).catch(() => null);
      await dead?.syncNow().catch(() => {});
      const alive = await reopened(ada, store);
      await alive.syncNow();
      expect(alive.queue.list()).toEqual([]);
      await phone.syncNow();
      const ours = (await itemsOf(phone).list()).filter(({ title }) => title.endsWith(` ${steps}`));
      expect(ours.map(({ title, notes, fields }) => [title, notes, fields.password])).toEqual([
        [`kept ${steps}`, "twice", "hunter2"],
        [`mine ${steps}`, "by the laptop", "by the phone"],
      ]);
      await alive.close();
    }
  });
});
