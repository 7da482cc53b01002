import type { TreeNode } from "sealgraph/client";

/** Folders of a tree as one list, each under its own, set in by how deep it stands; without one and what is in it. */
export function folderChoices(node: TreeNode, without?: string, depth = 0): { id: string; label: string }[] {
  return node.folders.flatMap((each) => {
    if (each.folder === null || each.folder.id === without) return [];
    const { id, name } = each.folder;
    return [{ id, label: `${"\u2003".repeat(depth)}${name || "…"}` }, ...folderChoices(each, without, depth + 1)];
  });
}
