import { type Core, type Open, opened, queueKeyOf } from "../core.ts";
import { ConflictError, type ErrorCode, SealgraphError } from "../errors.ts";
import { become, finish, refusalFrom, refuse } from "../queue/outcome.ts";
import { errorOf, firstWaiting, inheritedRefusal, type Queued } from "../queue/queue.ts";
import { rebaseQueued } from "../queue/rebase-queued.ts";
import { refreshShown } from "../queue/shown.ts";
import type { CommitWire } from "../transport/commit-operations.ts";
import { hasFailed, isPassing, takesLater } from "../transport/refusal.ts";
import { carryOut, forgetSent } from "./commit.ts";
import { openSent } from "./deed.ts";
import { isUnknown } from "./is-unknown.ts";

/** How often a deed is put together with what others wrote, who are always faster, before it is given up. */
const mostRebases = 10;
/** How often in a row the server may fail at one deed before that counts as refused, and others have their turn. */
const mostFailures = 5;

/**
 * Sends all that waits, in order: first what was sent before and has no answer. What the server refuses stays in the
 * queue as refused, and those that rest on it with it; the others go on. Throws when the server cannot be reached, fails,
 * or ends the session: then the rest waits. To be called in turn.
 */
export async function settle(core: Core): Promise<void> {
  const open = opened(core);
  await settleOutbox(core, open);
  // What waits for a key keeps nothing else from being sent.
  const later = new Set<string>();
  for (let next = firstWaiting(open.queue); next; next = firstWaiting(open.queue, later)) {
    const inherited = inheritedRefusal(open.queue, next);
    if (inherited) await refuse(core, open, next, errorOf(inherited));
    else await send(core, open, next, null).catch(leaveForKey(open, next, later));
  }
}

/** Of what is moved between a share and a profile the share alone has to wait: what rests on the move does so by its records. */
const leaveForKey =
  ({ held }: Open, { deed }: Queued, later: Set<string>) =>
  (error: unknown): void => {
    if (!lacksKey(error)) throw error;
    const shares = deed.vaults.filter(({ vault }) => held.shares.has(vault));
    for (const { vault } of shares.length > 0 ? shares : deed.vaults) later.add(vault);
  };

/** Finds out what became of a deed whose answer was lost, by sending it again. */
async function settleOutbox(core: Core, open: Open): Promise<void> {
  const kept = await core.around.store.get("outbox");
  if (kept === null) {
    open.deed = null;
    return;
  }
  const { deed, wire } = openSent(queueKeyOf(open), kept);
  const queued = open.queue.find((each) => each.deed.mutationId === deed.mutationId);
  // Of what cannot be proven (PROTOCOL §6.2) this is: no other bytes of it are signed.
  if (queued?.refusal) queued.deed = deed;
  if (queued) return send(core, open, queued, wire);
  try {
    await carryOut(core, deed, wire);
    await forgetSent(core, open);
    open.failures = 0;
  } catch (error) {
    if (isUnknown(error) && !isGivenUp(open, error)) throw error;
    // It is known now, or nobody will ever know: whoever asked for it was told that nobody knew.
    core.events.emit("trouble", error instanceof SealgraphError ? error : new SealgraphError("REFUSED"));
    await forgetSent(core, open);
  }
}

async function send(core: Core, open: Open, queued: Queued, wire: CommitWire | null): Promise<void> {
  let sent = wire;
  for (let rebases = 0; ; rebases++) {
    try {
      // A store that failed left it as it was before it was put together with others.
      if (queued.keptAs !== queued.deed.mutationId) await open.queueLog.write([queued]);
      await carryOut(core, queued.deed, sent);
      become(core, open, true);
      open.failures = 0;
      return await finish(core, open, queued);
    } catch (thrown) {
      const error = refusalFrom(thrown);
      const waits = takesLater(error) || (isUnknown(error) && !isGivenUp(open, error));
      if (waits) leaveWaiting(core, open, error);
      become(core, open, true);
      if (!(error instanceof ConflictError)) return refuse(core, open, queued, error);
      if (rebases >= mostRebases) return refuse(core, open, queued, new SealgraphError("BUSY"));
      if (!(await rebaseQueued(core, open, queued).catch((why) => leaveWaiting(core, open, why)))) return;
      sent = null;
    }
  }
}

function leaveWaiting(core: Core, open: Open, error: unknown): never {
  // Whoever was removed was answered: the server is there, and takes it when they are elsewhere.
  const isThere = hasCode(error, "USER_REMOVED") || lacksKey(error);
  become(core, open, isThere || !(isPassing(error) || hasFailed(error) || takesLater(error)));
  refreshShown(core, open);
  throw error;
}

const hasCode = (error: unknown, code: ErrorCode): boolean => error instanceof SealgraphError && error.code === code;

/** Whether somebody else has to make a key of a share, or to hand it over, first. */
const lacksKey = (error: unknown): boolean => hasCode(error, "KEY_DUE") || hasCode(error, "KEY_PENDING");

/** Whether the server failed at what was sent so often that it will not do it. */
function isGivenUp(open: Open, error: unknown): boolean {
  if (!hasFailed(error)) return false;
  open.failures++;
  return open.failures >= mostFailures;
}
