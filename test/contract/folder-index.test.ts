/** Where records stand, however their folders were nested by whoever wrote them. */
import { expect, it } from "@jest/globals";
import { mostLevels, pathsIn } from "../../src/client/backup/items.ts";
import { FolderIndex } from "../../src/client/vault/folder-index.ts";
import type { HeldRecord } from "../../src/client/vault/record.ts";
import { recordClass } from "../../src/crypto/leaf.ts";

const folder = (record: string, parent: string | null) =>
  ({ record, folder: parent, class: recordClass.FOLDER, trashedSince: 0 }) as HeldRecord;

it("folders in a circle are at the top, and so is what leads into one", () => {
  const all = [
    folder("tail", "a"),
    folder("a", "b"),
    folder("b", "c"),
    folder("c", "a"),
    folder("own", "own"),
    folder("lost", "nowhere"),
  ];
  const index = new FolderIndex(all);
  expect(all.map((each) => index.folderOf(each))).toEqual([null, null, null, null, null, null]);
  expect(new FolderIndex([folder("under", "over"), folder("over", null)]).folderOf(folder("x", "under"))).toBe("under");
});

it("thousands of folders in each other are read, and shown to a hundred levels", () => {
  const depth = 30_000;
  const records = new Map<string, HeldRecord>();
  for (let level = 0; level < depth; level++)
    records.set(`f${level}`, folder(`f${level}`, level > 0 ? `f${level - 1}` : null));
  const bodies = new Map([...records.keys()].map((id) => [id, { name: id }]));
  const pathOf = pathsIn({ verified: { vault: { records } }, bodies } as unknown as Parameters<typeof pathsIn>[0]);
  const at = (level: number) => pathOf({ ...folder("item", `f${level}`), class: recordClass.ITEM });
  expect(at(depth - 1)).toHaveLength(mostLevels);
  expect(at(2)).toEqual(["f0", "f1", "f2"]);
});
