import { readBitwardenItem } from "./bitwarden-item.ts";
import { importBounds } from "./bounds.ts";
import { folderPathOf } from "./folder-path.ts";
import { isJsonObject, type JsonObject, listIn, memberOf, textIn } from "./json.ts";
import type { Source } from "./reader.ts";
import { EntrySkipped, ImportRefused } from "./refusals.ts";

/** Bitwarden's JSON, of a person (folders) or of an organisation (collections). Throws `ImportRefused`. */
export function readBitwardenJson(file: unknown): Source {
  if (!isJsonObject(file)) throw new ImportRefused("WRONG_SHAPE");
  if (memberOf(file, "encrypted") === true || memberOf(file, "passwordProtected") === true)
    throw new ImportRefused("ENCRYPTED_EXPORT");
  const items = memberOf(file, "items");
  if (!Array.isArray(items)) throw new ImportRefused("WRONG_SHAPE");
  if (items.length > importBounds.entries) throw new ImportRefused("TOO_MANY_ENTRIES");
  const names = new Map([...namesIn(file, "folders"), ...namesIn(file, "collections")]);
  return {
    unit: "entry",
    folders: [...names.values()].map((name) => folderPathOf(name).path),
    organisation: memberOf(file, "collections") !== undefined,
    unread: items.map((item: unknown, index) => ({
      position: index + 1,
      read: () => {
        if (!isJsonObject(item)) throw new EntrySkipped("WRONG_TYPE");
        return readBitwardenItem(item, index + 1, names);
      },
    })),
  };
}

function namesIn(file: JsonObject, list: "folders" | "collections"): [id: string, name: string][] {
  try {
    return listIn(file, list)
      .filter(isJsonObject)
      .map((folder) => [textIn(folder, "id"), textIn(folder, "name")]);
  } catch {
    throw new ImportRefused("WRONG_SHAPE");
  }
}
