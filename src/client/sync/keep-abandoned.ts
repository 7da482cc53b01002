/** What a device held under a head that was abandoned, and the new one has not or has otherwise, becomes items of their own (PROTOCOL §5.8). */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { deriveImportId } from "../../crypto/client/import-id.ts";
import type { Id } from "../../crypto/keys.ts";
import { recordClass } from "../../crypto/leaf.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { type Core, keyFor, type Open } from "../core.ts";
import { encodeBody, newRecord, readBody } from "../items/body.ts";
import type { JsonObject } from "../json.ts";
import { same } from "../merge.ts";
import { makeQueued, type Queued } from "../queue/queue.ts";
import { changeQueue } from "../queue/shown.ts";
import type { HeldVault, VaultUpdate } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";
import { type Change, recordsOf } from "./deed.ts";
import { portions } from "./portions.ts";
import type { Taken } from "./take.ts";

/** What is kept of one vault. */
export interface KeptOfVault {
  readonly vault: string;
  readonly queued: readonly Queued[];
  readonly items: number;
}

/**
 * Keeps in the queue's log what updates by a reset would take away, before they are taken: so that no crash loses it. Throws
 * STORE_FAILED; then nothing may be taken.
 */
export async function keepAbandoned(
  core: Core,
  open: Open,
  updates: readonly VaultUpdate[],
): Promise<readonly KeptOfVault[]> {
  const kept = updates.filter(({ reset }) => reset).map((update) => keptOf(core, open, update));
  await open.queueLog.write(kept.flatMap(({ queued }) => queued));
  return kept;
}

/** Shows them, once the new head is what is held. */
export function showKept(core: Core, open: Open, kept: readonly KeptOfVault[]): void {
  const queued = kept.flatMap((each) => each.queued);
  if (queued.length === 0) return;
  const touched = queued.flatMap(({ deed }) => recordsOf(deed));
  changeQueue(core, open, touched, () => void open.queue.push(...queued));
}

/** Tells which heads were abandoned, on every device: also on one that held none of them. */
export function announceResets(core: Core, { updates }: Taken, kept: readonly KeptOfVault[]): void {
  for (const { before, vault, reset = false } of updates) {
    const known = (!reset && before?.head?.manifest.reset?.length) || 0;
    const entries = (vault.head?.manifest.reset ?? []).slice(known);
    // Who never saw the vault has lost nothing of it.
    if (before === undefined || entries.length === 0) continue;
    core.events.emit("reset", {
      vault: vault.vault,
      class: vault.class,
      abandoned: entries.map(({ revision }) => revision),
      held: reset,
      kept: kept.find((each) => each.vault === vault.vault)?.items ?? 0,
    });
  }
}

function keptOf(core: Core, open: Open, { before, vault: { vault }, put }: VaultUpdate): KeptOfVault {
  const next = new Map(put.map((record) => [record.record, record]));
  const changes = before ? copiesOf(open, before, next) : [];
  const now = core.around.now();
  const queued = [...portions(changes)].map((portion) =>
    makeQueued({ mutationId: formatUuid(makeId(now)), vaults: [{ vault, changes: portion, epochStart: null }] }, now),
  );
  return { vault, queued, items: changes.filter(({ sealing }) => sealing?.class === recordClass.ITEM).length };
}

/** Ids are made of what is copied: devices that held the same make the same, and one of it is left. */
function copiesOf(open: Open, held: HeldVault, next: ReadonlyMap<string, HeldRecord>): Change[] {
  const queued = open.queue.flatMap(({ deed }) => deed.vaults).filter(({ vault }) => vault === held.vault);
  const changes = queued.flatMap((each) => each.changes);
  const waiting = new Set(changes.map(idOf));
  // A change that waits here carries the record with it: it is put together with the new head in its turn.
  const written = new Set(changes.filter(({ sealing, place }) => sealing || !place).map(idOf));
  const idFor = ({ record, leaf }: HeldRecord): Id =>
    deriveImportId(keyFor(open, held, 1), held.id, "reset", `${record} ${encodeBase64url(leaf)}`);
  const folders = [...held.records.values()].filter(
    (each) => each.class === recordClass.FOLDER && !next.has(each.record),
  );
  const moved = new Map(folders.map((folder) => [folder.record, formatUuid(idFor(folder))]));
  const placeOf = ({ trashedSince, folder }: HeldRecord) => ({
    trashedSince,
    folder: folder === null ? null : (moved.get(folder) ?? (next.has(folder) ? folder : null)),
  });
  const copy = (record: HeldRecord, body: JsonObject): Change[] => {
    const id = idFor(record);
    if (next.has(formatUuid(id)) || waiting.has(formatUuid(id))) return [];
    return [{ ...newRecord(open, held, id, record.class, null, encodeBody(body)), place: placeOf(record) }];
  };
  return [...folders, ...items(held)].flatMap((record) => {
    const body = written.has(record.record) ? null : bodyToKeep(open, held, record, next.get(record.record));
    return body ? copy(record, body) : [];
  });
}

const idOf = ({ record }: Change): string => record;

const items = ({ records }: HeldVault): HeldRecord[] =>
  [...records.values()].filter((each) => each.class === recordClass.ITEM);

/** What of an item the new head does not say; null where it says the same, or nobody can read it. */
function bodyToKeep(open: Open, held: HeldVault, record: HeldRecord, now: HeldRecord | undefined): JsonObject | null {
  if (now && equalBytes(now.body, record.body)) return null;
  const body = readBody(open, held, record);
  if (body === null || !now) return body;
  const theirs = readBody(open, held, now);
  return theirs && same(body, theirs) ? null : { ...body, conflictOf: record.record };
}
