import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { type Open, stateKey } from "../core.ts";
import { sealingOf } from "../items/body.ts";
import type { Change } from "../sync/deed.ts";
import { contentAfter } from "../sync/sign.ts";
import type { HeldVault } from "../vault/held.ts";
import { type HeldRecord, holdRecord } from "../vault/record.ts";
import type { Queued } from "./queue.ts";

/** A record as later changes believe it to be, and as it is: the same, sealed under another key. */
interface Pair {
  readonly was: HeldRecord;
  readonly is: HeldRecord;
}

/**
 * After a deed was done whose bodies had to be sealed again because the epoch moved: the changes that rest on it start
 * from the leaves that there are now. Gives those that are different by it.
 */
export function carryOver(open: Open, done: Queued): Queued[] {
  const pairs = new Map<string, Pair>();
  for (const { vault, changes } of done.deed.vaults) {
    const held = open.held.vaults.get(vault);
    for (const change of changes) {
      const pair = held && sealedAgain(held, change);
      if (pair) pairs.set(stateKey(vault, change.record), pair);
    }
  }
  return pairs.size === 0 ? [] : open.queue.filter((queued) => queued !== done && rest(queued, pairs));
}

/** What the change led to where nobody sealed it again, beside what it did lead to; null where that is the same. */
function sealedAgain(held: HeldVault, change: Change): Pair | null {
  const is = held.records.get(change.record);
  if (!is || !change.place || !change.sealing || change.sealing.version !== is.version) return null;
  if (!equalOrNull(is.previousLeaf, change.expectedLeaf) || equalBytes(is.body, change.sealing.body)) return null;
  const { trashedSince, folder } = change.place;
  if (is.trashedSince !== trashedSince || is.folder !== folder) return null;
  const content = { ...change.sealing, trashedSince, folder: is.folderId, previousLeaf: change.expectedLeaf };
  return { was: holdRecord(change.record, change.recordId, is.revision, content), is };
}

function rest(queued: Queued, pairs: Map<string, Pair>): boolean {
  let differs = false;
  const vaults = queued.deed.vaults.map((each) => ({
    ...each,
    changes: each.changes.map((change) => {
      const key = stateKey(each.vault, change.record);
      const pair = pairs.get(key);
      if (!pair || !equalOrNull(change.expectedLeaf, pair.was.leaf)) return change;
      differs = true;
      const from = change.from ? { ...change.from, sealing: change.from.sealing && sealingOf(pair.is) } : null;
      const moved = { ...change, expectedLeaf: pair.is.leaf, from };
      const [was, is] = [after(pair.was, change), after(pair.is, moved)];
      if (was && is) pairs.set(key, { was, is });
      else pairs.delete(key);
      return moved;
    }),
  }));
  if (differs) queued.deed = { ...queued.deed, vaults };
  return differs;
}

function after(before: HeldRecord, change: Change): HeldRecord | null {
  const content = contentAfter(before, change);
  return content && holdRecord(change.record, change.recordId, before.revision, content);
}
