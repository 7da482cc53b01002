import { SealgraphError } from "../errors.ts";

/**
 * Small values that are replaced as a whole. `device` holds what signs in (Secret Key, device key, tokens), `session`
 * the root key, sealed under each session key, `outbox` what was signed and has no answer yet, `position` up to where the server
 * was read, `audit` up to where logs of companies were checked, `backups` the highest backups that were read, `desks` up to
 * where rosters of other companies and templates were verified, `recovery` the `device` that a recovery makes, until it is known to be done.
 */
export type Slot = "device" | "session" | "outbox" | "position" | "audit" | "backups" | "desks" | "recovery";

/**
 * Lists of entries that grow at the end: `held` is what was verified, sealed; `spool` what came while locked; `pages` what
 * came of a fetch that is not whole yet; `queue` what was changed here and the server does not have yet, bodies sealed; `companies`
 * the rosters of other companies that staff verified, sealed.
 */
export type Log = "held" | "spool" | "pages" | "queue" | "companies";

export const slots: readonly Slot[] = [
  "device",
  "session",
  "outbox",
  "position",
  "audit",
  "backups",
  "desks",
  "recovery",
];
export const logs: readonly Log[] = ["held", "spool", "pages", "queue", "companies"];

/**
 * Where a device keeps what it knows. What it is given is opaque to it. Every promise resolves when the bytes would
 * outlive a crash of the process; a call that fails leaves what was there. Calls are made one after the other.
 */
export interface Store {
  get(slot: Slot): Promise<Uint8Array | null>;
  /** Replaces the value at once and as a whole; null takes it away. */
  put(slot: Slot, value: Uint8Array | null): Promise<void>;
  /**
   * All entries in order, and where the numbering of the first began. Throws STORE_DAMAGED when fewer are there than
   * were once said to be kept; an entry that a crash left half written is no entry.
   */
  read(log: Log): Promise<{ readonly first: number; readonly entries: readonly Uint8Array[] }>;
  append(log: Log, entries: readonly Uint8Array[]): Promise<void>;
  /** Replaces the whole list at once; its first entry bears the number `first`. */
  replace(log: Log, first: number, entries: readonly Uint8Array[]): Promise<void>;
  /**
   * Has `listener` called, once, when the store has to be let go of: it is closed a moment later, whether or not whoever
   * uses it has closed it by then. Ends by the function that it gives. A store that nobody else can reach has no such thing.
   */
  onWanted?(listener: (reason: StoreEnd) => void): () => void;
  /** Lets go of whatever keeps others out. Idempotent. */
  close(): Promise<void>;
}

/**
 * Why a store ends before whoever uses it is done: another tab of the browser took it over, a newer release wants to change
 * its layout, or the browser took it away.
 */
export type StoreEnd = "TAKEN_OVER" | "NEWER_RELEASE" | "REMOVED";

/** Does what writes to a store. Throws STORE_FAILED where it could not be written, whatever the store threw. */
export async function keeping<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof SealgraphError ? error : new SealgraphError("STORE_FAILED");
  }
}

/** Takes everything away, but for the logs that are to be left. */
export async function wipe(store: Store, left: readonly Log[] = []): Promise<void> {
  for (const log of logs) if (!left.includes(log)) await store.replace(log, 0, []);
  for (const slot of slots) await store.put(slot, null);
}
