/**
 * The server is killed (SIGKILL) while two devices write without a pause: at moments that a seed chooses, and exactly
 * between a commit and its answer. Nothing acknowledged is lost, nothing is half done or done twice, and no device takes a
 * power cut for an attack. POWER_ROUNDS kills, 2 unless it is said; POWER_SEED repeats a run.
 */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Client as PgClient } from "pg";
import { type Client, memoryStore } from "../../../src/client/index.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";
import { type DatabaseLine, openDatabaseLine } from "../../support/database-line.ts";
import { nextEvent } from "../../support/event.ts";
import { closePeople, newPerson } from "../../support/person.ts";
import { openPowerHouse, type PowerHouse, showConverged, showWhole } from "../../support/power.ts";
import { itemsOf, login } from "../../support/two-devices.ts";

const rounds = Number(process.env.POWER_ROUNDS ?? 2);
const seed = Number(process.env.POWER_SEED ?? Date.now() % 1_000_000);

let database: FreshDatabase;
let line: DatabaseLine;
let house: PowerHouse;
beforeEach(async () => {
  database = await freshDatabase();
  line = await openDatabaseLine();
  house = await openPowerHouse({ application: line.through(database.applicationUrl), owner: database.ownerUrl });
});
afterEach(async () => {
  await closePeople();
  await house.close();
  await line.close();
  await database.drop();
});

/** Small, and the same for the same seed. */
function numbers(from: number): (below: number) => number {
  let state = from;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state % below;
  };
}

describe("a server that is killed", () => {
  it(`while two devices write loses nothing of what it acknowledged (seed ${seed})`, async () => {
    const next = numbers(seed);
    const settings = { store: memoryStore(), patience: 0 };
    const { client: laptop, onDevice } = await newPerson(house, settings);
    const phone = await onDevice("phone", { patience: 0 });
    const acknowledged = new Set<string>();
    let stopped = false;
    let heard = () => {};
    const write = async (client: Client, name: string) => {
      for (let n = 0; !stopped; n++) {
        const title = `${name} ${n}`;
        const item = await itemsOf(client).add(login(title));
        if (item.state === "SYNCED") acknowledged.add(title);
        else await client.syncNow().catch(() => {});
        heard();
      }
    };
    const writing = [write(laptop, "laptop"), write(phone, "phone")];
    for (let round = 0; round < rounds; round++) {
      const until = acknowledged.size + 3 + next(12);
      await new Promise<void>((resolve) => {
        heard = () => acknowledged.size >= until && resolve();
      });
      // Somewhere in the middle of what is on its way then.
      for (let turn = next(40); turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
      await house.kill();
      await house.start();
    }
    stopped = true;
    await Promise.all(writing);
    expect(acknowledged.size).toBeGreaterThan(rounds * 3);
    await showConverged([laptop, phone], acknowledged);
    await showWhole(database.superuserUrl);
  }, 300_000);

  it.each(["the server is killed", "its line to the database is cut"])(
    "between a commit and its answer: %s, and the writer learns that it was done, a follower hears of it, once",
    async (how) => {
      const { client: laptop, onDevice } = await newPerson(house, { patience: 0 });
      await itemsOf(laptop).add(login("before"));
      const phone = await onDevice("phone", { patience: 0 });
      const live = nextEvent(phone, "connection", (connection) => connection === "LIVE");
      phone.follow();
      await live;

      const count = await counting();
      const before = await count();
      line.holdAnswers();
      const adding = itemsOf(laptop).add(login("committed"));
      while ((await count()) === before);
      if (how === "the server is killed") await house.kill();
      line.cut();
      if (how === "the server is killed") await house.start();
      const item = await adding;
      await count.end();

      expect(["SYNCED", "OFFLINE", "PENDING"]).toContain(item.state);
      await showConverged([laptop, phone], ["before", "committed"]);
      await showWhole(database.superuserUrl);
    },
  );

  /** How many records there are, asked beside the server. */
  async function counting() {
    const client = new PgClient({ connectionString: database.superuserUrl });
    await client.connect();
    const count = async () => (await client.query("select count(*)::int as n from record")).rows[0].n as number;
    return Object.assign(count, { end: () => client.end() });
  }
});
