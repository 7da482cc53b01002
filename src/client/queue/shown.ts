/** What people are shown: what is held, with what is queued on top of it. */
import { equalOrNull } from "../../crypto/bytes.ts";
import type { Core, Open } from "../core.ts";
import { stateKey } from "../core.ts";
import type { SyncState } from "../events.ts";
import { announceDiffs, announceState } from "../sync/announce.ts";
import { type Change, recordsOf } from "../sync/deed.ts";
import { contentAfter } from "../sync/sign.ts";
import type { HeldVault, RecordDiff } from "../vault/held.ts";
import { type HeldRecord, holdRecord } from "../vault/record.ts";
import { queuedState } from "./queue.ts";
import { ShownRecords } from "./shown-records.ts";

/** A vault as people are shown it. Its head, chain and tree are those that are held. */
export function shownVault(open: Open, vault: HeldVault): HeldVault {
  const shown = open.shown.get(vault.vault);
  if (shown === undefined) return vault;
  if (shown.on === vault) return shown.vault;
  const renewed = { on: vault, vault: { ...vault, records: shown.records }, records: shown.records };
  open.shown.set(vault.vault, renewed);
  return renewed.vault;
}

/** Works out anew what is shown, after the queue or what is held below it changed, and tells of records that stand otherwise now. */
export function refreshShown(core: Core, open: Open): void {
  const patches = new Map<string, Map<string, HeldRecord | null>>();
  const states = new Map<string, SyncState>();
  for (const queued of open.queue) {
    for (const { vault, changes } of queued.deed.vaults) {
      const held = open.held.vaults.get(vault);
      const patch = patches.get(vault) ?? new Map<string, HeldRecord | null>();
      patches.set(vault, patch);
      if (held) for (const change of changes) patchRecord(held, patch, change);
    }
    for (const { vault, record } of recordsOf(queued.deed))
      states.set(stateKey(vault, record), queuedState(queued, core));
  }
  open.shown.clear();
  for (const [vault, patch] of patches) {
    const on = open.held.vaults.get(vault);
    if (on === undefined || patch.size === 0) continue;
    const records = new ShownRecords(on.records, patch);
    open.shown.set(vault, { on, vault: { ...on, records }, records });
  }
  changeStates(core, open, states);
}

function patchRecord(held: HeldVault, patch: Map<string, HeldRecord | null>, change: Change): void {
  const before = patch.has(change.record) ? (patch.get(change.record) ?? undefined) : held.records.get(change.record);
  // What it was to change is gone by now; when its turn comes it is put together with that.
  if (before === undefined && change.sealing === null) return void patch.set(change.record, null);
  const content = contentAfter(before, change);
  const revision = before?.revision ?? held.head?.manifest.revision ?? 0;
  patch.set(change.record, content && holdRecord(change.record, change.recordId, revision, content));
}

function changeStates(core: Core, open: Open, states: ReadonlyMap<string, SyncState>): void {
  const before = new Map(open.states);
  open.states.clear();
  for (const [key, state] of states) open.states.set(key, state);
  for (const key of new Set([...before.keys(), ...states.keys()])) {
    if (before.get(key) === states.get(key)) continue;
    const [vault = "", record = ""] = key.split("/");
    const held = open.held.vaults.get(vault);
    const known = held && shownVault(open, held).records.get(record);
    // What is new or gone is told as that.
    if (known && (before.has(key) || held.records.has(record))) announceState(core, open, vault, known);
  }
}

/** Does `work` on the queue and tells of what is shown otherwise afterwards: as added, changed, trashed and so on. */
export function changeQueue(
  core: Core,
  open: Open,
  touched: readonly { vault: string; record: string }[],
  work: () => void,
): void {
  const find = ({ vault, record }: { vault: string; record: string }) => {
    const held = open.held.vaults.get(vault);
    return (held && shownVault(open, held).records.get(record)) ?? null;
  };
  const before = touched.map(find);
  work();
  refreshShown(core, open);
  const diffs: RecordDiff[] = [];
  for (const [place, named] of touched.entries()) {
    const [was, is] = [before[place] ?? null, find(named)];
    const vault = open.held.vaults.get(named.vault);
    if (vault && !equalOrNull(was?.leaf ?? null, is?.leaf ?? null)) diffs.push({ vault, before: was, after: is });
  }
  announceDiffs(core, open, diffs);
}
