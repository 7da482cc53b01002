import { recordClass } from "../../crypto/leaf.ts";
import type { Core, Open } from "../core.ts";
import { stateKey } from "../core.ts";
import type { RecordChange, SyncState } from "../events.ts";
import { profileOf, type RecordDiff } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";
import type { Taken } from "./take.ts";

/** Tells listeners what changed, record by record, and what the server was caught at. */
export function announceTaken(core: Core, open: Open, { diffs, caught }: Taken): void {
  announceDiffs(core, open, diffs);
  for (const evidence of caught) core.events.emit("caught", evidence);
}

export function announceDiffs(core: Core, open: Open, diffs: readonly RecordDiff[]): void {
  for (const diff of diffs) {
    if (diff.after === null && diff.before) open.plaintexts.delete(diff.before.record);
    const change = changeOf(open, diff);
    if (change) core.events.emit("change", change);
  }
}

/** Tells that a record stands otherwise now: on its way, refused, or as the server has it. */
export function announceState(core: Core, open: Open, vault: string, known: HeldRecord): void {
  const held = open.held.vaults.get(vault);
  const change = held && changeOf(open, { vault: held, before: known, after: known });
  if (change) core.events.emit("change", { ...change, change: "STATE" });
}

export function stateOf(open: Open, vault: string, record: string): SyncState {
  if (open.states.size === 0) return "SYNCED";
  return open.states.get(stateKey(vault, record)) ?? "SYNCED";
}

function changeOf(open: Open, { vault, before, after }: RecordDiff): RecordChange | null {
  const record = after ?? before;
  const profile = profileOf(vault);
  if (profile === null || record === null) return null;
  const kind = record.class === recordClass.ITEM ? "ITEM" : record.class === recordClass.FOLDER ? "FOLDER" : null;
  if (kind === null) return null;
  return {
    profile,
    share: vault.class === "SHARE" ? vault.vault : null,
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
