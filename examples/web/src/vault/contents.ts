import type { Item, TreeNode } from "sealgraph/client";
import type { View } from "./place.ts";

/** A profile as it was asked for once, looked through once: every view of it, whatever is clicked or typed. */
export interface Contents {
  readonly root: TreeNode;
  /** Those of folders and shares with them, by title. */
  readonly all: readonly Item[];
  readonly conflicts: number;
  readonly waiting: number;
  item(id: string): Item | undefined;
  /** What a view shows, by title. A folder shows what is in it; a share and everything else shows what is below, too. */
  of(view: View): readonly Item[];
}

/** `former`: the same as it was before. Most stands as it stood: what was put in order then is not put in order again. */
export function makeContents(root: TreeNode, former: Contents | null = null): Contents {
  const all = inOrder(itemsUnder(root), former?.all ?? []);
  const views = new Map<string, readonly Item[]>();
  let byId: Map<string, Item> | null = null;
  return {
    root,
    all,
    conflicts: all.filter(isSide).length,
    waiting: all.filter(waits).length,
    item(id) {
      byId ??= new Map([...all].reverse().map((item) => [item.id, item]));
      return byId.get(id);
    },
    of(view) {
      const key = keyOf(view);
      const known = views.get(key) ?? itemsOfView(root, all, view);
      views.set(key, known);
      return known;
    },
  };
}

const isSide = ({ conflictOf }: Item) => conflictOf !== null;
const waits = ({ state }: Item) => state !== "SYNCED";

const keyOf = (view: View): string =>
  view.is === "FOLDER" ? `FOLDER ${view.folder}` : view.is === "SHARE" ? `SHARE ${view.share}` : view.is;

function itemsOfView(root: TreeNode, all: readonly Item[], view: View): readonly Item[] {
  switch (view.is) {
    case "ALL":
      return all;
    case "FAVORITES":
      return all.filter(({ favorite }) => favorite);
    case "CONFLICTS":
      return all.filter(isSide);
    case "WAITING":
      return all.filter(waits);
    case "FOLDER":
      return [...(folderNode(root, view.folder)?.items ?? [])].sort(byTitle);
    case "SHARE": {
      const share = shareNode(root, view.share);
      return share ? itemsUnder(share.content).sort(byTitle) : [];
    }
    case "TRASH":
      return [];
  }
}

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

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const byTitle = (a: Item, b: Item): number => collator.compare(a.title, b.title) || (a.id < b.id ? -1 : 1);

/** By title. To compare tens of thousands takes most of a second, and next to nothing where they are nearly in order. */
function inOrder(items: readonly Item[], before: readonly Item[]): Item[] {
  const ranks = new Map(before.map(({ id }, rank) => [id, rank]));
  const known: (Item | undefined)[] = before.map(() => undefined);
  const others: Item[] = [];
  for (const item of items) {
    const rank = ranks.get(item.id);
    if (rank === undefined || known[rank]) others.push(item);
    else known[rank] = item;
  }
  return [...known.filter((item) => item !== undefined), ...others].sort(byTitle);
}
