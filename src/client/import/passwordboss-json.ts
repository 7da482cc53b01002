import { importBounds } from "./bounds.ts";
import { folderPathOf } from "./folder-path.ts";
import { isJsonObject, type JsonObject, listIn, memberOf, textIn } from "./json.ts";
import { readPasswordBossItem } from "./passwordboss-item.ts";
import type { Source } from "./reader.ts";
import { EntrySkipped, ImportRefused } from "./refusals.ts";

/**
 * Password Boss's JSON that is not encrypted: of the web application, a list of items; of the desktop's, an object with
 * items and folders. Throws `ImportRefused`.
 */
export function readPasswordBossJson(file: unknown): Source {
  const items = Array.isArray(file) ? file : isJsonObject(file) ? memberOf(file, "items") : undefined;
  if (!Array.isArray(items)) throw new ImportRefused("WRONG_SHAPE");
  if (items.length > importBounds.entries) throw new ImportRefused("TOO_MANY_ENTRIES");
  const folders = isJsonObject(file) ? foldersIn(file) : null;
  return {
    unit: "entry",
    folders: [...(folders?.values() ?? [])].map((name) => folderPathOf(name).path),
    organisation: false,
    unread: items.map((item: unknown, index) => ({
      position: index + 1,
      read: () => {
        if (!isJsonObject(item)) throw new EntrySkipped("WRONG_TYPE");
        return readPasswordBossItem(item, index + 1, folders);
      },
    })),
  };
}

/** Names of folders by their ids. Throws WRONG_SHAPE. */
function foldersIn(file: JsonObject): ReadonlyMap<string, string> {
  try {
    const folders = listIn(file, "folders").filter(isJsonObject);
    return new Map(folders.map((folder) => [textIn(folder, "id"), textIn(folder, "name")]));
  } catch {
    throw new ImportRefused("WRONG_SHAPE");
  }
}
