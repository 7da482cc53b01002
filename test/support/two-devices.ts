import type { Client, Item, Settings } from "../../src/client/index.ts";
import { memoryStore } from "../../src/client/store/memory.ts";
import { logs, type Store, slots } from "../../src/client/store/store.ts";
import type { TestHouse } from "./house.ts";
import { type Line, makeLine } from "./line.ts";
import { newPerson, type Person } from "./person.ts";

export const login = (title: string, fields = {}) => ({
  kind: "login",
  title,
  fields: { username: "ada", password: "hunter2", ...fields },
});

export const itemsOf = (client: Client) => client.profile("PERSONAL").items();

/** Titles and states of what is shown. */
export const shown = async (client: Client): Promise<string[]> =>
  (await itemsOf(client).list()).map(({ title, state }) => `${title}: ${state}`).sort();

export interface TwoDevices {
  readonly ada: Person;
  readonly laptop: Client;
  readonly phone: Client;
  readonly line: Line;
  readonly item: Item;
}

/** A laptop on a line that can be cut, a phone, and one item that both have. */
export async function twoDevices(house: TestHouse, settings: Partial<Settings> = {}): Promise<TwoDevices> {
  const line = makeLine();
  const ada = await newPerson(house, { ...line.settings, patience: 0, ...settings });
  const item = await itemsOf(ada.client).add(login("Bank"));
  const phone = await ada.onDevice("phone");
  return { ada, laptop: ada.client, phone, line, item };
}

/** What a store holds, in another one. */
export async function copyOf(store: Store): Promise<Store> {
  const copy = memoryStore();
  for (const slot of slots) await copy.put(slot, await store.get(slot));
  for (const log of logs) {
    const { first, entries } = await store.read(log);
    await copy.replace(log, first, entries);
  }
  return copy;
}

/** A store that works for so many more calls that write, and then is as it was for good. */
export function dyingStore(inner: Store, steps: number): Store {
  let left = steps;
  const alive =
    <A extends unknown[]>(work: (...args: A) => Promise<void>) =>
    async (...args: A): Promise<void> => {
      if (left-- <= 0) throw new Error("dead");
      await work(...args);
    };
  return { ...inner, put: alive(inner.put), append: alive(inner.append), replace: alive(inner.replace) };
}
