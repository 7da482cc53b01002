import { nameOf } from "../shares/name.ts";
import { placementsIn } from "../shares/placement.ts";
import { ownShares } from "../shares/rights.ts";
import { folderIndex, mostLevels } from "../vault/folder-index.ts";
import { scopeOf } from "../vault/held.ts";
import { purged } from "./body.ts";
import { foldersOf } from "./folders.ts";
import { itemsOf } from "./items.ts";
import { collect, commitPortions, FOLDER, ITEM, type ProfileCore, profileVault } from "./profile.ts";
import { byName, type Folder, type Item, viewFolder, viewItem } from "./view.ts";

/** A folder with what is in it; the top has none of its own. */
export interface TreeNode {
  readonly folder: Folder | null;
  readonly folders: readonly TreeNode[];
  readonly items: readonly Item[];
  /** Shares that stand here: those that were placed in the folder, and at the top all others. */
  readonly shares: readonly SharedTree[];
}

/** A share with all that is in it. */
export interface SharedTree {
  readonly id: string;
  /** Null where its key has not been handed to this user yet. */
  readonly name: string | null;
  readonly content: TreeNode;
}

/**
 * The whole profile as people see it: whose folder is missing, trashed or in a cycle stands at the top, and folders that lie deeper than
 * `mostLevels` all stand in the last one above them.
 */
export async function treeOfProfile(profile: ProfileCore): Promise<TreeNode> {
  return nest({
    folders: await foldersOf(profile).list(),
    items: await itemsOf(profile).list(),
    shares: await sharesIn(profile),
  });
}

type Placed<T> = T & { readonly folder: string | null };

/** Whoever walks through a tree may call themself for each level: whoever writes in a share may have nested thousands. */
export function nest(all: {
  readonly folders: readonly Folder[];
  readonly items: readonly Item[];
  readonly shares: readonly Placed<SharedTree>[];
}): TreeNode {
  const [folders, items, shares] = [groupBy(all.folders), groupBy(all.items), groupBy(all.shares)];
  const nodeOf = (folder: Folder | null, below: readonly TreeNode[]): TreeNode => ({
    folder,
    folders: below,
    items: items.get(folder?.id ?? null) ?? [],
    shares: (shares.get(folder?.id ?? null) ?? []).map(({ folder: _, ...shared }) => shared),
  });
  const nodeAt = (folder: Folder | null, level: number): TreeNode => {
    const inside = folders.get(folder?.id ?? null) ?? [];
    if (level < mostLevels) {
      return nodeOf(
        folder,
        inside.map((each) => nodeAt(each, level + 1)),
      );
    }
    const deeper = [...inside];
    for (const each of deeper) for (const below of folders.get(each.id) ?? []) deeper.push(below);
    return nodeOf(
      folder,
      deeper.map((each) => nodeOf(each, [])),
    );
  };
  return nodeAt(null, 0);
}

/** Shares that belong to a profile by their scope, by name, each in the folder where it is placed. */
async function sharesIn({ core, kind }: ProfileCore): Promise<Placed<SharedTree>[]> {
  if (typeof kind !== "string") return [];
  const { open, vault } = profileVault({ core, kind });
  const placements = placementsIn(open, vault);
  const shared: Placed<SharedTree>[] = [];
  for (const its of ownShares(open)) {
    if (scopeOf(its.chain) !== kind) continue;
    const placement = placements.get(its.share);
    const folder = placement ? folderIndex(vault).folderOf(placement) : null;
    const content = await treeOfProfile({ core, kind: { share: its.share } });
    shared.push({ id: its.share, name: nameOf(its), content, folder });
  }
  return shared.sort((a, b) => byName({ id: a.id, name: a.name ?? "" }, { id: b.id, name: b.name ?? "" }));
}

export interface Trash {
  readonly items: readonly Item[];
  readonly folders: readonly Folder[];
}

/** What is in the trash, last trashed first. */
export async function trashOf(profile: ProfileCore): Promise<Trash> {
  const items = await collect(profile, ITEM, (open, vault, record) =>
    record.trashedSince > 0 ? viewItem(open, vault, record) : null,
  );
  const folders = await collect(profile, FOLDER, (open, vault, record) =>
    record.trashedSince > 0 ? viewFolder(open, vault, record) : null,
  );
  return { items: items.sort(lastTrashedFirst), folders: folders.sort(lastTrashedFirst) };
}

/** Purges everything in the trash; gives how many records that were. */
export async function emptyTrash(profile: ProfileCore): Promise<number> {
  const { vault } = profileVault(profile);
  const trashed = [...vault.records.values()].filter(
    (record) => record.trashedSince > 0 && (record.class === ITEM || record.class === FOLDER),
  );
  await commitPortions(profile.core, vault.vault, trashed.map(purged));
  return trashed.length;
}

function groupBy<T extends { readonly folder: string | null }>(all: readonly T[]): Map<string | null, T[]> {
  const groups = new Map<string | null, T[]>();
  for (const each of all) {
    const group = groups.get(each.folder);
    if (group) group.push(each);
    else groups.set(each.folder, [each]);
  }
  return groups;
}

function lastTrashedFirst(a: { readonly trashedAt: Date | null }, b: { readonly trashedAt: Date | null }): number {
  return (b.trashedAt?.getTime() ?? 0) - (a.trashedAt?.getTime() ?? 0);
}
