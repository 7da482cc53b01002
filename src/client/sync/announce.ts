import { recordClass } from "../../crypto/leaf.ts";
import type { Core, Open } from "../core.ts";
import { stateKey } from "../core.ts";
import type { RecordChange, SyncState } from "../events.ts";
import type { RecordDiff } from "../vault/held.ts";
import type { Taken } from "./take.ts";

/** Tells listeners what changed, record by record, and what the server was caught at. */
export function announceTaken(core: Core, open: Open, { diffs, caught }: Taken): void {
  announceDiffs(core, open, diffs);
  for (const evidence of caught) core.events.emit("caught", evidence);
}

export function announceDiffs(core: Core, open: Open, diffs: readonly RecordDiff[]): void {
  for (const diff of diffs) {
    const change = changeOf(open, diff);
    if (change) core.events.emit("change", change);
  }
}

/** Notes how records stand while their change is on its way; null: as the server has them. */
export function setStates(
  core: Core,
  open: Open,
  records: Iterable<{ readonly vault: string; readonly record: string }>,
  state: SyncState | null,
): void {
  for (const { vault, record } of records) {
    const key = stateKey(vault, record);
    if ((open.states.get(key) ?? null) === state) continue;
    if (state === null) open.states.delete(key);
    else open.states.set(key, state);
    const held = open.held.vaults.get(vault);
    const known = held?.records.get(record);
    if (!held || !known) continue;
    const change = changeOf(open, { vault: held, before: known, after: known });
    if (change) core.events.emit("change", { ...change, change: "STATE" });
  }
}

export function stateOf(open: Open, vault: string, record: string): SyncState {
  if (open.states.size === 0) return "SYNCED";
  return open.states.get(stateKey(vault, record)) ?? "SYNCED";
}

function changeOf(open: Open, { vault, before, after }: RecordDiff): RecordChange | null {
  const record = after ?? before;
  if (vault.class === "ACCOUNT" || record === null) return null;
  const kind = record.class === recordClass.ITEM ? "ITEM" : record.class === recordClass.FOLDER ? "FOLDER" : null;
  if (kind === null) return null;
  return {
    profile: vault.class,
    record: record.record,
    kind,
    change: verbOf(before, after),
    state: stateOf(open, vault.vault, record.record),
    revision: record.revision,
  };
}

function verbOf(before: RecordDiff["before"], after: RecordDiff["after"]): RecordChange["change"] {
  if (after === null) return "PURGED";
  if (before === null) return "ADDED";
  if (before.trashedSince === 0 && after.trashedSince > 0) return "TRASHED";
  if (before.trashedSince > 0 && after.trashedSince === 0) return "RESTORED";
  return "CHANGED";
}
