/**
 * Who comes to a share after groups of it went verifies all of it, and accuses nobody.
 *
 * Source: our own reasoning; PROTOCOL §4.11 (Checking).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { openHouse, type TestHouse } from "../support/house.ts";
import { closePeople } from "../support/person.ts";
import { foundTrio, login, titlesIn, userOf } from "../support/sharing.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

/** A share of Ada's with a group that edits it. */
async function withGroup() {
  const people = await foundTrio(house);
  const { ada, portal, bob } = people;
  const group = await portal.company.groups.create("Sales", [userOf(ada), userOf(bob)]);
  await ada.client.syncNow();
  const { id } = await ada.client.shares.create({ name: "Leads", recipients: [{ group, permission: "EDITOR" }] });
  await ada.client.shares.open(id).items().add(login("CRM"));
  return { ...people, id, group };
}

describe("a share", () => {
  it("is verified by whoever comes after a group was taken out of it", async () => {
    const { ada, eve, id, group } = await withGroup();
    await ada.client.shares.remove(id, group);
    await ada.client.shares.add(id, [{ user: userOf(eve) }]);
    await eve.client.syncNow();
    expect(eve.client.evidence.list()).toEqual([]);
    expect(await eve.client.shares.offers()).toMatchObject([{ id, name: "Leads" }]);
    await eve.client.shares.accept(id);
    expect(await titlesIn(eve.client, id)).toEqual(["CRM"]);
  });

  it("is verified by whoever comes after a group of it ended, and by a new device of who had it", async () => {
    const { ada, portal, eve, id, group } = await withGroup();
    await portal.company.groups.end(group);
    await ada.client.syncNow();
    await ada.client.shares.open(id).items().add(login("Fax"));
    await ada.client.shares.add(id, [{ user: userOf(eve) }]);
    await eve.client.syncNow();
    expect(await eve.client.shares.offers()).toMatchObject([{ id, name: "Leads" }]);
    await eve.client.shares.accept(id);
    const late = await ada.onDevice("late", { clock: () => house.now() });
    for (const client of [eve.client, late]) {
      expect(client.evidence.list()).toEqual([]);
      expect(await titlesIn(client, id)).toEqual(["CRM", "Fax"]);
    }
  });
});
