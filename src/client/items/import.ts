import { deriveImportId } from "../../crypto/client/import-id.ts";
import type { Id } from "../../crypto/keys.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { keyFor, type Open } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { type Estimate, makeEstimate } from "../estimate.ts";
import type { Progress } from "../events.ts";
import type { JsonObject } from "../json.ts";
import { makePace } from "../pace.ts";
import { noteItems } from "../policy/item-events.ts";
import { belongsElsewhere } from "../policy/rules.ts";
import type { Change } from "../sync/deed.ts";
import { mostChanges, portions } from "../sync/portions.ts";
import { folderIndex } from "../vault/folder-index.ts";
import { type HeldVault, profileOf } from "../vault/held.ts";
import { encodeBody, newRecord, readBody } from "./body.ts";
import { parseFolderName } from "./folders.ts";
import { bodyOf, type ItemInput } from "./items.ts";
import { commitChanges, FOLDER, ITEM, type ProfileCore, profileVault } from "./profile.ts";

/** One row of what is imported. */
export interface ImportRow {
  /** What makes the row the same one in another run: its id in the source, or a digest of it. At most 1,000 characters. */
  readonly key: string;
  readonly item: ItemInput;
  /** Names of folders, from the top down. They are found by name, or made. */
  readonly folders?: readonly string[];
  /** The id that it had in an export of ours: where an item lives in this vault under it, the row is here already. */
  readonly id?: string;
  /** Where it stood in its file. */
  readonly position?: number;
}

/** A row whose body stands as it is: what somebody's client had sealed before. */
export interface BodyRow extends Pick<ImportRow, "key" | "folders" | "id" | "position"> {
  readonly body: JsonObject;
}

export interface ImportOptions {
  /** Names the source: rows of two sources are never the same. */
  readonly source: string;
  /** Records in a commit, 1 to 1,000. */
  readonly chunk?: number;
  /** Paths of folders that are made where they are missing, though no row be in them. */
  readonly folders?: Iterable<readonly string[]>;
  /** How many rows there will be, where `rows` is no list. */
  readonly total?: number;
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** Rows that are done, and how fast the new ones among them go. */
export interface ImportProgress extends Progress, Estimate {}

export interface ImportReport {
  readonly added: number;
  /** Were there already, in the trash or not, or came twice. */
  readonly skipped: number;
  /** Folders that were made. */
  readonly folders: number;
  /** Rows that a policy keeps out of this profile, by their places from 0: they are for a domain of the company. */
  readonly forbidden: readonly number[];
}

/**
 * Adds what is not there yet, in commits of up to 1,000 records. Ids follow from source and key under the vault's first
 * key: a run that was cut short goes on where it was, a second one adds nothing, and the server cannot tell from an id
 * what was imported. What was purged since comes again.
 */
export async function importRows(
  profile: ProfileCore,
  rows: Iterable<ImportRow | BodyRow> | AsyncIterable<ImportRow | BodyRow>,
  options: ImportOptions,
): Promise<ImportReport> {
  const { chunk = mostChanges, source, folders = [], onProgress } = options;
  if (!Number.isInteger(chunk) || chunk < 1 || chunk > mostChanges) refuseInput("chunk");
  if (source.length < 1 || source.length > 1_000) refuseInput("source");
  const total = options.total ?? (Array.isArray(rows) ? rows.length : null);
  const estimate = makeEstimate(total);
  const batch = new ImportBatch(profile, source);
  const pace = makePace(2);
  let seen = 0;
  // While one portion is on its way, the next is kept, and the one after that is sealed.
  const sending: Promise<void>[] = [];
  const send = async (done: number) => {
    await batch.send(chunk);
    onProgress?.({ phase: "SEND", done, total, ...estimate(done, done - batch.known) });
  };
  try {
    for await (const row of rows) {
      batch.add(row);
      seen++;
      if (batch.size >= chunk) {
        if (sending.length === mostUnderWay) await sending.shift();
        sending.push(send(seen));
        // What fails is told where it is waited for.
        sending.at(-1)?.catch(() => {});
      }
      const breath = pace();
      if (breath) await breath;
    }
    for (const path of folders) batch.addFolder(path);
    for (const each of sending) await each;
    await send(seen);
  } finally {
    await Promise.allSettled(sending);
    await noteItems(profile, "IMPORTED", batch.brought);
  }
  return batch.report();
}

/** Portions that were handed over and are not there yet. */
const mostUnderWay = 2;

/** Rows on their way, and what was counted of those before. */
class ImportBatch {
  private changes: Change[] = [];
  private readonly keys = new Set<string>();
  private readonly paths = new Map<string, string | null>();
  /** Items that were added. */
  readonly brought: string[] = [];
  private skipped = 0;
  private folders = 0;
  private readonly forbidden: number[] = [];
  private seen = 0;

  constructor(
    private readonly profile: ProfileCore,
    private readonly source: string,
  ) {}

  get size(): number {
    return this.changes.length;
  }

  /** Rows that were passed over so far. */
  get known(): number {
    return this.skipped + this.forbidden.length;
  }

  addFolder(path: readonly string[]): void {
    const { open, vault } = profileVault(this.profile);
    this.folderFor(open, vault, path);
  }

  add(row: ImportRow | BodyRow): void {
    const { key, folders = [] } = row;
    const place = this.seen++;
    if (key.length < 1 || key.length > 1_000) refuseInput("key");
    const { open, vault } = profileVault(this.profile);
    const id = this.idOf(open, vault, `item\u0000${key}`);
    const record = formatUuid(id);
    const lives = row.id !== undefined && vault.records.get(row.id)?.trashedSince === 0;
    if (lives || vault.records.has(record) || this.keys.has(record)) {
      this.skipped++;
      return;
    }
    this.keys.add(record);
    // A side of a conflict here it was at most where it comes from: keeping it would write it over whatever it names.
    const { conflictOf: _, ...body } = "body" in row ? row.body : bodyOf(row.item);
    if (belongsElsewhere(open, profileOf(vault), body)) {
      this.forbidden.push(place);
      return;
    }
    const folder = this.folderFor(open, vault, folders);
    this.changes.push(newRecord(open, vault, id, ITEM, folder, encodeBody(body)));
  }

  /** Sends what is waiting. What another device imported at the same moment is there, and is left out. */
  async send(chunk: number): Promise<void> {
    const { vault } = profileVault(this.profile);
    const waiting = this.changes;
    this.changes = [];
    for (const portion of portions(waiting, chunk)) await this.sendPortion(vault.vault, portion);
  }

  report(): ImportReport {
    return { added: this.brought.length, skipped: this.skipped, folders: this.folders, forbidden: this.forbidden };
  }

  private async sendPortion(vault: string, changes: readonly Change[]): Promise<void> {
    const { sent, dropped } = await commitChanges(this.profile.core, [{ vault, changes }], { insist: true });
    // It is kept, and comes with the next sync; but to queue a whole file helps nobody.
    if (!sent) throw new SealgraphError("UNREACHABLE");
    for (const { record, sealing } of changes) {
      const isItem = sealing?.class === ITEM;
      if (dropped.has(record)) this.skipped += Number(isItem);
      else if (isItem) this.brought.push(record);
      else this.folders++;
    }
  }

  /** A live folder of that name in that place, the one that an earlier run made, or a new one; the top for one trashed. */
  private folderFor(open: Open, vault: HeldVault, names: readonly string[]): string | null {
    let folder: string | null = null;
    let path = "folder";
    for (const given of names) {
      const name = parseFolderName(given);
      path = `${path}\u0000${name}`;
      const known = this.paths.get(path);
      folder = known !== undefined ? known : this.findOrMake(open, vault, folder, name, path);
      this.paths.set(path, folder);
    }
    return folder;
  }

  private findOrMake(open: Open, vault: HeldVault, parent: string | null, name: string, path: string): string | null {
    const index = folderIndex(vault);
    for (const record of vault.records.values()) {
      if (record.class !== FOLDER || record.trashedSince > 0 || index.folderOf(record) !== parent) continue;
      if (readBody(open, vault, record)?.name === name) return record.record;
    }
    const id = this.idOf(open, vault, path);
    const made = vault.records.get(formatUuid(id));
    if (made) return made.trashedSince > 0 ? null : made.record;
    const change = newRecord(open, vault, id, FOLDER, parent, encodeBody({ name }));
    this.changes.push(change);
    return change.record;
  }

  private idOf(open: Open, vault: HeldVault, row: string): Id {
    return deriveImportId(keyFor(open, vault, 1), vault.id, this.source, row);
  }
}
