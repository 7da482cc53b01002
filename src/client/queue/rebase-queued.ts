import type { Core, Open } from "../core.ts";
import { openShare } from "../shares/keys.ts";
import { type Change, type Deed, recordsOf } from "../sync/deed.ts";
import { isUnknown } from "../sync/is-unknown.ts";
import { takesLater } from "../transport/refusal.ts";
import { foldChange } from "./fold.ts";
import { finish, refusalFrom, refuse } from "./outcome.ts";
import { changesOf, onlyChange, type Queued, takeOut } from "./queue.ts";
import { type RebasedDeed, rebaseDeed } from "./rebase.ts";
import { changeQueue } from "./shown.ts";

/**
 * Makes a queued change one for what is held now. False when nothing is left of it, or it cannot be: then it is refused. Throws
 * KEY_PENDING where others wrote by a key of a share that is not here yet, and what `call` throws: then it waits as it was.
 */
export async function rebaseQueued(core: Core, open: Open, queued: Queued): Promise<boolean> {
  const before = queued.deed;
  for (const { vault } of before.vaults) if (open.held.shares.has(vault)) await openShare(core, vault);
  let absorbed: Queued[];
  let rebased: RebasedDeed;
  try {
    const later = absorbLater(open, queued);
    absorbed = later.absorbed;
    rebased = rebaseDeed(open, later.deed, core.around.now());
  } catch (thrown) {
    // What cannot be opened by the keys that are noted now is put together with nothing; the rest goes on.
    const error = refusalFrom(thrown);
    if (isUnknown(error) || takesLater(error)) throw error;
    await refuse(core, open, queued, error);
    return false;
  }
  const { deed, dropped, became } = rebased;
  for (const each of [queued, ...absorbed]) {
    for (const record of dropped) each.dropped.add(record);
    for (const [record, made] of became) each.became.set(record, made);
  }
  const touched = [...recordsOf(before), ...(deed ? newRecords(before, deed) : [])];
  changeQueue(core, open, touched, () => {
    for (const each of absorbed) takeOut(open.queue, each);
    if (deed) queued.deed = deed;
  });
  if (deed === null) {
    await finish(core, open, queued, absorbed);
    return false;
  }
  await open.queueLog.write([queued], absorbed);
  return true;
}

/**
 * What others purged and we changed becomes a new record: later changes of the old one go along with the first, so that
 * it becomes one. Gives them, to be taken out.
 */
function absorbLater(open: Open, queued: Queued): { deed: Deed; absorbed: Queued[] } {
  const absorbed: Queued[] = [];
  const vaults = queued.deed.vaults.map((each) => {
    const vault = open.held.vaults.get(each.vault);
    const changes = each.changes.map((change) => {
      if (!vault || change.expectedLeaf === null || vault.records.has(change.record)) return change;
      let joined: Change = change;
      for (const later of laterThan(open, queued, each.vault, change.record)) {
        const next = onlyChange(later);
        const both = next && !later.refusal ? foldChange(open, vault, joined, next) : null;
        if (both === null) break;
        joined = both;
        absorbed.push(later);
      }
      return joined;
    });
    return { ...each, changes };
  });
  return { deed: { ...queued.deed, vaults }, absorbed };
}

function laterThan(open: Open, queued: Queued, vault: string, record: string): Queued[] {
  const changes = changesOf(open.queue, vault, record);
  return changes.slice(changes.indexOf(queued) + 1);
}

function newRecords(before: Deed, after: Deed): { vault: string; record: string }[] {
  const known = new Set(recordsOf(before).map(({ record }) => record));
  return recordsOf(after).filter(({ record }) => !known.has(record));
}
