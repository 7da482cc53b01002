/** Where records stand, however their folders were nested by whoever wrote them. */
import { expect, it } from "@jest/globals";
import { pathsIn } from "../../src/client/backup/items.ts";
import { nest, type TreeNode } from "../../src/client/items/tree.ts";
import type { Folder, Item } from "../../src/client/items/view.ts";
import { FolderIndex, mostLevels } from "../../src/client/vault/folder-index.ts";
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

it("thousands of folders in each other make a tree that can be walked through, with all that is in them", () => {
  const depth = 30_000;
  const folders = Array.from(
    { length: depth },
    (_, level) => ({ id: `f${level}`, folder: level > 0 ? `f${level - 1}` : null }) as Folder,
  );
  const items = [{ id: "deep", folder: `f${depth - 1}` } as Item];
  const seen = { folders: 0, items: 0, levels: 0 };
  const walk = (node: TreeNode, level: number): void => {
    seen.items += node.items.length;
    seen.levels = Math.max(seen.levels, level);
    for (const below of node.folders) {
      seen.folders++;
      walk(below, level + 1);
    }
  };
  walk(nest({ folders, items, shares: [] }), 0);
  expect(seen).toEqual({ folders: depth, items: 1, levels: mostLevels + 1 });
});
