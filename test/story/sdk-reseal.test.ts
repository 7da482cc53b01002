import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { memoryStore } from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { makeLine } from "../support/line.ts";
import { closePeople, newPerson } from "../support/person.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

const login = (title: string) => ({ kind: "login", title, fields: { username: "ada", password: "hunter2" } });
const rows = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ key: `row ${n}`, item: login(`item ${n}`) }));

const former = (client: { status(): { vaults: readonly { class: string; former: number }[] } }) =>
  client.status().vaults.find((vault) => vault.class === "PERSONAL")?.former;

describe("sealing a profile again", () => {
  it("goes through all of it, in portions, and leaves content, folders, trash and history as they were", async () => {
    const ada = await newPerson(house);
    const personal = ada.client.profile("PERSONAL");
    const folder = await personal.folders().add({ name: "Banks" });
    const item = await personal.items().add({ ...login("kept"), folder: folder.id });
    const gone = await personal.items().add(login("in the trash"));
    await personal.items().trash(gone.id);
    await ada.client.rotate("PERSONAL");
    expect(former(ada.client)).toBe(3);

    expect(await ada.client.resealProfile("PERSONAL")).toEqual({ resealed: 3, left: 0 });

    expect(former(ada.client)).toBe(0);
    expect(await ada.client.resealProfile("PERSONAL")).toEqual({ resealed: 0, left: 0 });
    const phone = await ada.onDevice("phone");
    expect(await phone.profile("PERSONAL").items().get(item.id)).toMatchObject({
      title: "kept",
      folder: folder.id,
      version: 2,
    });
    expect((await phone.profile("PERSONAL").trash()).items.map(({ id }) => id)).toEqual([gone.id]);
    expect((await phone.profile("PERSONAL").items().history(item.id)).map(({ version }) => version)).toEqual([2, 1]);
    expect(phone.evidence.list()).toEqual([]);
  });

  it("ends when it is told to or cut off, and goes on where it was, on another device too", async () => {
    const line = makeLine();
    const store = memoryStore();
    const ada = await newPerson(house, { store, patience: 0, ...line.settings });
    await ada.client.profile("PERSONAL").import(rows(1_500), { source: "test" });
    await ada.client.rotate("PERSONAL");
    const stop = new AbortController();
    const seen: number[] = [];
    const first = await ada.client.resealProfile("PERSONAL", {
      signal: stop.signal,
      onProgress: ({ done }) => {
        seen.push(done);
        stop.abort();
      },
    });
    expect(first).toEqual({ resealed: 1_000, left: 500 });
    expect(seen).toEqual([0]);
    line.cut();
    await expect(ada.client.resealProfile("PERSONAL")).rejects.toMatchObject({ code: "UNREACHABLE" });
    line.mend();
    const phone = await ada.onDevice("phone");
    expect(await phone.resealProfile("PERSONAL")).toEqual({ resealed: 500, left: 0 });
    await ada.client.syncNow();
    expect(former(ada.client)).toBe(0);
    expect(await ada.client.profile("PERSONAL").items().list()).toHaveLength(1_500);
  });

  it("lets others write meanwhile: a record that they changed is taken as it is by then", async () => {
    const ada = await newPerson(house);
    const items = ada.client.profile("PERSONAL").items();
    const [one] = [await items.add(login("one")), await items.add(login("two"))];
    const phone = await ada.onDevice("phone");
    await ada.client.rotate("PERSONAL");
    let edits = 0;
    await phone.syncNow();
    // The laptop has not heard of this when it sends its portion.
    await phone.profile("PERSONAL").items().edit(one.id, { title: "by the phone" });
    const report = await ada.client.resealProfile("PERSONAL", { onProgress: () => void edits++ });
    expect(report).toEqual({ resealed: 1, left: 0 });
    expect((await items.list()).map(({ title }) => title).sort()).toEqual(["by the phone", "two"]);
    expect(edits).toBe(3);
    await phone.syncNow();
    expect((await phone.profile("PERSONAL").items().list()).map(({ title }) => title).sort()).toEqual([
      "by the phone",
      "two",
    ]);
  });
});
