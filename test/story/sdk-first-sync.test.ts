/** A first sync of many pages, cut at any of them: it goes on where it was. */

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, memoryStore, openClient, type Progress, signIn } from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { makeLine } from "../support/line.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";
import { itemsOf, login } from "../support/two-devices.ts";

let house: TestHouse;
let ada: Person;
beforeAll(async () => {
  house = await openHouse();
  ada = await newPerson(house);
  await itemsOf(ada.client).addMany(Array.from({ length: 3_500 }, (_, i) => login(`Website ${i}`)));
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

const pages = 4;
const syncs = ({ sent }: { readonly sent: readonly string[] }) => sent.filter((name) => name === "Sync").length;
const leavesOf = async (client: Client) => (await itemsOf(client).list()).map(({ id, leaf }) => [id, leaf]);

describe("a first sync that is cut", () => {
  it.each([1, 2, 3])(
    "after page %i goes on with the next, also in another run, and asks for none twice",
    async (page) => {
      const [store, line] = [memoryStore(), makeLine()];
      const here = { url: house.url, store, patience: 0, ...line.settings };
      const { secretKey } = ada.kit;
      line.cutAfter("Sync", page);
      const signingIn = signIn(here, { address: ada.address, password: ada.password, secretKey, deviceName: "phone" });
      await expect(signingIn).rejects.toMatchObject({ code: "UNREACHABLE" });
      expect(syncs(line)).toBe(page);
      line.mend();

      const client = (await openClient(here)) as Client;
      const seen: Progress[] = [];
      client.on("progress", (progress) => seen.push(progress));
      await client.unlock(ada.password);
      expect(syncs(line)).toBe(pages);
      expect(seen[0]?.done).toBeGreaterThanOrEqual(page * 900);
      expect(seen.at(-1)).toMatchObject({ phase: "FETCH", total: seen.at(-1)?.done });
      expect(await leavesOf(client)).toEqual(await leavesOf(ada.client));
      expect((await store.read("pages")).entries).toEqual([]);
      expect(client.evidence.list()).toEqual([]);
      await client.close();
    },
  );

  it("sees what changed meanwhile, and believes what it kept no more than what comes", async () => {
    const [store, line] = [memoryStore(), makeLine()];
    const here = { url: house.url, store, patience: 0, ...line.settings };
    line.cutAfter("Sync", 2);
    const { address, password, kit } = ada;
    await signIn(here, { address, password, secretKey: kit.secretKey, deviceName: "tablet" }).catch(() => {});
    line.mend();
    const [first] = await itemsOf(ada.client).list();
    await itemsOf(ada.client).edit(first?.id ?? "", { title: "Changed meanwhile" });
    await itemsOf(ada.client).add(login("Added meanwhile"));
    const { entries } = await store.read("pages");
    const kept = entries.map((entry) => new TextDecoder().decode(entry));

    const client = (await openClient(here)) as Client;
    await client.unlock(password);
    expect(await leavesOf(client)).toEqual(await leavesOf(ada.client));
    await client.close();

    // Garbage, pages of another fetch, and a page that was changed by hand.
    for (const change of [
      () => ["no json"],
      () => kept.map((page) => page.replace('"from":null', '"from":"elsewhere"')),
      () => [kept[0] ?? "", "{}"],
      () => kept.map((page) => page.replace(/"body":"[^"]{40}/, '"body":"AQ')),
    ]) {
      const another = memoryStore();
      const there = { ...here, store: another };
      line.cutAfter("Sync", 0);
      await signIn(there, { address, password, secretKey: kit.secretKey, deviceName: "clock" }).catch(() => {});
      line.mend();
      await another.replace(
        "pages",
        0,
        change().map((text) => new TextEncoder().encode(text)),
      );
      const late = (await openClient(there)) as Client;
      await late.unlock(password).catch(() => {});
      if (late.locked) await late.unlock(password);
      await late.syncNow();
      expect(await leavesOf(late)).toEqual(await leavesOf(ada.client));
      await late.close();
    }
  });
});
