/**
 * A device, a process of its own with its store in files, is killed with SIGKILL at every step between sealing, signing, sending
 * and storing: before and after each write of its store and each request. The same device then goes on: what was
 * acknowledged is there, nothing is there twice, nobody is accused, and the other device has the same.
 */
import { spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type Client, openClient } from "../../../src/client/index.ts";
import { fileStore } from "../../../src/client/node.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { closePeople, newPerson } from "../../support/person.ts";
import { settleAll } from "../../support/power.ts";
import { itemsOf, login } from "../../support/two-devices.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
let house: TestHouse;
let folder: string;
beforeAll(async () => {
  house = await openHouse();
  folder = await mkdtemp(join(tmpdir(), "sealgraph-power-"));
});
afterAll(async () => {
  await closePeople();
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the device said before it ended. */
function run(environment: Record<string, string>): Promise<{ said: string[]; signal: NodeJS.Signals | null }> {
  const args = ["-C", "source", "--import", `${root}scripts/typescript.mjs`, `${root}test/support/power-client.ts`];
  const env = { PATH: process.env.PATH ?? "", SERVER: house.url, ...environment };
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return new Promise((resolve) => {
    child.once("close", (_, signal) => resolve({ said: text.split("\n"), signal }));
  });
}

it("a device that is killed at any step loses nothing, doubles nothing and accuses nobody", async () => {
  const there = join(folder, "device");
  const first = await newPerson(house, { store: await fileStore(there) });
  const { id } = await itemsOf(first.client).add(login("first"));
  const session = await first.client.makeSession();
  const other = await first.onDevice("other");
  await first.client.close();

  const whole = await run({ FOLDER: await copy(there, "whole"), SESSION: session, TITLE: "whole", ITEM: id });
  const steps = Number(whole.said.find((line) => line.startsWith("steps "))?.slice(6));
  expect(steps).toBeGreaterThan(10);

  // Every step, or with POWER_ROUNDS=0 in between every third.
  const stride = Number(process.env.POWER_ROUNDS ?? 0) > 0 ? 1 : 3;
  for (let at = 1 + (steps % stride); at <= steps; at += stride) {
    const title = `killed at ${at}`;
    const mine = await copy(there, String(at));
    const { said, signal } = await run({ FOLDER: mine, SESSION: session, KILL_AT: String(at), TITLE: title, ITEM: id });
    expect([at, signal]).toEqual([at, "SIGKILL"]);

    const again = (await openClient({ url: house.url, store: await fileStore(mine), patience: 0 })) as Client;
    await again.unlockWithSession(session);
    await settleAll(again);
    const titles = (await itemsOf(again).list()).map((item) => item.title).filter((each) => each === title);
    expect([at, titles.length]).toEqual([at, said.includes("added") ? 1 : titles.length]);
    expect(titles.length).toBeLessThanOrEqual(1);
    if (said.includes("edited")) expect((await itemsOf(again).get(id)).notes).toBe(title);
    expect([at, again.evidence.list()]).toEqual([at, []]);
    await other.syncNow();
    expect(await leaves(other)).toEqual(await leaves(again));
    await again.close();
  }
}, 300_000);

async function copy(from: string, name: string): Promise<string> {
  const to = join(folder, name);
  await cp(from, to, { recursive: true });
  return to;
}

const leaves = async (client: Client) => (await itemsOf(client).list()).map((item) => [item.id, item.leaf]).sort();
