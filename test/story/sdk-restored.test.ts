/** A server that was restored from an old copy, and heals from its clients (PROTOCOL §5.8). */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, memoryStore, openClient } from "../../src/client/index.ts";
import { nextEvent } from "../support/event.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { asOperator, beginRestoredIn, endRestoredIn, showRestoredIn } from "../support/operator.ts";
import { closePeople } from "../support/person.ts";
import { itemsOf, login, shown, twoDevices } from "../support/two-devices.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

/** Has the server lose what was written after `backUp`, and say so. */
async function restored(restore: () => Promise<void>): Promise<void> {
  await restore();
  await beginRestoredIn(house.database);
  await house.start();
}

const personal = (client: Client) => {
  const vault = client.status().vaults.find((each) => each.class === "PERSONAL");
  return [vault?.revision, vault?.restoring, vault?.frozen];
};
/** What the server has of the personal profile. */
async function revisionThere(client: Client): Promise<number> {
  const { vault } = client.profile("PERSONAL");
  const [row] = await asOperator(house.database, (owner) =>
    owner.query("select revision from vault where id = $1", [vault]),
  );
  return row.revision;
}
const leavesOf = async (client: Client) => (await itemsOf(client).list()).map(({ id, leaf }) => [id, leaf]);

describe("a server that was restored from an old copy", () => {
  it("heals from one client that has what it lost: every device has the same, and goes on", async () => {
    const { ada, laptop, phone, item } = await twoDevices(house);
    const kept = await itemsOf(laptop).add(login("Kept"));
    const purged = await itemsOf(laptop).add(login("Purged"));
    const folder = await laptop.profile("PERSONAL").folders().add({ name: "Money" });
    const restore = await house.backUp();
    await itemsOf(laptop).edit(item.id, { fields: { password: "changed after the copy" } });
    await itemsOf(laptop).edit(item.id, { title: "My bank" });
    await itemsOf(laptop).move(kept.id, { folder: folder.id });
    await itemsOf(laptop).trash(purged.id);
    await itemsOf(laptop).purge(purged.id);
    const added = await itemsOf(laptop).add(login("Added"));
    const before = await leavesOf(laptop);
    await restored(restore);

    await phone.syncNow();
    expect(personal(phone)).toEqual([4, true, false]);
    await laptop.syncNow();
    await phone.syncNow();

    expect(laptop.evidence.list()).toEqual([]);
    expect(await leavesOf(laptop)).toEqual(before);
    expect(await leavesOf(phone)).toEqual(before);
    expect(personal(laptop)).toEqual([10, false, false]);
    expect(await showRestoredIn(house.database)).toMatchObject({ restoring: 0, behind: [] });
    expect((await itemsOf(laptop).edit(added.id, { notes: "goes on" })).state).toBe("SYNCED");
    await phone.syncNow();
    const another = await ada.onDevice("another");
    expect(await leavesOf(another)).toEqual(await leavesOf(laptop));
    expect(await leavesOf(phone)).toEqual(await leavesOf(laptop));
  });

  it("has a device that stood in between read anew: what came and went there is gone on it as well", async () => {
    const { laptop, phone, item } = await twoDevices(house);
    const restore = await house.backUp();
    const passing = await itemsOf(laptop).add(login("Came and went"));
    await phone.syncNow();
    expect(await shown(phone)).toEqual(["Bank: SYNCED", "Came and went: SYNCED"]);
    await itemsOf(laptop).trash(passing.id);
    await itemsOf(laptop).purge(passing.id);
    await itemsOf(laptop).edit(item.id, { title: "My bank" });
    await restored(restore);

    await phone.syncNow();
    await laptop.syncNow();
    expect((await itemsOf(laptop).add(login("After"))).state).toBe("SYNCED");
    // It writes before it reads, too.
    expect((await itemsOf(phone).add(login("By the phone"))).state).toBe("SYNCED");
    await phone.syncNow();
    await laptop.syncNow();
    const all = ["After: SYNCED", "By the phone: SYNCED", "My bank: SYNCED"];
    expect([await shown(phone), await shown(laptop)]).toEqual([all, all]);
    expect([...phone.evidence.list(), ...laptop.evidence.list()]).toEqual([]);
    const live = nextEvent(phone, "connection", (connection) => connection === "LIVE");
    phone.follow();
    await live;
    const seen = nextEvent(phone, "change", ({ change }) => change === "ADDED");
    await itemsOf(laptop).add(login("Live"));
    await seen;
  });

  it("is brought what a device has from the disk, new epochs included, and takes what waited", async () => {
    const store = memoryStore();
    const { ada, laptop, phone, item } = await twoDevices(house, { store });
    const restore = await house.backUp();
    await laptop.rotate("PERSONAL");
    await itemsOf(laptop).edit(item.id, { title: "Under the new key" });
    await laptop.close();
    await restored(restore);
    const again = (await openClient({ url: house.url, store })) as Client;
    await again.unlock(ada.password);
    const waiting = await itemsOf(again).edit(item.id, { notes: "written meanwhile" });
    expect(waiting.state).toBe("OFFLINE");
    await again.syncNow();
    await phone.syncNow();
    await again.syncNow();
    expect(await shown(again)).toEqual(["Under the new key: SYNCED"]);
    await phone.syncNow();
    expect(await itemsOf(phone).get(item.id)).toMatchObject({ title: "Under the new key", notes: "written meanwhile" });
    expect([...again.evidence.list(), ...phone.evidence.list()]).toEqual([]);
    await again.close();
  });

  it("is healed by a device that follows it, without anybody doing anything", async () => {
    const { laptop, phone, item } = await twoDevices(house);
    const restore = await house.backUp();
    await itemsOf(laptop).edit(item.id, { title: "After the copy" });
    await phone.signOut();
    await restored(restore);
    laptop.follow();
    while ((await revisionThere(laptop)) < 2) await new Promise((resolve) => setTimeout(resolve, 50));
    // The phone has a session again, for the copy knows nothing of its sign-out: it is waited for.
    expect(personal(laptop)).toEqual([2, true, false]);
    await endRestoredIn(house.database);
    await laptop.syncNow();
    expect(await shown(laptop)).toEqual(["After the copy: SYNCED"]);
    expect(laptop.evidence.list()).toEqual([]);
    expect((await itemsOf(laptop).add(login("Goes on"))).state).toBe("SYNCED");
  });

  it("takes no change before that: it waits here, and is sent when the operator ends the state", async () => {
    const { laptop, phone, item } = await twoDevices(house);
    const restore = await house.backUp();
    await restored(restore);
    await laptop.syncNow();
    expect((await itemsOf(laptop).edit(item.id, { title: "Patience" })).state).toBe("OFFLINE");
    await expect(laptop.rotate("PERSONAL")).rejects.toMatchObject({ code: "VAULT_RESTORING" });
    expect(await endRestoredIn(house.database)).toBeGreaterThan(0);
    await laptop.syncNow();
    expect(await shown(laptop)).toEqual(["Patience: SYNCED"]);
    await phone.syncNow();
    expect(await shown(phone)).toEqual(["Patience: SYNCED"]);
  });

  it("is caught as ever where nobody said that it was restored", async () => {
    const { laptop, item } = await twoDevices(house);
    const restore = await house.backUp();
    await itemsOf(laptop).edit(item.id, { title: "After the copy" });
    await restore();
    await house.start();
    await laptop.syncNow().catch(() => {});
    expect(laptop.evidence.list().map(({ check }) => check)).toContain("WENT_BACK");
    expect(await shown(laptop)).toEqual(["After the copy: SYNCED"]);
  });
});
