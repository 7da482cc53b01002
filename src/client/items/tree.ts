import { nameOf } from "../shares/name.ts";
import { placementsIn } from "../shares/placement.ts";
import { ownShares } from "../shares/rights.ts";
import { folderIndex } from "../vault/folder-index.ts";
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

/** The whole profile as people see it: whose folder is missing, trashed or in a cycle stands at the top. */
export async function treeOfProfile(profile: ProfileCore): Promise<TreeNode> {
  const folders = groupBy(await foldersOf(profile).list());
  const items = groupBy(await itemsOf(profile).list());
  const shares = groupBy(await sharesIn(profile));
  const node = (folder: Folder | null): TreeNode => ({
    folder,
    folders: (folders.get(folder?.id ?? null) ?? []).map(node),
    items: items.get(folder?.id ?? null) ?? [],
    shares: (shares.get(folder?.id ?? null) ?? []).map(({ folder: _, ...shared }) => shared),
  });
  return node(null);
}

/** Shares that belong to a profile by their scope, by name, each in the folder where it is placed. */
async function sharesIn({ core, kind }: ProfileCore): Promise<(SharedTree & { readonly folder: string | null })[]> {
  if (typeof kind !== "string") return [];
  const { open, vault } = profileVault({ core, kind });
  const placements = placementsIn(open, vault);
  const shared: (SharedTree & { readonly folder: string | null })[] = [];
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
