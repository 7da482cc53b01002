/** What sharing costs, counted: wraps that clients make, and statements that the server asks PostgreSQL (docs/performance.md). */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { joinByHand } from "../support/join-by-hand.ts";
import { tenantCodeIn } from "../support/operator.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";
import { business, login, titlesIn, userOf } from "../support/sharing.ts";
import { tracePrimitives, traceStatements } from "../support/statements.ts";

let house: TestHouse;
let ada: Person;
let portal: Client;
let bob: Person;
let others: string[];
beforeAll(async () => {
  house = await openHouse();
  const clock = () => house.now();
  ada = await newPerson(house, { clock });
  portal = await ada.onDevice("portal", { surface: "PORTAL", clock });
  await portal.company.redeem(await tenantCodeIn(house.database));
  const people = Array.from({ length: 19 }, (_, n) => ({
    address: `p${n}.${randomUUID()}@example.org`,
    name: `P ${n}`,
  }));
  const [first, ...rest] = await portal.company.invite(people);
  bob = await newPerson(house, { clock }, first);
  house.advance(3_600_001);
  others = await joinByHand(house, rest);
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

/** How often a key was wrapped for somebody while `work` ran, and what PostgreSQL was asked by name. */
async function counted<T>(work: () => Promise<T>) {
  const { result, names: statements } = await traceStatements(() => tracePrimitives(work));
  const wraps = result.primitives.filter((name) => name === "crypto_kem_xwing_enc").length;
  return { result: result.result, costs: { wraps, statements } };
}

/** So many items at the top of Ada's business profile, in one commit. */
async function makeItems(amount: number): Promise<string[]> {
  const rows = Array.from({ length: amount }, (_, n) => ({ key: `${n}`, item: login(`Item ${n}`) }));
  await ada.client.profile("BUSINESS").import(rows, { source: randomUUID() });
  return (await business(ada.client).list()).map(({ id }) => id);
}

async function makeGroup(name: string, members: readonly string[]): Promise<string> {
  const group = await portal.company.groups.create(name, [userOf(ada), ...members]);
  await ada.client.syncNow();
  return group;
}

const share = async (group: string, amount: number) => {
  const items = await makeItems(amount);
  return counted(() => ada.client.shares.create({ name: "Shared", items, recipients: [{ group }] }));
};

describe("sharing costs", () => {
  it("two wraps and as many statements for 100 items as for 10, with a group of 20 as with one of 2", async () => {
    const small = await makeGroup("Two", [userOf(bob)]);
    const large = await makeGroup("Twenty", [userOf(bob), ...others]);
    expect((await portal.company.groups.list()).map(({ members }) => members.length)).toEqual([20, 2, 20]);
    const { costs: least } = await share(small, 10);
    expect(least.wraps).toBe(2);
    expect(least.statements.length).toBeLessThanOrEqual(70);
    for (const [group, amount] of [
      [small, 100],
      [large, 10],
      [large, 100],
    ] as const) {
      const { costs } = await share(group, amount);
      expect(costs).toEqual(least);
    }
  });

  it("one wrap for whoever comes into a group with 1,000 shared items, as into one with 10, and they read all of them", async () => {
    const [few, many] = [await makeGroup("Ten", []), await makeGroup("Thousand", [])];
    await share(few, 10);
    const shares: string[] = [];
    for (const amount of [334, 333, 333]) shares.push((await share(many, amount)).result.id);
    /** The link, and what a member's device does who finds somebody waiting for the group's secret. */
    const comes = async (group: string) => {
      await portal.syncNow();
      const { costs } = await counted(async () => {
        await portal.company.groups.add(group, userOf(bob));
        await ada.client.syncNow();
      });
      const later = await counted(async () => {
        for (const client of [bob.client, portal, ada.client]) await client.syncNow();
      });
      expect(later.costs.wraps).toBe(0);
      return costs;
    };
    const least = await comes(few);
    expect(least.wraps).toBe(1);
    expect(least.statements.length).toBeLessThanOrEqual(90);
    expect(await comes(many)).toEqual(least);
    const read: string[] = [];
    for (const id of shares) {
      await bob.client.shares.accept(id);
      read.push(...(await titlesIn(bob.client, id)));
    }
    expect(read).toHaveLength(1_000);
  });
});
