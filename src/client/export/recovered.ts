/** What was recovered, in the form of an export. */
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import type { RecoveredItem } from "../backup/items.ts";
import type { JsonObject } from "../json.ts";
import type { ExportFile } from "./export.ts";

/**
 * What `readExport` reads. In one file an id is one item's: of items of several vaults that bear the same, the later ones get their own.
 *
 * @param now milliseconds since 1970.
 */
export function exportOfRecovered(
  picked: readonly (Pick<RecoveredItem, "id" | "folder"> & { readonly body: JsonObject })[],
  now: number,
): ExportFile {
  const taken = new Set<string>();
  const items = picked.map(({ id, folder, body }) => {
    const its = taken.has(id) ? formatUuid(makeId(now)) : id;
    taken.add(its);
    return { id: its, folder, body };
  });
  const folders = [...new Map(picked.map(({ folder }) => [JSON.stringify(folder), folder])).values()];
  return {
    format: "sealgraph-export",
    version: 1,
    profiles: [{ kind: "BUSINESS", folders: folders.filter(({ length }) => length > 0), items, unreadable: [] }],
  };
}
