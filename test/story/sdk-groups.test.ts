/** Groups of a company as its people meet them: through the SDK, over a real server. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { tenantCodeIn } from "../support/operator.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

async function found() {
  const ada = await newPerson(house);
  const portal = await ada.onDevice("portal", { surface: "PORTAL" });
  await portal.company.redeem(await tenantCodeIn(house.database));
  return { ada, portal };
}
async function hire(portal: Client, name: string): Promise<Person> {
  const [invited] = await portal.company.invite([{ address: `${name}.${randomUUID()}@example.org`, name }]);
  if (!invited) throw new Error("nobody was invited");
  return newPerson(house, {}, invited);
}
const userOf = ({ client }: Person) => client.account.user;
const shown = async (client: Client) =>
  (await client.company.groups.list())
    .map(({ name, everyone, members, key }) => `${everyone ? "Everyone" : name} ${members.length} ${key}`)
    .sort();

describe("groups of a company", () => {
  it("get their first key from a member, never from an administrator who is none", async () => {
    const { portal } = await found();
    const [bob, eve] = [await hire(portal, "bob"), await hire(portal, "eve")];
    await portal.company.groups.create("Accounting", [userOf(bob), userOf(eve)]);
    expect(await shown(portal)).toEqual(["Accounting 2 NONE", "Everyone 3 HERE"]);
    expect(await bob.client.syncNow()).toMatchObject({ keysMade: 1, links: expect.any(Number) });
    expect(await shown(bob.client)).toEqual(["Accounting 2 HERE", "Everyone 3 HERE"]);
    await eve.client.syncNow();
    expect(await shown(eve.client)).toEqual(["Accounting 2 HERE", "Everyone 3 HERE"]);
    expect(await shown(portal)).toEqual(["Accounting 2 OTHERS", "Everyone 3 HERE"]);
  });

  it("are opened for whoever comes later by whoever is there, without being asked", async () => {
    const { ada, portal } = await found();
    const bob = await hire(portal, "bob");
    const group = await portal.company.groups.create("Sales", [userOf(ada), userOf(bob)]);
    const eve = await hire(portal, "eve");
    await portal.company.groups.add(group, userOf(eve));
    expect(await shown(eve.client)).toEqual(["Everyone 3 PENDING", "null 3 PENDING"]);
    const nothing = { links: 0, keysMade: 0, keysGiven: 0 };
    expect(await bob.client.syncNow()).toMatchObject({ keysMade: 0, keysGiven: 2 });
    expect(await bob.client.syncNow()).toMatchObject(nothing);
    expect(await shown(eve.client)).toEqual(["Everyone 3 HERE", "Sales 3 HERE"]);
    const phone = await eve.onDevice("phone");
    expect(await shown(phone)).toEqual(["Everyone 3 HERE", "Sales 3 HERE"]);
    const again = portal.company.groups.add(group, userOf(eve));
    await expect(again).rejects.toMatchObject({ code: "ALREADY_MEMBER" });
  });

  it("have names of their own: two of one name are refused, and so is that of Everyone", async () => {
    const { ada, portal } = await found();
    const group = await portal.company.groups.create("Accounting", [userOf(ada)]);
    const other = await portal.company.groups.create("Sales", [userOf(ada)]);
    for (const name of ["Accounting", " accounting ", "EVERYONE"]) {
      await expect(portal.company.groups.create(name)).rejects.toMatchObject({ code: "NAME_TAKEN" });
      await expect(portal.company.groups.rename(other, name)).rejects.toMatchObject({ code: "NAME_TAKEN" });
    }
    await portal.company.groups.rename(group, "ACCOUNTING");
    await portal.company.groups.end(group);
    await portal.company.groups.rename(other, "Accounting");
    expect(await shown(portal)).toEqual(["Accounting 1 HERE", "Everyone 1 HERE"]);
  });

  it("are due when somebody leaves who had the key; the next use makes a new one that opens all before", async () => {
    const { ada, portal } = await found();
    const [bob, eve] = [await hire(portal, "bob"), await hire(portal, "eve")];
    const group = await portal.company.groups.create("Board", [userOf(ada), userOf(bob)]);
    await bob.client.syncNow();
    await bob.client.company.groups.leave(group);
    expect(await shown(portal)).toEqual(["Board 1 DUE", "Everyone 3 HERE"]);
    await portal.company.remove(userOf(eve));
    expect(await shown(portal)).toEqual(["Board 1 DUE", "Everyone 2 DUE"]);
    await portal.company.groups.rename(group, "The board");
    expect(await shown(portal)).toEqual(["Everyone 2 HERE", "The board 1 DUE"]);
    await bob.client.syncNow();
    expect(await shown(bob.client)).toContain("Everyone 2 HERE");
  });

  it("are read by a new device through more epochs than one answer has", async () => {
    const { ada, portal } = await found();
    const bob = await hire(portal, "bob");
    await portal.company.groups.create("Named long ago", [userOf(ada)]);
    const everyone = (await portal.company.groups.list()).find((each) => each.everyone)?.group ?? "";
    for (let epoch = 2; epoch <= 102; epoch++) {
      await portal.company.suspend(userOf(bob));
      await portal.company.groups.renew(everyone);
      await portal.company.resume(userOf(bob));
    }
    const phone = await ada.onDevice("phone");
    expect(await shown(phone)).toContainEqual(expect.stringMatching(/^Named long ago 1/));
  });

  it("lose whoever is removed from the company, and end", async () => {
    const { ada, portal } = await found();
    const bob = await hire(portal, "bob");
    const group = await portal.company.groups.create("Accounting", [userOf(ada), userOf(bob)]);
    await portal.company.remove(userOf(bob));
    expect((await portal.company.groups.list()).find((each) => each.group === group)?.members).toEqual([userOf(ada)]);
    await portal.company.groups.end(group);
    expect(await shown(portal)).toEqual(["Everyone 1 DUE"]);
    await expect(portal.company.groups.add(group, userOf(ada))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are administered by administrators, in the portal", async () => {
    const { ada, portal } = await found();
    const bob = await hire(portal, "bob");
    const group = await portal.company.groups.create("Accounting", [userOf(bob)]);
    await expect(ada.client.company.groups.create("From the app")).rejects.toMatchObject({ code: "WRONG_SURFACE" });
    const his = await bob.onDevice("portal", { surface: "PORTAL" });
    await expect(his.company.groups.rename(group, "Bob's")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(his.company.groups.add(group, userOf(ada))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(portal.company.groups.add(group, randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(portal.company.groups.remove(group, userOf(ada))).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(ada.client.company.groups.leave(group)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("follow somebody's new account keys, and are due", async () => {
    const { ada, portal } = await found();
    const bob = await hire(portal, "bob");
    await portal.company.groups.create("Accounting", [userOf(ada), userOf(bob)]);
    await bob.client.syncNow();
    await bob.client.rotateAccount({ currentPassword: bob.password, newPassword: "another good password" });
    await bob.client.syncNow();
    expect(await shown(portal)).toEqual(["Accounting 2 DUE", "Everyone 2 DUE"]);
    await portal.company.groups.create("After it", [userOf(ada)]);
    await bob.client.syncNow();
    expect(await shown(bob.client)).toContain("Everyone 2 HERE");
    expect(bob.client.evidence.list()).toEqual([]);
  });

  it("survive a restart from the store, verified again", async () => {
    const { ada, portal } = await found();
    await portal.company.groups.create("Accounting", [userOf(ada)]);
    await ada.client.syncNow();
    await ada.client.lock();
    await ada.client.unlock(ada.password);
    expect(await shown(ada.client)).toEqual(["Accounting 1 HERE", "Everyone 1 HERE"]);
  });
});
