import { type Core, type Open, opened } from "../core.ts";
import { ConflictError, SealgraphError } from "../errors.ts";
import { forgetQueued, keepQueued } from "../queue/log.ts";
import { errorOf, firstWaiting, inheritedRefusal, type Queued, refusalOf, takeOut } from "../queue/queue.ts";
import { rebaseDeed } from "../queue/rebase.ts";
import { changeQueue, refreshShown } from "../queue/shown.ts";
import type { CommitWire } from "../transport/commit-operations.ts";
import { isPassing } from "../transport/refusal.ts";
import { carryOut, forgetSent, isUnknown } from "./commit.ts";
import { type Deed, parseOutbox, recordsOf } from "./deed.ts";

/** How often a deed is put together with what others wrote, who are always faster, before it is given up. */
const mostRebases = 10;

/**
 * Sends all that waits, in order: first what was sent before and has no answer. What the server refuses stays in the
 * queue as refused, and those that rest on it with it; the others go on. Throws when the server cannot be reached or ends
 * the session: then the rest waits. To be called in turn.
 */
export async function settle(core: Core): Promise<void> {
  const open = opened(core);
  await settleOutbox(core, open);
  for (let next = firstWaiting(open.queue); next; next = firstWaiting(open.queue)) {
    const inherited = inheritedRefusal(open.queue, next);
    if (inherited) await refuse(core, open, next, errorOf(inherited));
    else await send(core, open, next, null);
  }
}

/** Finds out what became of a deed whose answer was lost, by sending it again. */
async function settleOutbox(core: Core, open: Open): Promise<void> {
  const kept = await core.around.store.get("outbox");
  if (kept === null) {
    open.deed = null;
    return;
  }
  const { deed, wire } = parseOutbox(kept);
  const queued = open.queue.find((each) => each.deed.mutationId === deed.mutationId);
  if (queued) return send(core, open, queued, wire);
  try {
    await carryOut(core, deed, wire);
    await forgetSent(core, open);
  } catch (error) {
    if (isUnknown(error)) throw error;
    // It is known now: it was not done, and whoever asked for it was told that nobody knew.
    core.events.emit("trouble", error instanceof SealgraphError ? error : new SealgraphError("REFUSED"));
  }
}

async function send(core: Core, open: Open, queued: Queued, wire: CommitWire | null): Promise<void> {
  let sent = wire;
  for (let rebases = 0; ; rebases++) {
    try {
      await carryOut(core, queued.deed, sent);
      become(core, open, true);
      return await finish(core, open, queued);
    } catch (error) {
      if (!(error instanceof SealgraphError) || isUnknown(error)) {
        become(core, open, !isPassing(error));
        refreshShown(core, open);
        throw error;
      }
      become(core, open, true);
      if (!(error instanceof ConflictError)) return refuse(core, open, queued, error);
      if (rebases >= mostRebases) return refuse(core, open, queued, new SealgraphError("BUSY"));
      if (!(await rebase(core, open, queued))) return;
      sent = null;
    }
  }
}

/** Makes the deed one for what is held now. False when nothing is left of it, or it cannot be. */
async function rebase(core: Core, open: Open, queued: Queued): Promise<boolean> {
  const before = queued.deed;
  try {
    const { deed, dropped } = rebaseDeed(open, before, core.around.now());
    for (const record of dropped) queued.dropped.add(record);
    if (deed === null) {
      await finish(core, open, queued);
      return false;
    }
    changeQueue(core, open, [...recordsOf(before), ...newRecords(before, deed)], () => {
      queued.deed = deed;
    });
    await keepQueued(core.around.store, queued, before.mutationId);
    return true;
  } catch (error) {
    if (!(error instanceof SealgraphError) || isUnknown(error)) throw error;
    await refuse(core, open, queued, error);
    return false;
  }
}

function newRecords(before: Deed, after: Deed): { vault: string; record: string }[] {
  const known = new Set(recordsOf(before).map(({ record }) => record));
  return recordsOf(after).filter(({ record }) => !known.has(record));
}

async function finish(core: Core, open: Open, queued: Queued): Promise<void> {
  changeQueue(core, open, recordsOf(queued.deed), () => {
    takeOut(open.queue, queued);
  });
  // In this order: what a crash leaves of it is settled by its mutation id.
  await forgetQueued(core.around.store, queued.deed.mutationId, open.queue);
  await forgetSent(core, open);
}

async function refuse(core: Core, open: Open, queued: Queued, error: SealgraphError): Promise<void> {
  queued.refusal = refusalOf(error);
  queued.error = error;
  refreshShown(core, open);
  core.events.emit("trouble", error);
  await keepQueued(core.around.store, queued, queued.deed.mutationId);
}

/** Notes whether the server answers, and has what waits shown so. */
export function become(core: Core, open: Open, reachable: boolean): void {
  if (core.reachable === reachable) return;
  core.reachable = reachable;
  if (open.queue.length > 0) refreshShown(core, open);
}
