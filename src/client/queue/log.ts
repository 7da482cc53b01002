/** The log `queue` of a store: each change as it was kept last, until it is over; each entry marked (PROTOCOL §6.2). */
import { contentOf, markEntry, openEntry } from "../../crypto/client/queue-mark.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { SymmetricKey } from "../../crypto/keys.ts";
import { SealgraphError } from "../errors.ts";
import { keeping, type Store } from "../store/store.ts";
import { applyEntry, type Entry, encodeEntry, putOf } from "./entry.ts";
import { type Queued, takeOut } from "./queue.ts";

/** The log is written anew when it holds so many entries more than it would then. */
const mostSpare = 200;

/** Writes the log. Each call is one step: all of it outlives a crash, or nothing. Calls are carried out in order. */
export interface QueueLog {
  /** Keeps changes as they are now, and lets go of others. Throws STORE_FAILED. */
  write(put: readonly Queued[], over?: readonly Queued[]): Promise<void>;
  /** Marks everything anew, by another key. */
  renew(queueKey: SymmetricKey): Promise<void>;
}

/** What waits, and the log to write it on with. */
export interface OpenedQueue {
  readonly queue: Queued[];
  readonly queueLog: QueueLog;
}

/** What waits, proven by the key that marks it. Throws STORE_DAMAGED where an entry is none, or another's. */
export async function openQueue(store: Store, queueKey: SymmetricKey): Promise<OpenedQueue> {
  const contents = await read(store, (number, entry) => openEntry(queueKey, number, entry));
  return { queue: [...contents.queue], queueLog: makeQueueLog(store, queueKey, contents) };
}

/**
 * What waits, as the store says it, and whether one of these keys marked each entry; it is written on with the first.
 * Throws STORE_DAMAGED where an entry is none.
 */
export async function openUnproven(
  store: Store,
  queueKeys: readonly [SymmetricKey, ...SymmetricKey[]],
): Promise<OpenedQueue & { readonly proven: boolean }> {
  let proven = true;
  const contents = await read(store, (number, entry) => {
    proven &&= queueKeys.some((key) => isMarked(key, number, entry));
    return contentOf(entry);
  });
  return { queue: [...contents.queue], queueLog: makeQueueLog(store, queueKeys[0], contents), proven };
}

/** What waits, as the store says it: enough to count it while locked. Throws STORE_DAMAGED. */
export async function readQueue(store: Store): Promise<readonly Queued[]> {
  return (await read(store, (_, entry) => contentOf(entry))).queue;
}

/** The log of a device that is new to its store. */
export const newQueueLog = (store: Store, queueKey: SymmetricKey): QueueLog =>
  makeQueueLog(store, queueKey, { queue: [], next: 0, size: 0 });

function isMarked(queueKey: SymmetricKey, number: number, entry: Uint8Array): boolean {
  try {
    openEntry(queueKey, number, entry);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

interface Contents {
  readonly queue: readonly Queued[];
  /** The number of the next entry; no number is used twice. */
  readonly next: number;
  /** How many entries there are. */
  readonly size: number;
}

async function read(store: Store, open: (number: number, entry: Uint8Array) => Uint8Array) {
  const { first, entries } = await store.read("queue");
  const queue: Queued[] = [];
  try {
    for (const [place, entry] of entries.entries()) applyEntry(queue, open(first + place, entry));
  } catch {
    throw new SealgraphError("STORE_DAMAGED", { part: "queue" });
  }
  return { queue, next: first + entries.length, size: entries.length };
}

function makeQueueLog(store: Store, key: SymmetricKey, contents: Contents): QueueLog {
  let queueKey = key;
  let { next, size } = contents;
  /** What is in the log, in its order. */
  let kept = [...contents.queue];
  let last: Promise<unknown> = Promise.resolve();
  const inOrder = (work: () => Promise<void>): Promise<void> => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
  const mark = (entries: readonly Entry[]) =>
    entries.map((entry, place) => markEntry(queueKey, next + place, encodeEntry(entry)));
  const append = async (entries: readonly Entry[]) => {
    await keeping(() => store.append("queue", mark(entries)));
    size += entries.length;
    next += entries.length;
  };
  const replace = async (after: readonly Queued[]) => {
    await keeping(() => store.replace("queue", next, mark(after.map((queued) => putOf(queued, null)))));
    size = after.length;
    next += after.length;
  };
  const settled = (after: Queued[], over: readonly Queued[]) => {
    kept = after;
    for (const queued of over) queued.keptAs = null;
  };
  return {
    write: (put, over = []) =>
      inOrder(async () => {
        const gone = over.filter(({ keptAs }) => keptAs !== null);
        if (put.length + gone.length === 0) return;
        const after = [...kept];
        for (const queued of gone) takeOut(after, queued);
        for (const queued of put) if (!after.includes(queued)) after.push(queued);
        const ids = new Map(put.map((queued) => [queued, queued.deed.mutationId]));
        if (after.length === 0 || size + 1 + put.length > after.length + mostSpare) await replace(after);
        else {
          const overs: Entry[] = gone.length > 0 ? [{ over: gone.map(({ keptAs }) => keptAs as string) }] : [];
          await append([...overs, ...put.map((queued) => putOf(queued, queued.keptAs))]);
        }
        for (const [queued, id] of ids) queued.keptAs = id;
        settled(after, gone);
      }),
    renew: (another) =>
      inOrder(async () => {
        queueKey = another;
        await replace(kept);
        for (const queued of kept) queued.keptAs = queued.deed.mutationId;
      }),
  };
}
