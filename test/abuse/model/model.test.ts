/**
 * A person's devices under random operations, cut and repeated requests, lost answers, restarts of devices and server, and
 * lies, several at once, against a model: every device is in a state that honest writing explains, or has said an error of
 * the SDK's; never a third thing. Once the lines are whole all devices show the same, and what was acknowledged is there.
 *
 * fast-check prints seed and path of what fails; MODEL_RUNS runs more (8 unless it is said), MODEL_SEED repeats.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { findIn } from "../../support/canaries.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { closePeople, newPerson, type Person } from "../../support/person.ts";
import { operations, perform } from "./operations.ts";
import { type Device, makeWorld, type World } from "./world.ts";

const numRuns = Number(process.env.MODEL_RUNS ?? 8);
const seed = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31);

/** MODEL_PATH is the path that is printed with a seed: that story alone. */
const path = process.env.MODEL_PATH;
const parameters = { numRuns, seed, endOnFailure: true, ...(path && { path }) };

let house: TestHouse;
let eve: Person;
const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);
beforeAll(async () => {
  process.on("unhandledRejection", note);
  house = await openHouse();
  eve = await newPerson(house);
  await eve.client.profile("PERSONAL").items().add({ kind: "login", title: "Eve's own", fields: {} });
});
afterEach(() => expect(unhandled).toEqual([]));
afterAll(async () => {
  await closePeople();
  await house.close();
  process.off("unhandledRejection", note);
});

/** All that a device shows, the trash included. */
async function contentOf({ client }: Device): Promise<string[]> {
  const found: string[] = [];
  for (const kind of ["PERSONAL", "BUSINESS"] as const) {
    const profile = client.profile(kind);
    const trashed = (await profile.trash()).items;
    for (const item of [...(await profile.items().list()), ...trashed])
      found.push(JSON.stringify([kind, item.id, item.title, item.notes, item.leaf, item.trashedAt]));
  }
  return found.sort();
}

/** Nothing is shown that was not written, and nothing of anybody else's. */
async function checkHonest({ model }: World, device: Device): Promise<void> {
  for (const text of await contentOf(device)) {
    const [, , title, notes] = JSON.parse(text) as [string, string, string, string];
    if (!model.written.has(title) || !model.written.has(notes)) throw new Error(`${device.name} shows ${text}`);
  }
}

async function settle({ strange }: World, device: Device, lied: boolean): Promise<void> {
  const { client, line } = device;
  line.mend();
  line.honest();
  for (let round = 0; round < 30; round++) {
    await client.syncNow().catch((error) => strange.push(...(error.name.startsWith("S") ? [] : [error])));
    if (lied)
      for (const { vault, frozen } of client.status().vaults)
        if (frozen) await client.evidence.thaw(vault).catch(() => {});
    const { pending, refused } = client.status();
    if (refused > 0) await client.queue.retry().catch(() => {});
    if (pending + refused === 0) break;
  }
  // A purge of what another changed meanwhile is never done, and a lie may have had anything refused: its user lets go of it.
  for (const { id, refusal } of client.queue.list()) {
    if (lied || refusal?.code === "CONFLICT") await client.queue.discard(id).catch(() => {});
  }
  const { pending, refused } = client.status();
  expect([device.name, pending, refused]).toEqual([device.name, 0, 0]);
}

async function story(withLies: boolean, all: Parameters<typeof perform>[1][]): Promise<void> {
  const world = await makeWorld(house);
  const { devices, model } = world;
  try {
    for (const operation of all) {
      await perform(world, operation);
      for (const device of devices) await checkHonest(world, device);
    }
    for (const device of devices) device.line.mend();
    for (const device of devices) await Promise.all(device.doing);
    for (const device of devices) await settle(world, device, withLies);
    for (const device of devices) await device.client.syncNow();

    expect(world.strange).toEqual([]);
    const [first, second] = [await contentOf(devices[0] as Device), await contentOf(devices[1] as Device)];
    expect(second).toEqual(first);
    for (const device of devices) {
      await checkHonest(world, device);
      if (!withLies) expect([device.name, device.client.evidence.list()]).toEqual([device.name, []]);
      const secrets = ["Eve's own", "correct horse battery staple"];
      expect(findIn(Buffer.from(device.line.bodies.join("\n")), secrets)).toEqual([]);
    }
    const there = first.join("\n");
    for (const [id] of model.added) if (!model.mayBeGone.has(id)) expect(there).toContain(id);
    const items = (devices[0] as Device).client.profile("PERSONAL").items();
    for (const { id, notes } of model.edited.filter((edit) => !model.mayBeGone.has(edit.id)).slice(-5)) {
      if (!there.includes(notes)) expect((await items.history(id)).map((version) => version.notes)).toContain(notes);
    }
    await eve.client.syncNow();
    expect((await eve.client.profile("PERSONAL").items().list()).map(({ title }) => title)).toEqual(["Eve's own"]);
  } finally {
    for (const { client } of devices) await client.close();
  }
}

describe(`devices under random operations (seed ${seed})`, () => {
  it("and accidents come to the same, with nothing lost, and accuse nobody", async () => {
    await fc.assert(
      fc.asyncProperty(operations(false), (all) => story(false, all)),
      { ...parameters },
    );
  }, 3_600_000);

  it("and lies show nothing that was not written, and are well again once the server is", async () => {
    await fc.assert(
      fc.asyncProperty(operations(true), (all) => story(true, all)),
      { ...parameters },
    );
  }, 3_600_000);
});
