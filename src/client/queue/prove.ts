/** What a device has not sent, after the account got new keys: proven by those of before, marked by those of now (PROTOCOL §6.2). */
import { deriveQueueKey, markOutbox, openOutbox } from "../../crypto/client/queue-mark.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { SymmetricKey } from "../../crypto/keys.ts";
import { type Core, changeDevice, type Open, queueKeyOf } from "../core.ts";
import { keeping } from "../store/store.ts";
import { type OpenedQueue, openQueue, openUnproven } from "./log.ts";
import { firstWaiting, type Queued } from "./queue.ts";
import { refreshShown } from "./shown.ts";

/** What waits, when the account is opened. Where other keys marked it, it is refused until `proveQueue` was called. */
export async function openWaiting(core: Core, queueKey: SymmetricKey, keyGeneration: number): Promise<OpenedQueue> {
  const { store } = core.around;
  if (core.device.queueGeneration === keyGeneration) return openQueue(store, queueKey);
  const opened = await openUnproven(store, [queueKey]);
  refuseAll(opened.queue);
  return opened;
}

/** Proves what waits by the former keys that the account vault holds, where other keys than those of now marked it. */
export async function proveQueue(core: Core, open: Open): Promise<void> {
  const { device, around } = core;
  const { queueGeneration } = device;
  const keyGeneration = device.accountKeys?.keyGeneration;
  if (keyGeneration === undefined || queueGeneration === keyGeneration) return;
  const former = open.held.pins?.former.find((entry) => entry.keyGeneration === queueGeneration);
  const now = queueKeyOf(open);
  const before = former ? [deriveQueueKey(former.signingSeed, open.user)] : [];
  const { queue, queueLog, proven } = await openUnproven(around.store, [now, ...before]);
  if (!proven) refuseAll(queue);
  open.queue.splice(0, open.queue.length, ...queue);
  open.queueLog = queueLog;
  await queueLog.renew(now);
  await proveOutbox(core, open, [now, ...before]);
  await changeDevice(core, { queueGeneration: keyGeneration });
  core.reachable = firstWaiting(open.queue) === undefined;
  refreshShown(core, open);
}

/** What was signed is in the queue as well: where it cannot be proven, it goes. */
async function proveOutbox(core: Core, open: Open, keys: readonly SymmetricKey[]): Promise<void> {
  const { store } = core.around;
  const sent = await store.get("outbox");
  if (sent === null) return;
  const content = keys.map((key) => openOrNull(key, sent)).find((opened) => opened !== null);
  await keeping(() => store.put("outbox", content ? markOutbox(queueKeyOf(open), content) : null));
  if (!content) open.deed = null;
}

function openOrNull(key: SymmetricKey, sent: Uint8Array): Uint8Array | null {
  try {
    return openOutbox(key, sent);
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

function refuseAll(queue: readonly Queued[]): void {
  for (const queued of queue) queued.refusal ??= { code: "KEYS_CHANGED", details: {} };
}
