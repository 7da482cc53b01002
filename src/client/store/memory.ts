import type { Log, Slot, Store } from "./store.ts";

/** A store that lives as long as the object: for tests, and for applications that keep nothing. */
export function memoryStore(): Store {
  const values = new Map<Slot, Uint8Array>();
  const lists = new Map<Log, { first: number; entries: Uint8Array[] }>();
  const listOf = (log: Log) => lists.get(log) ?? { first: 0, entries: [] };
  return {
    async get(slot) {
      return values.get(slot) ?? null;
    },
    async put(slot, value) {
      if (value === null) values.delete(slot);
      else values.set(slot, value);
    },
    async read(log) {
      const { first, entries } = listOf(log);
      return { first, entries: [...entries] };
    },
    async append(log, entries) {
      const list = listOf(log);
      list.entries.push(...entries);
      lists.set(log, list);
    },
    async replace(log, first, entries) {
      lists.set(log, { first, entries: [...entries] });
    },
    async close() {},
  };
}
