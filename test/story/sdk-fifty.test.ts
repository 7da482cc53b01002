/** A company from its genesis to fifty people, as one story: groups, roles, departures, a conversion, and what everybody sees. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { tenantCodeIn } from "../support/operator.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

const size = 50;
const userOf = ({ client }: Person) => client.account.user;
const count = async (client: Client) => (await client.company.people()).length;

/** Groups as somebody sees them, by name, with how many are in each. */
const groupsOf = async (client: Client) =>
  Object.fromEntries(
    (await client.company.groups.list()).map(({ name, everyone, members }) => [
      everyone ? "Everyone" : name,
      members.length,
    ]),
  );

describe("a company of fifty", () => {
  it("grows from its genesis, works in groups, lets people go, and is the same to everybody who stays", async () => {
    const ada = await newPerson(house);
    const portal = await ada.onDevice("portal", { surface: "PORTAL" });
    await portal.company.redeem(await tenantCodeIn(house.database, { seats: size }));
    await portal.company.rename("Babbage & Co.");
    const list = Array.from({ length: size - 1 }, (_, n) => ({
      address: `p${n}.${randomUUID()}@example.org`,
      name: `Person ${n}`,
    }));
    const invited = await portal.company.invite(list);
    await expect(portal.company.invite([{ address: "one@too.many", name: "One" }])).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
    });
    const people: Person[] = [];
    for (const each of invited) {
      // Attempts are counted per caller, and all of these are one.
      if (people.length % 20 === 0) house.advance(3_600_001);
      people.push(await newPerson(house, {}, each));
    }
    expect(await count(portal)).toBe(size);

    const [eve, bob, cyd, dan, fay] = people as [Person, Person, Person, Person, Person];
    await portal.company.setRole(userOf(eve), "ADMINISTRATOR");
    const accounting = await portal.company.groups.create("Accounting", people.slice(0, 12).map(userOf));
    const sales = await portal.company.groups.create("Sales", people.slice(10, 45).map(userOf));
    await bob.client.syncNow();
    expect(await groupsOf(bob.client)).toEqual({ Everyone: size, Accounting: 12 });

    // Bob is removed, and converts to an account of his own; Cyd leaves; Dan is suspended; Fay is deleted.
    await bob.client.profile("PERSONAL").items().add({ kind: "note", title: "Bob's own" });
    await portal.company.remove(userOf(bob));
    house.advance(3_600_001);
    const converted = await bob.onDevice("his own");
    expect(await converted.company.leave()).toMatchObject({ seats: 1, you: { primary: true } });
    expect(await converted.profile("PERSONAL").items().find("Bob's own")).toHaveLength(1);
    expect(await cyd.client.company.leave()).toMatchObject({ seatsTaken: 1 });
    await portal.company.suspend(userOf(dan));
    await portal.company.delete(userOf(fay));
    await eve.client.syncNow();
    expect(await count(portal)).toBe(size - 3);

    // Their seats are free, and the keys that they had are not used any more.
    const [grace] = await portal.company.invite([{ address: `grace.${randomUUID()}@example.org`, name: "Grace" }]);
    const new_ = await newPerson(house, {}, grace);
    await portal.company.groups.add(accounting, userOf(new_));
    await eve.client.syncNow();
    await new_.client.syncNow();
    expect((await new_.client.company.groups.list()).find(({ group }) => group === accounting)).toMatchObject({
      name: "Accounting",
      key: "HERE",
    });
    await portal.company.groups.end(sales);

    // The primary user's place is handed on, and the company has the same roster for all that stay.
    await portal.company.setPrimary(userOf(eve));
    const head = (await portal.company.roster()).head;
    const staying = [ada, eve, new_, ...people.slice(5, 9), ...people.slice(-3)];
    for (const { client } of staying) {
      expect((await client.company.roster()).head).toBe(head);
      expect(client.evidence.list()).toEqual([]);
    }
    expect(await groupsOf(eve.client)).toEqual({ Everyone: size - 3, Accounting: 9 });
    expect((await ada.client.company.people()).filter(({ primary }) => primary)).toMatchObject([
      { user: userOf(eve), name: "Person 0" },
    ]);
  });
});
