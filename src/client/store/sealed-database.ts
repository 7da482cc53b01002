import { makeResidentKey, openAtRest, sealAtRest } from "../../crypto/client/at-rest.ts";
import { SealError } from "../../crypto/errors.ts";
import { SealgraphError } from "../errors.ts";
import { openDatabase, type Table, transact } from "./database.ts";
import { type Log, logs, type Slot, type Store } from "./store.ts";

/** What a store is in a database, without whoever keeps others out. Calls are made one after the other. */
export interface SealedDatabase extends Omit<Store, "close" | "onWanted"> {
  readonly database: IDBDatabase;
}

interface LogState {
  /** The number of the first entry. */
  readonly first: number;
  readonly count: number;
}

/**
 * Opens or makes a database. From then on it takes nothing of whoever had opened it before: each write looks, in its own
 * transaction, whether it comes from the last who did, and throws STORE_BUSY where not. Throws STORE_UNSUPPORTED,
 * STORE_DAMAGED.
 */
export async function openSealedDatabase(name: string, wait: number): Promise<SealedDatabase> {
  const fresh = await makeResidentKey();
  const database = await openDatabase(name, wait, (table) => {
    table("meta").put(fresh, "key");
    for (const log of logs) table("log").put({ first: 0, count: 0 } satisfies LogState, log);
  });
  try {
    const owner = crypto.randomUUID();
    const key = await takeOwnership(database, owner);
    return { database, ...verbsOf(database, owner, key) };
  } catch (error) {
    database.close();
    throw error;
  }
}

async function takeOwnership(database: IDBDatabase, owner: string): Promise<CryptoKey> {
  const key = await transact<unknown>(database, "readwrite", (table, give) => {
    table("meta").put(owner, "owner");
    ask(table("meta").get("key"), give);
  });
  if (!(key instanceof CryptoKey)) throw damaged("key");
  return key;
}

function verbsOf(database: IDBDatabase, owner: string, key: CryptoKey): Omit<SealedDatabase, "database"> {
  const write = (work: (table: (name: Table) => IDBObjectStore) => void) =>
    transact<void>(database, "readwrite", (table, _, abortWith) => {
      ask(table("meta").get("owner"), (now) => {
        if (now !== owner) return abortWith(new SealgraphError("STORE_BUSY"));
        work(table);
      });
    });
  const sealAll = (log: Log, first: number, entries: readonly Uint8Array[]) =>
    Promise.all(entries.map((entry, at) => sealAtRest(key, placeOf(log, first + at), entry)));
  return {
    async get(slot) {
      const sealed = await transact<unknown>(database, "readonly", (table, give) => {
        ask(table("slot").get(slot), give);
      });
      return sealed === undefined ? null : openOrRefuse(key, slot, placeOf(slot), sealed);
    },
    async put(slot, value) {
      const sealed = value && (await sealAtRest(key, placeOf(slot), value));
      await write((table) => {
        if (sealed === null) table("slot").delete(slot);
        else table("slot").put(sealed, slot);
      });
    },
    async read(log) {
      const { state, numbers, entries } = await readLog(database, log);
      // One that is missing between others is as gone as one at the end.
      const isWhole = entries.length === state.count && numbers.every((number, at) => number === state.first + at);
      if (!isWhole) throw damaged(log);
      const opened = entries.map((entry, at) => openOrRefuse(key, log, placeOf(log, state.first + at), entry));
      return { first: state.first, entries: await Promise.all(opened) };
    },
    async append(log, entries) {
      const { first, count } = await stateOf(database, log);
      const sealed = await sealAll(log, first + count, entries);
      await write((table) => {
        putEntries(table("entry"), log, first + count, sealed);
        table("log").put({ first, count: count + sealed.length } satisfies LogState, log);
      });
    },
    async replace(log, first, entries) {
      const sealed = await sealAll(log, first, entries);
      await write((table) => {
        table("entry").delete(allOf(log));
        putEntries(table("entry"), log, first, sealed);
        table("log").put({ first, count: sealed.length } satisfies LogState, log);
      });
    },
  };
}

function stateOf(database: IDBDatabase, log: Log): Promise<LogState> {
  return transact(database, "readonly", (table, give, abortWith) => askState(table, log, give, abortWith));
}

function readLog(database: IDBDatabase, log: Log) {
  type Content = { readonly state: LogState; readonly numbers: number[]; readonly entries: unknown[] };
  return transact<Content>(database, "readonly", (table, give, abortWith) => {
    askState(
      table,
      log,
      (state) => {
        ask(table("entry").getAllKeys(allOf(log)), (keys) => {
          const numbers = keys.map((each) => (each as [Log, number])[1]);
          ask(table("entry").getAll(allOf(log)), (entries) => give({ state, numbers, entries }));
        });
      },
      abortWith,
    );
  });
}

/** Every log has a state from the beginning: one without was taken away. */
function askState(
  table: (name: Table) => IDBObjectStore,
  log: Log,
  give: (state: LogState) => void,
  abortWith: (reason: SealgraphError) => void,
): void {
  ask(table("log").get(log), (state: LogState | undefined) => {
    const isThere = Number.isSafeInteger(state?.first) && Number.isSafeInteger(state?.count);
    if (!isThere) return abortWith(damaged(log));
    give(state as LogState);
  });
}

function ask<T>(request: IDBRequest<T>, give: (result: T) => void): void {
  request.onsuccess = () => give(request.result);
}

function putEntries(entries: IDBObjectStore, log: Log, first: number, sealed: readonly Uint8Array[]): void {
  for (const [at, entry] of sealed.entries()) entries.put(entry, [log, first + at]);
}

/** Lists come after every number. */
const allOf = (log: Log) => IDBKeyRange.bound([log], [log, []]);

const placeOf = (part: Slot | Log, number?: number): string =>
  number === undefined ? `slot ${part}` : `log ${part} ${number}`;

async function openOrRefuse(key: CryptoKey, part: Slot | Log, place: string, sealed: unknown): Promise<Uint8Array> {
  if (!(sealed instanceof Uint8Array)) throw damaged(part);
  try {
    return await openAtRest(key, place, sealed);
  } catch (error) {
    if (error instanceof SealError) throw damaged(part);
    throw error;
  }
}

const damaged = (part: string) => new SealgraphError("STORE_DAMAGED", { part });
