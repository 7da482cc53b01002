import { importBounds } from "../import/bounds.ts";
import type { Folder } from "../items/view.ts";

type Named = Pick<Folder, "id" | "folder" | "name" | "readable">;

/** A folder's name as whoever reads an export takes it; null where there is none. */
export function folderName({ readable, name }: Named): string | null {
  const trimmed = name.trim().slice(0, importBounds.folderName).trim();
  return readable && trimmed !== "" ? trimmed : null;
}

/**
 * Paths by folder; views stand in no cycle. What is in a folder without a name, or in one that lies deeper than is read, goes to the folder
 * above. Each is found once: somebody else may have nested thousands of them.
 */
export function folderPaths(folders: readonly Named[]): (folder: string | null) => readonly string[] {
  const known = new Map(folders.map((folder) => [folder.id, folder]));
  const found = new Map<string, readonly string[]>();
  return (id) => {
    const way: Named[] = [];
    let at = id === null ? undefined : known.get(id);
    while (at !== undefined && !found.has(at.id)) {
      way.push(at);
      at = at.folder === null ? undefined : known.get(at.folder);
    }
    let path = (at && found.get(at.id)) ?? [];
    for (const folder of way.reverse()) {
      const name = path.length < importBounds.ownFolderDepth ? folderName(folder) : null;
      if (name !== null) path = [...path, name];
      found.set(folder.id, path);
    }
    return path;
  };
}
