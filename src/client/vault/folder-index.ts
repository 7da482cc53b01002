import { recordClass } from "../../crypto/leaf.ts";
import type { HeldRecord } from "./record.ts";

/** Levels of folders that are shown: what whoever left, or writes in a share, has nested deeper stands in the last of them. */
export const mostLevels = 100;

/** The part of a vault that this is about. */
interface Recorded {
  readonly records: ReadonlyMap<string, HeldRecord>;
}

/** By the records of a vault, until one of its folders changes. */
const indexes = new WeakMap<ReadonlyMap<string, HeldRecord>, FolderIndex>();

/** Where records of one state of a vault are shown. */
export class FolderIndex {
  private readonly live = new Map<string, HeldRecord>();
  private readonly inCycle = new Set<string>();

  constructor(records: Iterable<HeldRecord>) {
    for (const record of records) {
      if (record.class === recordClass.FOLDER && record.trashedSince === 0) this.live.set(record.record, record);
    }
    this.findCycles();
  }

  /** The folder that a record is shown in; null at the top, and where its folder is missing, trashed or in a cycle. */
  folderOf({ folder }: Pick<HeldRecord, "folder">): string | null {
    return folder !== null && this.live.has(folder) && !this.inCycle.has(folder) ? folder : null;
  }

  has(folder: string): boolean {
    return this.live.has(folder);
  }

  /** Whether the second stands in the first, or is it. */
  contains(folder: string, inside: string): boolean {
    for (let at: string | null = inside; at !== null; ) {
      if (at === folder) return true;
      const record = this.live.get(at);
      at = record ? this.folderOf(record) : null;
    }
    return false;
  }

  /** Each folder is walked over once: somebody else may have nested thousands of them. */
  private findCycles(): void {
    const settled = new Set<string>();
    for (const start of this.live.keys()) {
      const walk = new Set<string>();
      let at: string | null = start;
      while (at !== null && this.live.has(at) && !settled.has(at) && !walk.has(at)) {
        walk.add(at);
        at = this.live.get(at)?.folder ?? null;
      }
      const way = [...walk];
      if (at !== null && walk.has(at)) for (const folder of way.slice(way.indexOf(at))) this.inCycle.add(folder);
      for (const folder of way) settled.add(folder);
    }
  }
}

/** The index of a vault as it stands, made when it is first asked for. */
export function folderIndex({ records }: Recorded): FolderIndex {
  const known = indexes.get(records);
  if (known) return known;
  const made = new FolderIndex(records.values());
  indexes.set(records, made);
  return made;
}

/** After a folder changed. */
export function forgetFolderIndex(records: ReadonlyMap<string, HeldRecord>): void {
  indexes.delete(records);
}

/** A folder's content, folders before what is in them, itself first; of the live ones or of the trashed ones. */
export function withContent(vault: Recorded, folder: HeldRecord, trashed: boolean): HeldRecord[] {
  const children = new Map<string, HeldRecord[]>();
  for (const record of vault.records.values()) {
    if (record.folder === null || record.trashedSince > 0 !== trashed) continue;
    const list = children.get(record.folder);
    if (list) list.push(record);
    else children.set(record.folder, [record]);
  }
  const all = new Set([folder]);
  for (const record of all) for (const child of children.get(record.record) ?? []) all.add(child);
  return [...all];
}
