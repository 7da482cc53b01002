import { once } from "node:events";
/** What people do with their items while a server lies to one of their devices. */
import { type Client, memoryStore, openClient, type Store } from "../../../src/client/index.ts";
import { nextEvent } from "../../support/event.ts";
import type { TestHouse } from "../../support/house.ts";
import { type Line, makeLine } from "../../support/line.ts";
import { newPerson, type Person } from "../../support/person.ts";
import { copyOf, itemsOf, login } from "../../support/two-devices.ts";

/** Somebody whose device is tried again and again, as it was before the act. */
export interface World {
  readonly house: TestHouse;
  readonly ada: Person;
  /** A device as it was before the act; every try has a copy of it. */
  readonly store: Store;
  readonly session: string;
  /** Another device of hers, on an honest line. */
  readonly other: Client;
  readonly ids: readonly string[];
}

export async function makeWorld(house: TestHouse): Promise<World> {
  const store = memoryStore();
  const ada = await newPerson(house, { store });
  const { client } = ada;
  const first = await itemsOf(client).add(login("zebracanary", { password: "wombatcanary" }));
  const second = await itemsOf(client).add({ ...login("second"), notes: "heroncanary" });
  await client.profile("BUSINESS").items().add(login("business"));
  const other = await ada.onDevice("other");
  const session = await client.makeSession();
  await client.close();
  return { house, ada, store, session, other, ids: [first.id, second.id] };
}

/** A copy of that device, on a line of its own. */
export async function opened({ house, store, session }: World): Promise<{ client: Client; line: Line }> {
  const line = makeLine();
  const copy = await copyOf(store);
  const client = (await openClient({ url: house.url, store: copy, patience: 0, ...line.settings })) as Client;
  await client.unlockWithSession(session);
  return { client, line };
}

export interface Act {
  readonly name: string;
  /** Whose answers are lied in. */
  readonly operations: readonly string[];
  /** What happens elsewhere before it: once. */
  readonly before: (world: World) => Promise<void>;
  readonly run: (client: Client, world: World) => Promise<unknown>;
}

export const itemActs: readonly Act[] = [
  {
    name: "a sync of what others wrote",
    operations: ["Sync"],
    before: async ({ other, ids }) => {
      await itemsOf(other).edit(ids[0] as string, { notes: "written elsewhere" });
      await itemsOf(other).add(login("new"));
      await itemsOf(other).trash(ids[1] as string);
      await itemsOf(other).purge(ids[1] as string);
    },
    run: (client) => client.syncNow(),
  },
  {
    name: "an addition on a head that moved",
    operations: ["Commit"],
    before: async ({ other }) => void (await itemsOf(other).add(login("new"))),
    run: (client) => itemsOf(client).add(login("written here")),
  },
  {
    name: "an edit of what was edited elsewhere",
    operations: ["Commit", "Sync"],
    before: async ({ other, ids }) => void (await itemsOf(other).edit(ids[0] as string, { title: "elsewhere" })),
    run: (client, { ids }) => itemsOf(client).edit(ids[0] as string, { notes: "written here" }),
  },
  {
    name: "the devices and the history",
    operations: ["ListDevices", "Viewer", "ListVersions"],
    before: async ({ other, ids }) => void (await itemsOf(other).edit(ids[0] as string, { title: "elsewhere" })),
    run: async (client, { ids }) => {
      await client.syncNow();
      await client.devices.list();
      await client.viewer();
      await itemsOf(client).history(ids[0] as string);
    },
  },
  {
    name: "a page that comes by subscription",
    operations: ["Changes"],
    before: async () => {},
    run: async (client, { other }) => {
      const live = nextEvent(client, "connection", (connection) => connection === "LIVE");
      const caught = nextEvent(client, "caught").then(() => true);
      client.follow();
      await live;
      const { id } = await itemsOf(other).add(login("written here"));
      const late = once(AbortSignal.timeout(60_000), "abort").then(() =>
        Promise.reject(new Error("neither shown nor caught")),
      );
      // Where it is shown before anybody waits, nobody hears of that.
      late.catch(() => {});
      const isThere = async () => (await itemsOf(client).list()).some((each) => each.id === id);
      for (let isOver = false; !isOver; ) {
        const next = nextEvent(client, "synced").then(isThere);
        isOver = (await isThere()) || (await Promise.race([late, caught, next]));
      }
      await client.follow().stop();
    },
  },
];
