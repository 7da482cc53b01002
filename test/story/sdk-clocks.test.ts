/** Devices whose clocks are off by years: what they sign is in order all the same, and nothing is asked twice for it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, memoryStore, openClient } from "../../src/client/index.ts";
import { nextEvent } from "../support/event.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { makeLine } from "../support/line.ts";
import { closePeople, newPerson } from "../support/person.ts";
import { itemsOf, login, shown } from "../support/two-devices.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

const year = 365 * 24 * 3_600_000;
const off = (years: number) => ({ clock: () => new Date(Date.now() + years * year) });

describe.each([-20, -1, 1, 20])("a clock that is off by %i years", (years) => {
  it("signs up, signs in, edits offline, merges, follows and unlocks again", async () => {
    const line = makeLine();
    const store = memoryStore();
    const ada = await newPerson(house, { ...line.settings, ...off(years), store, patience: 0 });
    const { client: laptop } = ada;
    const right = await ada.onDevice("right");
    const other = await ada.onDevice("other way", off(-years));
    const item = await itemsOf(laptop).add(login("Bank"));
    await right.syncNow();
    await itemsOf(right).edit(item.id, { title: "Bank, right" });
    line.cut();
    await itemsOf(laptop).edit(item.id, { notes: "offline" });
    line.mend();
    await laptop.syncNow();
    await other.syncNow();
    await itemsOf(other).edit(item.id, { tags: ["other"] });
    await itemsOf(other).trash((await itemsOf(other).add(login("Trash"))).id);
    await laptop.syncNow();
    await right.syncNow();
    for (const client of [laptop, right]) {
      expect(await itemsOf(client).list()).toMatchObject([{ title: "Bank, right", notes: "offline", tags: ["other"] }]);
      expect(client.evidence.list()).toEqual([]);
    }
    const live = nextEvent(laptop, "connection", (connection) => connection === "LIVE");
    const follower = laptop.follow();
    await live;
    const seen = nextEvent(laptop, "change", ({ change }) => change === "ADDED");
    await itemsOf(right).add(login("Live"));
    await seen;
    await follower.stop();
    expect(line.sent.filter((name) => name === "RefreshSession").length).toBeLessThan(3);
    await laptop.close();

    const again = (await openClient({ url: house.url, store, ...off(years) })) as Client;
    await again.unlock(ada.password);
    await again.syncNow();
    expect(await shown(again)).toEqual(["Bank, right: SYNCED", "Live: SYNCED"]);
    await again.close();
  });
});
