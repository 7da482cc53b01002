import { SealgraphError } from "../errors.ts";
import { deleteDatabase, failureOf } from "./database.ts";
import { databaseName, lockName } from "./known.ts";
import { openSealedDatabase, type SealedDatabase } from "./sealed-database.ts";
import type { Store, StoreEnd } from "./store.ts";
import { lockTabs, type TabLock } from "./web-lock.ts";

export interface IndexedDbStoreOptions {
  /** Of the account, where one browser keeps several. */
  readonly name?: string;
  /** Milliseconds to wait for another tab to let go: a page that was left a moment ago still has it. */
  readonly wait?: number;
  /** Has another tab close its client, and takes the store from one that does not. */
  readonly takeOver?: boolean;
}

/** How long whoever uses a store that is wanted elsewhere has for what is under way, in milliseconds. */
const grace = 3_000;

/**
 * A store in the browser, sealed at rest. One tab at a time: a Web Lock keeps others out, and the database takes nothing
 * but of the last who opened it. Throws STORE_BUSY where another tab has it, STORE_UNSUPPORTED where a newer release made
 * it, STORE_DAMAGED, STORE_FAILED where there can be none (`cause`).
 */
export async function indexedDbStore(options: IndexedDbStoreOptions = {}): Promise<Store> {
  const { name, wait, takeOver } = settledOptions(options);
  const wanted = makeWanted();
  const lock = await lockTabs(lockName(name), { wait, takeOver, onWanted: () => wanted.tell("TAKEN_OVER") });
  try {
    const sealed = await openSealedDatabase(databaseName(name), grace + wait);
    return storeIn(sealed, lock, wanted);
  } catch (error) {
    lock.release();
    throw failureOf(error);
  }
}

/**
 * Takes away what `indexedDbStore` keeps under a name, for who starts over: what was changed here and not sent is lost with
 * it. Another tab that has it closes its client. Throws STORE_BUSY where one does not let go.
 */
export async function removeIndexedDbStore({
  name,
  wait,
}: Omit<IndexedDbStoreOptions, "takeOver"> = {}): Promise<void> {
  const settled = settledOptions({ ...(name && { name }), ...(wait !== undefined && { wait }), takeOver: true });
  const lock = await lockTabs(lockName(settled.name), { ...settled, onWanted: () => {} });
  try {
    await deleteDatabase(databaseName(settled.name), settled.wait);
  } finally {
    lock.release();
  }
}

function settledOptions({ name = "account", wait = 2_000, takeOver = false }: IndexedDbStoreOptions) {
  const refuse = (cause: string) => new SealgraphError("STORE_FAILED", { cause });
  if (!globalThis.isSecureContext) throw refuse("INSECURE_PAGE");
  if (!globalThis.indexedDB) throw refuse("NO_INDEXED_DB");
  // Whoever has to let go is given its grace first.
  return { name, takeOver, wait: takeOver ? grace + wait : wait };
}

interface Wanted {
  readonly reason: StoreEnd | null;
  tell(reason: StoreEnd): void;
  onWanted(listener: (reason: StoreEnd) => void): () => void;
  /** What lets go. Called at once where nobody listens. */
  end: () => void;
}

function makeWanted(): Wanted {
  const listeners = new Set<(reason: StoreEnd) => void>();
  let reason: StoreEnd | null = null;
  const wanted: Wanted = {
    get reason() {
      return reason;
    },
    tell(told) {
      if (reason !== null) return;
      reason = told;
      if (listeners.size === 0) wanted.end();
      else setTimeout(() => wanted.end(), grace);
      for (const listener of listeners) listener(told);
    },
    onWanted(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    end: () => {},
  };
  return wanted;
}

function storeIn(sealed: SealedDatabase, lock: TabLock, wanted: Wanted): Store {
  const { database } = sealed;
  let isClosed = false;
  let last: Promise<unknown> = Promise.resolve();
  /** What is under way is finished: a database that is closed waits for it. */
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    database.close();
    lock.release();
  };
  wanted.end = close;
  if (wanted.reason !== null) close();
  database.onversionchange = ({ newVersion }) => wanted.tell(newVersion === null ? "REMOVED" : "NEWER_RELEASE");
  // The browser closes it where its user clears what sites keep.
  database.onclose = () => wanted.tell("REMOVED");

  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isClosed) throw endOf(wanted.reason);
    try {
      return await work();
    } catch (error) {
      if (wanted.reason === "REMOVED") throw endOf("REMOVED");
      const failure = failureOf(error);
      if (failure.code === "STORE_BUSY") wanted.tell("TAKEN_OVER");
      throw failure;
    }
  };
  /** One after the other, whoever calls; a failure is its caller's alone. */
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(() => run(work));
    last = mine.catch(() => {});
    return mine;
  };
  return {
    get: (slot) => inOrder(() => sealed.get(slot)),
    put: (slot, value) => inOrder(() => sealed.put(slot, value)),
    read: (log) => inOrder(() => sealed.read(log)),
    append: (log, entries) => inOrder(() => sealed.append(log, entries)),
    replace: (log, first, entries) => inOrder(() => sealed.replace(log, first, entries)),
    onWanted: (listener) => wanted.onWanted(listener),
    close: async () => {
      await last;
      close();
    },
  };
}

function endOf(reason: StoreEnd | null): SealgraphError {
  if (reason === "TAKEN_OVER") return new SealgraphError("STORE_BUSY");
  if (reason === "NEWER_RELEASE") return new SealgraphError("STORE_UNSUPPORTED");
  if (reason === "REMOVED") return new SealgraphError("STORE_DAMAGED", { part: "database" });
  return new SealgraphError("CLOSED");
}
