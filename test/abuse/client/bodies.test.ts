/**
 * A client that was changed seals what no other would: bodies that lie absurdly deep, folders without a name. Everybody else's goes on.
 *
 * Source: our own reasoning; PROTOCOL §2.4.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openArchive, readOwnExport } from "../../../src/client/import/index.ts";
import { encodeCsv, encodeExport, type Json, makeArchiveCode, sealArchive } from "../../../src/client/index.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { closePeople } from "../../support/person.ts";
import { accept, foundPair, login, type SharingPair, userOf } from "../../support/sharing.ts";

const nested = (levels: number): Json => Array.from({ length: levels }).reduce<Json>((inner) => [inner], "core");
const nestedText = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

/** What a client that was changed seals: another text in the place of one that was checked. */
async function sealing<T>(other: string, work: (mark: string) => Promise<T>): Promise<T> {
  const { encode } = TextEncoder.prototype;
  TextEncoder.prototype.encode = function (text = "") {
    return encode.call(this, text.replace('"MARK"', other));
  };
  try {
    return await work("MARK");
  } finally {
    TextEncoder.prototype.encode = encode;
  }
}

let house: TestHouse;
let pair: SharingPair;
beforeAll(async () => {
  house = await openHouse();
  pair = await foundPair(house);
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

describe("a body that is deeper than any is", () => {
  it("is not written", async () => {
    const items = pair.ada.client.profile("PERSONAL").items();
    const { id } = await items.add({ ...login("As deep as may be"), more: nested(63) });
    expect(await items.get(id)).toMatchObject({ readable: true, title: "As deep as may be" });
    for (const levels of [64, 100_000]) {
      const refusal = { code: "INVALID_INPUT", details: { argument: "body" } };
      await expect(items.add({ ...login("Deep"), more: nested(levels) })).rejects.toMatchObject(refusal);
      await expect(items.edit(id, { more: nested(levels) })).rejects.toMatchObject(refusal);
      await expect(items.edit(id, { fields: { custom: nested(levels) } })).rejects.toMatchObject(refusal);
    }
    await items.trash(id);
  });

  it("reads as one that cannot be read, in a share and in one's own, and holds up nothing", async () => {
    const { ada, bob } = pair;
    const { id } = await ada.client.shares.create({
      name: "Bank",
      recipients: [{ user: userOf(bob), permission: "EDITOR" }],
    });
    const theirs = ada.client.shares.open(id).items();
    const deep = await sealing(nestedText(25_000), (more) => theirs.add({ ...login("Deep"), more }));
    const edge = await sealing(nestedText(64), (more) => theirs.add({ ...login("One too deep"), more }));
    await theirs.add(login("Ordinary"));
    await accept(id, bob);

    const shared = bob.client.shares.open(id).items();
    const seen = await shared.list();
    expect(seen.map(({ title, readable }) => [title, readable])).toEqual([
      ["", false],
      ["", false],
      ["Ordinary", true],
    ]);
    for (const item of [deep, edge]) {
      expect(await shared.get(item.id)).toMatchObject({ readable: false, title: "", body: {} });
      await expect(shared.move(item.id, { profile: "BUSINESS" })).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(shared.edit(item.id, { title: "Mine" })).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(await shared.history(item.id)).toHaveLength(1);
    }
    expect(await shared.find("Ordinary")).toHaveLength(1);
    await shared.move(seen[2]?.id ?? "", { profile: "BUSINESS" });
    expect((await bob.client.profile("BUSINESS").export()).items).toMatchObject([{ body: { title: "Ordinary" } }]);

    const own = bob.client.profile("PERSONAL");
    const folder = await own.folders().add({ name: "Folder" });
    const there = await sealing(nestedText(25_000), (more) =>
      own.items().add({ ...login("Deep"), more, folder: folder.id }),
    );
    await own.items().add(login("Mine"));
    expect(await own.export()).toMatchObject({ items: [{ body: { title: "Mine" } }], unreadable: [there.id] });
    await own.items().trash(there.id);
    await own.items().purge(there.id);
  });
});

describe("what another client sealed without a check", () => {
  it("is left out of an export that opens again, and counted: folders without a name, numbers that grow, titles and kinds that are none", async () => {
    const own = pair.ada.client.profile("PERSONAL");
    const folders = own.folders();
    const good = await folders.add({ name: "Good" });
    const folderOf = (name: string, folder: string) => sealing(name, (mark) => folders.add({ name: mark, folder }));
    const empty = await folderOf('""', good.id);
    const blank = await folderOf('"  "', empty.id);
    const long = await folderOf(`"${"x".repeat(2_000)}"`, good.id);
    const deep = await folderOf(nestedText(100), good.id);
    const below = await folderOf('" Below "', deep.id);
    await own.items().add({ ...login("In blank"), folder: blank.id });
    await own.items().add({ ...login("In long"), folder: long.id });
    await own.items().add({ ...login("Below"), folder: below.id });
    // A fifth of the digits that they are written with again.
    const growing = await sealing(`[${"1e20,".repeat(8_000)}1]`, (more) =>
      own.items().add({ ...login("Growing"), more }),
    );
    const untitled = await sealing("7", (title) => own.items().add({ ...login("Untitled"), title }));
    const odd = await sealing(`"${"k".repeat(65)}"`, (kind) => own.items().add({ kind, title: "Of no kind" }));

    const exported = await own.export();
    expect(exported.folders).toEqual([["Good", "Below"], ["Good", "x".repeat(1_000)], ["Good"]]);
    expect(exported.unreadable).toEqual([blank, deep, empty, growing, untitled, odd].map(({ id }) => id).sort());
    const wanted = [
      ["Below", ["Good", "Below"]],
      ["In blank", ["Good"]],
      ["In long", ["Good", "x".repeat(1_000)]],
    ];
    const placed = (rows: readonly { body: object; folders?: readonly string[] }[]) =>
      rows.map(({ body, folders: path }) => [(body as { title: string }).title, path]).sort();
    const file = { format: "sealgraph-export", version: 1, profiles: [exported] } as const;
    for (const text of [encodeExport(file), encodeCsv(file).slice(1)]) {
      const read = readOwnExport(text);
      expect(read?.skipped).toEqual([]);
      expect(placed(read?.profiles[0]?.rows ?? [])).toEqual(wanted);
    }
    const code = makeArchiveCode();
    const parts: Uint8Array[] = [];
    for await (const part of sealArchive(file, { code })) parts.push(part);
    const opened = await openArchive(
      async function* () {
        yield* parts;
      },
      { code },
    );
    const rows: { body: object; folders?: readonly string[] }[] = [];
    for await (const row of opened.profiles[0]?.rows() ?? []) rows.push(row);
    expect(placed(rows)).toEqual(wanted);
  });
});
