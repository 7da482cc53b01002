import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { ImportRow } from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { makeLine } from "../support/line.ts";
import { closePeople, newPerson } from "../support/person.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

const rows = (count: number): ImportRow[] =>
  Array.from({ length: count }, (_, n) => ({
    key: `row ${n}`,
    item: { kind: "login", title: `Site ${n}`, fields: { username: `user${n}`, password: `secret ${n}` } },
    folders: n % 10 === 0 ? [] : n % 2 === 0 ? ["Work"] : ["Work", `Team ${n % 5}`],
  }));

describe("an import", () => {
  it("adds every row once, in folders, however often it is run, and whatever was renamed meanwhile", async () => {
    const ada = await newPerson(house);
    const personal = ada.client.profile("PERSONAL");
    const progress: number[] = [];
    const all = rows(2_500);

    const first = await personal.import(all, { source: "test", onProgress: ({ done }) => progress.push(done) });

    expect(first).toEqual({ added: 2_500, skipped: 0, folders: 6, forbidden: [] });
    expect(progress.at(-1)).toBe(2_500);
    const tree = await personal.tree();
    expect(tree.items).toHaveLength(250);
    expect(tree.folders.map(({ folder, folders }) => [folder?.name, folders.length])).toEqual([["Work", 5]]);
    await personal.folders().rename(tree.folders[0]?.folder?.id ?? "", "Office");
    await ada.client.rotate("PERSONAL");
    const trashed = (await personal.items().find("Site 77"))[0];
    await personal.items().trash(trashed?.id ?? "");

    const phone = await ada.onDevice("phone");
    const second = await phone.profile("PERSONAL").import([...all, ...all], { source: "test" });

    expect(second).toEqual({ added: 0, skipped: 5_000, folders: 0, forbidden: [] });
    const other = await phone.profile("BUSINESS").import(rows(3), { source: "test" });
    expect(other.added).toBe(3);
    expect((await phone.profile("PERSONAL").import(rows(3), { source: "another" })).added).toBe(3);
  });

  it("goes on where it was cut short", async () => {
    const line = makeLine();
    const ada = await newPerson(house, { ...line.settings, patience: 0 });
    const personal = ada.client.profile("PERSONAL");
    let sent = 0;
    const cutShort = personal.import(rows(500), {
      source: "test",
      chunk: 100,
      onProgress: () => {
        sent++;
        if (sent === 2) line.cut();
      },
    });
    await expect(cutShort).rejects.toMatchObject({ code: "UNREACHABLE" });
    line.mend();

    const report = await personal.import(rows(500), { source: "test", chunk: 100 });

    expect(report.added + report.skipped).toBe(500);
    const phone = await ada.onDevice("phone");
    expect(await phone.profile("PERSONAL").items().list()).toHaveLength(500);
  });

  it("runs on two devices at once without doubles", async () => {
    const ada = await newPerson(house);
    const phone = await ada.onDevice("phone");
    const run = (client: typeof phone) => client.profile("PERSONAL").import(rows(300), { source: "test", chunk: 50 });

    const reports = await Promise.all([run(ada.client), run(phone)]);

    expect(reports[0].added + reports[1].added).toBe(300);
    await ada.client.syncNow();
    await phone.syncNow();
    const titles = async (client: typeof phone) =>
      (await client.profile("PERSONAL").items().list()).map(({ title }) => title);
    expect(new Set(await titles(ada.client)).size).toBe(300);
    expect(await titles(phone)).toEqual(await titles(ada.client));
  });
});
