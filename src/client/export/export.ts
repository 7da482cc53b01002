import { opened } from "../core.ts";
import type { ProfileKind } from "../events.ts";
import { readOwnItem } from "../import/own-rows.ts";
import { EntrySkipped } from "../import/refusals.ts";
import { collect, FOLDER, ITEM, type OwnProfile } from "../items/profile.ts";
import { type Item, viewFolder, viewItem } from "../items/view.ts";
import type { JsonObject } from "../json.ts";
import { noteItems } from "../policy/item-events.ts";
import { checkExport } from "../policy/rules.ts";
import { folderName, folderPaths } from "./folder-paths.ts";

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
  /**
   * Ids of what is left out: items that this client cannot read, or that would not fit an item again as they are written here; and folders
   * without a name that it can read, whose content stands in the folder above.
   */
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
  const pathOf = folderPaths(folders);
  const items = await collect(profile, ITEM, (open, vault, record) =>
    record.trashedSince > 0 ? null : viewItem(open, vault, record),
  );
  const isTaken = (item: Item) => item.readable && opensAgain(item);
  const readable = items.filter(isTaken);
  await noteItems(
    profile,
    "EXPORTED",
    readable.map(({ id }) => id),
  );
  const nameless = folders.filter((folder) => folderName(folder) === null);
  return {
    kind: profile.kind,
    folders: eachOnce(folders.map(({ id }) => pathOf(id))),
    items: readable.map(({ id, folder, body }) => ({ id, folder: pathOf(folder), body })).sort(byId),
    unreadable: [...items.filter((item) => !isTaken(item)), ...nameless].map(({ id }) => id).sort(),
  };
}

/**
 * Whether what reads our own files takes it: a client that was changed may have sealed a title that is no text, or a number that is longer
 * as it is written again.
 */
function opensAgain({ id, body }: Item): boolean {
  try {
    readOwnItem({ id, body });
    return true;
  } catch (error) {
    if (error instanceof EntrySkipped) return false;
    throw error;
  }
}

/** As it is written down: UTF-8, a line for each member. */
export const encodeExport = (file: ExportFile): string => `${JSON.stringify(file, null, 1)}\n`;

/** Without the top, in an order that is the same on every device. */
function eachOnce(all: readonly (readonly string[])[]): (readonly string[])[] {
  const once = new Map(all.map((path) => [JSON.stringify(path), path]));
  once.delete("[]");
  return [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

const byId = (a: ExportedItem, b: ExportedItem): number => (a.id < b.id ? -1 : 1);
