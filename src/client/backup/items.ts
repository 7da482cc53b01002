/** What an opened backup shows. */
import { recordClass } from "../../crypto/leaf.ts";
import { byTitle, readItemBody } from "../items/view.ts";
import type { JsonObject } from "../json.ts";
import { folderIndex, mostLevels } from "../vault/folder-index.ts";
import type { HeldRecord } from "../vault/record.ts";
import type { BackupKind } from "./content.ts";
import type { OpenedBackup } from "./open.ts";

/** An item of a backup, without what is secret in it. */
export interface RecoveredItem {
  /** Canonical UUID text; of its record in the vault that was backed up. */
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** Names of folders, from the top down. */
  readonly folder: readonly string[];
  readonly trashedAt: Date | null;
  /** The profile or the share that it is from. */
  readonly from: RecoveredFrom;
}

export interface RecoveredFrom {
  /** The backup. */
  readonly backup: string;
  /** Canonical UUID text. */
  readonly vault: string;
  readonly kind: BackupKind;
  /** Of a share, as it was called then; null where that does not open, and of profiles. */
  readonly name: string | null;
}

/** By what an item is known: ids are made by whoever writes, so a share may have one that another vault has as well. */
export type RecoveredPlace = Pick<RecoveredItem, "id"> & { readonly from: Pick<RecoveredFrom, "vault"> };

/** An item of a backup, with all that is in it. */
export interface RecoveredSecret extends RecoveredItem {
  readonly fields: JsonObject;
  readonly notes: string;
  readonly tags: readonly string[];
  readonly favorite: boolean;
  /** The whole body, with members that this client does not know. */
  readonly body: JsonObject;
}

/** All items of an opened backup, those in the trash too, by title. */
export function itemsOfBackup(opened: OpenedBackup, backup: string): RecoveredItem[] {
  const pathOf = pathsIn(opened);
  const from = fromOf(opened, backup);
  const items: RecoveredItem[] = [];
  for (const record of opened.verified.vault.records.values()) {
    const body = record.class === recordClass.ITEM ? opened.bodies.get(record.record) : undefined;
    if (body) items.push(itemOf(record, body, from, pathOf));
  }
  return items.sort(byTitle);
}

/** One of them with what is secret; null where it is of another vault, there is none, or it is not read. */
export function secretOfBackup(
  opened: OpenedBackup,
  backup: string,
  { id, from }: RecoveredPlace,
): RecoveredSecret | null {
  if (opened.verified.vault.vault !== from.vault) return null;
  const record = opened.verified.vault.records.get(id);
  const body = opened.bodies.get(id);
  if (!record || !body || record.class !== recordClass.ITEM) return null;
  const { fields, notes, tags, favorite } = readItemBody(body);
  return { ...itemOf(record, body, fromOf(opened, backup), pathsIn(opened)), fields, notes, tags, favorite, body };
}

const fromOf = ({ verified: { vault }, name }: OpenedBackup, backup: string): RecoveredFrom => ({
  backup,
  vault: vault.vault,
  kind: vault.class === "SHARE" ? "SHARE" : "PROFILE",
  name,
});

function itemOf(
  record: HeldRecord,
  { kind, title }: JsonObject,
  from: RecoveredFrom,
  pathOf: (record: HeldRecord) => readonly string[],
): RecoveredItem {
  return {
    id: record.record,
    kind: typeof kind === "string" ? kind : "unknown",
    title: typeof title === "string" ? title : "",
    folder: pathOf(record),
    trashedAt: record.trashedSince === 0 ? null : new Date(record.trashedSince),
    from,
  };
}

/** Where records stand, each folder's path made once. A folder whose name is not read leaves an empty one. */
export function pathsIn({
  verified: { vault },
  bodies,
}: {
  readonly verified: { readonly vault: Pick<OpenedBackup["verified"]["vault"], "records"> };
  readonly bodies: OpenedBackup["bodies"];
}): (record: HeldRecord) => readonly string[] {
  const index = folderIndex(vault);
  const known = new Map<string, readonly string[]>();
  return (record) => {
    const way: string[] = [];
    let at = index.folderOf(record);
    for (; at !== null && !known.has(at); at = index.folderOf(vault.records.get(at) as HeldRecord)) way.push(at);
    let path = (at !== null && known.get(at)) || [];
    for (const folder of way.reverse()) {
      const name = bodies.get(folder)?.name;
      if (path.length < mostLevels) path = [...path, typeof name === "string" ? name : ""];
      known.set(folder, path);
    }
    return path;
  };
}
