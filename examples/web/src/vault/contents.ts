import type { Item, TreeNode } from "sealgraph/client";
import type { View } from "./place.ts";

/** All items under a node, those of its folders and shares with them. */
export function itemsUnder(node: TreeNode): Item[] {
  return [
    ...node.items,
    ...node.folders.flatMap(itemsUnder),
    ...node.shares.flatMap(({ content }) => itemsUnder(content)),
  ];
}

function findNode(node: TreeNode, fits: (node: TreeNode) => boolean): TreeNode | null {
  if (fits(node)) return node;
  const below = [...node.folders, ...node.shares.map(({ content }) => content)];
  for (const each of below) {
    const found = findNode(each, fits);
    if (found) return found;
  }
  return null;
}

export const folderNode = (root: TreeNode, folder: string): TreeNode | null =>
  findNode(root, (node) => node.folder?.id === folder);

export function shareNode(
  root: TreeNode,
  share: string,
): { readonly name: string | null; readonly content: TreeNode } | null {
  const here = root.shares.find(({ id }) => id === share);
  if (here) return here;
  for (const folder of root.folders) {
    const found = shareNode(folder, share);
    if (found) return found;
  }
  return null;
}

/** What a view shows, of a whole profile. A folder shows what is in it; a share and everything else shows what is below, too. */
export function itemsOfView(root: TreeNode, view: View): readonly Item[] {
  switch (view.is) {
    case "ALL":
      return itemsUnder(root);
    case "FAVORITES":
      return itemsUnder(root).filter(({ favorite }) => favorite);
    case "CONFLICTS":
      return itemsUnder(root).filter(({ conflictOf }) => conflictOf !== null);
    case "WAITING":
      return itemsUnder(root).filter(({ state }) => state !== "SYNCED");
    case "FOLDER":
      return folderNode(root, view.folder)?.items ?? [];
    case "SHARE": {
      const share = shareNode(root, view.share);
      return share ? itemsUnder(share.content) : [];
    }
    case "TRASH":
      return [];
  }
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
export const byTitle = (a: Item, b: Item): number => collator.compare(a.title, b.title) || (a.id < b.id ? -1 : 1);

const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether every word of a search stands in an item's title, tags, or fields that are no secrets. */
export function isFound(item: Item, search: string, shown: (item: Item) => readonly string[]): boolean {
  const text = plain([item.title, ...item.tags, ...shown(item)].join(" "));
  return plain(search)
    .split(/\s+/)
    .every((word) => text.includes(word));
}
