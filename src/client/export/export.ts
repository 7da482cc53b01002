import { opened } from "../core.ts";
import type { ProfileKind } from "../events.ts";
import { collect, FOLDER, ITEM, type OwnProfile } from "../items/profile.ts";
import { type Folder, viewFolder, viewItem } from "../items/view.ts";
import type { JsonObject } from "../json.ts";
import { noteItems } from "../policy/item-events.ts";
import { checkExport } from "../policy/rules.ts";

export interface ExportedItem {
  readonly id: string;
  /** Names of folders, from the top down. */
  readonly folder: readonly string[];
  /** The whole of it, members that this client does not know included. */
  readonly body: JsonObject;
}

export interface ExportedProfile {
  readonly kind: ProfileKind;
  /** Every live folder, by its path. */
  readonly folders: readonly (readonly string[])[];
  /** Every live item, by id: the same bytes on every device that has the same revision. */
  readonly items: readonly ExportedItem[];
  /** Ids of items that this client cannot read. */
  readonly unreadable: readonly string[];
}

/** An export file: not encrypted. `profile.import` and `readExport` take it back. */
export interface ExportFile {
  readonly format: "sealgraph-export";
  readonly version: 1;
  readonly profiles: readonly ExportedProfile[];
}

/** All that lives in a profile, with what waits to be sent. Throws LOCKED, POLICY_DENIED. */
export async function exportProfile(profile: OwnProfile): Promise<ExportedProfile> {
  checkExport(opened(profile.core));
  const folders = await collect(profile, FOLDER, (open, vault, record) =>
    record.trashedSince > 0 ? null : viewFolder(open, vault, record),
  );
  const pathOf = paths(folders);
  const items = await collect(profile, ITEM, (open, vault, record) =>
    record.trashedSince > 0 ? null : viewItem(open, vault, record),
  );
  const readable = items.filter((item) => item.readable);
  await noteItems(
    profile,
    "EXPORTED",
    readable.map(({ id }) => id),
  );
  return {
    kind: profile.kind,
    folders: folders.map(({ id }) => pathOf(id)).sort(byText),
    items: readable.map(({ id, folder, body }) => ({ id, folder: pathOf(folder), body })).sort(byId),
    unreadable: items.flatMap(({ id, readable: its }) => (its ? [] : [id])).sort(),
  };
}

/** As it is written down: UTF-8, a line for each member. */
export const encodeExport = (file: ExportFile): string => `${JSON.stringify(file, null, 1)}\n`;

/** Paths by folder; views stand in no cycle. */
function paths(folders: readonly Folder[]): (folder: string | null) => string[] {
  const known = new Map(folders.map((folder) => [folder.id, folder]));
  return (id) => {
    const path: string[] = [];
    for (let at = id; at !== null; ) {
      const folder = known.get(at);
      if (folder === undefined) break;
      path.unshift(folder.name);
      at = folder.folder;
    }
    return path;
  };
}

const byId = (a: ExportedItem, b: ExportedItem): number => (a.id < b.id ? -1 : 1);

function byText(a: readonly string[], b: readonly string[]): number {
  const [one, two] = [JSON.stringify(a), JSON.stringify(b)];
  return one < two ? -1 : Number(one > two);
}
