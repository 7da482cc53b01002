import { importBounds } from "./bounds.ts";
import { backslashPathOf } from "./folder-path.ts";
import { isJsonObject, type JsonObject, memberOf, objectsIn, textIn } from "./json.ts";
import { readKeeperRecord } from "./keeper-record.ts";
import type { Source } from "./reader.ts";
import { EntrySkipped, ImportRefused } from "./refusals.ts";

/** Keeper's JSON: records of every type, and shared folders. Throws `ImportRefused`. */
export function readKeeperJson(file: unknown): Source {
  const records = isJsonObject(file) ? memberOf(file, "records") : undefined;
  if (!isJsonObject(file) || !Array.isArray(records)) throw new ImportRefused("WRONG_SHAPE");
  if (records.length > importBounds.entries) throw new ImportRefused("TOO_MANY_ENTRIES");
  return {
    unit: "entry",
    folders: sharedFolders(file),
    organisation: false,
    unread: records.map((record: unknown, index) => ({
      position: index + 1,
      read: () => {
        if (!isJsonObject(record)) throw new EntrySkipped("WRONG_TYPE");
        return readKeeperRecord(record, index + 1);
      },
    })),
  };
}

function sharedFolders(file: JsonObject): readonly (readonly string[])[] {
  try {
    return objectsIn(file, "shared_folders").map((folder) => backslashPathOf(textIn(folder, "path")).path);
  } catch {
    throw new ImportRefused("WRONG_SHAPE");
  }
}
