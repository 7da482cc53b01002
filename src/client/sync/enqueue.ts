import { type Core, inTurn, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { forgetQueued, keepQueued } from "../queue/log.ts";
import { errorOf, type Queued, takeOut } from "../queue/queue.ts";
import { changeQueue } from "../queue/shown.ts";
import { supersede } from "../queue/supersede.ts";
import { isPassing } from "../transport/refusal.ts";
import { makeDeed } from "./commit.ts";
import { recordsOf, type VaultDeed } from "./deed.ts";
import { settle } from "./settle.ts";

/** What became of a change that was kept. */
export interface Outcome {
  /** Whether the server has it; else it waits here and is sent later. */
  readonly sent: boolean;
  /** Records that it did not change, because others had done so already. */
  readonly dropped: ReadonlySet<string>;
}

/**
 * Keeps a change on this device, shows it at once, and sends it in its turn. Resolves when the server has it or cannot be
 * reached: then it waits, and is sent with the next sync. While the server is known to be out of reach nobody waits for it.
 *
 * @param insist waits for an attempt all the same.
 *
 * Throws what the server refused it for: it stays in the queue as refused, until it is sent again, changed or discarded.
 * Throws VAULT_FROZEN, and STORE_FAILED where it could not be kept: then nothing of it is left.
 */
export async function enqueue(core: Core, vaults: readonly VaultDeed[], { insist = false } = {}): Promise<Outcome> {
  const open = opened(core);
  for (const { vault } of vaults) if (open.held.frozen.has(vault)) throw new SealgraphError("VAULT_FROZEN");
  const { store, now } = core.around;
  const superseded = supersede(open, vaults);
  const before = superseded?.queued ?? null;
  const deed = makeDeed(core, superseded?.vaults ?? vaults);
  const queued: Queued = { deed, at: now(), refusal: null, kept: false, dropped: new Set() };
  const touched = [...recordsOf(deed), ...(before ? recordsOf(before.deed) : [])];
  // A new record that was refused, and is purged before it ever was.
  const isNothing = before !== null && recordsOf(deed).length === 0;
  changeQueue(core, open, touched, () => {
    if (before) takeOut(open.queue, before);
    if (!isNothing) open.queue.push(queued);
  });
  try {
    if (!isNothing) await keepQueued(store, queued, null);
    if (before) await forgetQueued(store, before.deed.mutationId, open.queue);
    queued.kept = true;
  } catch (error) {
    changeQueue(core, open, touched, () => {
      takeOut(open.queue, queued);
      if (before) open.queue.push(before);
    });
    throw error;
  }
  if (isNothing) return { sent: true, dropped: queued.dropped };
  const sending = inTurn(core, () => settle(core));
  if (core.reachable || insist) await sending.catch(passOver);
  else sending.catch(() => {});
  if (queued.refusal) throw queued.error ?? errorOf(queued.refusal);
  return { sent: !open.queue.includes(queued), dropped: queued.dropped };
}

/** Who is offline has done nothing wrong. */
function passOver(error: unknown): void {
  if (!isPassing(error)) throw error;
}
