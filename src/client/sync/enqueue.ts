import { type Core, inTurn, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { tell } from "../queue/outcome.ts";
import { errorOf, makeQueued, refusalFor, takeOut } from "../queue/queue.ts";
import { changeQueue } from "../queue/shown.ts";
import { supersede } from "../queue/supersede.ts";
import { checkMayWrite } from "../shares/rights.ts";
import { makeDeed } from "./commit.ts";
import { recordsOf, type VaultDeed } from "./deed.ts";
import { settle } from "./settle.ts";

/** What became of a change that was kept. */
export interface Outcome {
  /** Whether the server has it; else it waits here and is sent later. */
  readonly sent: boolean;
  /** Records that it did not change, because others had done so already. */
  readonly dropped: ReadonlySet<string>;
  /** Records that others had purged, with the new ones that it made in their place. */
  readonly became: ReadonlyMap<string, string>;
}

/**
 * Keeps a change on this device, shows it at once, and sends it in its turn. Resolves when the server has it or cannot be
 * reached: then it waits, and is sent with the next sync. While the server is known to be out of reach nobody waits for it.
 *
 * @param insist waits for an attempt all the same.
 *
 * Throws what the server refused it for: it stays in the queue as refused, until it is sent again, changed or discarded.
 * Throws VAULT_FROZEN, and STORE_FAILED where it could not be kept: then nothing of it is left. Whatever else goes wrong
 * once it is kept is told by `trouble`.
 */
export async function enqueue(core: Core, vaults: readonly VaultDeed[], { insist = false } = {}): Promise<Outcome> {
  const open = opened(core);
  for (const { vault } of vaults) {
    if (open.held.frozen.has(vault)) throw new SealgraphError("VAULT_FROZEN");
    const share = open.held.shares.get(vault);
    if (share) checkMayWrite(open, share, core.around.now());
  }
  const superseding = supersede(open, vaults);
  const before = superseding?.before ?? [];
  const deed = makeDeed(core, superseding?.vaults ?? vaults);
  const queued = makeQueued(deed, core.around.now());
  // A new record that was refused, and is purged before it ever was.
  const isNothing = before.length > 0 && recordsOf(deed).length === 0;
  const touched = [deed, ...before.map((each) => each.deed)].flatMap(recordsOf);
  changeQueue(core, open, touched, () => {
    for (const each of before) takeOut(open.queue, each);
    if (!isNothing) open.queue.push(queued);
  });
  try {
    await open.queueLog.write(isNothing ? [] : [queued], before);
  } catch (error) {
    changeQueue(core, open, touched, () => {
      takeOut(open.queue, queued);
      open.queue.push(...before);
    });
    throw error;
  }
  const { dropped, became } = queued;
  if (isNothing) return { sent: true, dropped, became };
  const sending = inTurn(core, () => settle(core)).catch((error) => tell(core, error));
  if (core.reachable || insist) await sending;
  else sending.catch(() => {});
  const refusal = refusalFor(queued, core);
  if (refusal) throw queued.error ?? errorOf(refusal);
  return { sent: !open.queue.includes(queued), dropped, became };
}
