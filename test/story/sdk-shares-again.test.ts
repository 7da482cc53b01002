/** Who left a share and has it again, and what its owners do while others write. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { openHouse, type TestHouse } from "../support/house.ts";
import type { Answer } from "../support/line.ts";
import { closePeople } from "../support/person.ts";
import { accept, business, foundPair, foundTrio, login, titlesIn, userOf } from "../support/sharing.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

describe("a recipient", () => {
  it("who left accepts it again when it is offered again", async () => {
    const { ada, bob } = await foundPair(house);
    const { id } = await ada.client.shares.create({ name: "Money", recipients: [{ user: userOf(bob) }] });
    await ada.client.shares.open(id).items().add(login("Bank"));
    await accept(id, bob);
    await bob.client.shares.leave(id);
    await ada.client.syncNow();
    await ada.client.shares.add(id, [{ user: userOf(bob) }]);
    expect(await bob.client.shares.offers()).toMatchObject([{ id }]);
    await bob.client.shares.accept(id);
    const other = await bob.onDevice("other", { clock: () => house.now() });
    for (const client of [bob.client, other]) expect(await titlesIn(client, id)).toEqual(["Bank"]);
    for (const { evidence } of [bob.client, other, ada.client]) expect(evidence.list()).toEqual([]);
  });

  it("by name and by a group has it by the group when they leave by name", async () => {
    const { ada, portal, bob } = await foundPair(house);
    const group = await portal.company.groups.create("Sales", [userOf(ada), userOf(bob)]);
    await ada.client.syncNow();
    const recipients = [{ user: userOf(bob), permission: "EDITOR" }, { group }] as const;
    const { id } = await ada.client.shares.create({ name: "Leads", recipients });
    await ada.client.shares.open(id).items().add(login("CRM"));
    await accept(id, bob);
    await bob.client.shares.leave(id);
    expect(await bob.client.shares.list()).toEqual([]);
    expect(await bob.client.shares.offers()).toMatchObject([{ id, permission: "READER" }]);
    await bob.client.shares.accept(id);
    expect(await titlesIn(bob.client, id)).toEqual(["CRM"]);
  });
});

describe("an owner", () => {
  it("names a share whose key is due", async () => {
    const { ada, portal, bob, eve } = await foundTrio(house);
    const { id } = await ada.client.shares.create({
      name: "Money",
      recipients: [{ user: userOf(bob) }, { user: userOf(eve) }],
    });
    await accept(id, eve);
    await portal.company.remove(userOf(bob));
    await ada.client.syncNow();
    expect(await ada.client.shares.list()).toMatchObject([{ due: true }]);
    await ada.client.shares.rename(id, "Purse");
    expect(await ada.client.shares.list()).toMatchObject([{ name: "Purse", due: false }]);
    await eve.client.syncNow();
    expect(await eve.client.shares.list()).toMatchObject([{ name: "Purse", key: "HERE" }]);
  });

  it("founds a share while the company moves", async () => {
    const { ada, portal, bob } = await foundPair(house);
    let isLate = true;
    const phone = await ada.onDevice("phone", {
      clock: () => house.now(),
      fetch: async (url, request) => {
        const { operationName, variables } = JSON.parse(String(request?.body)) as Answer;
        if (operationName === "Commit" && variables.input.links.length > 0 && isLate) {
          isLate = false;
          await portal.company.rename("Another name");
        }
        return fetch(url, request);
      },
    });
    const { id } = await phone.shares.create({ name: "Team", recipients: [{ user: userOf(bob) }] });
    expect(isLate).toBe(false);
    await accept(id, bob);
    expect(await bob.client.shares.list()).toMatchObject([{ id, name: "Team", members: 2 }]);
    expect(bob.client.evidence.list()).toEqual([]);
  });

  it("who closes a share takes back what somebody else puts in meanwhile", async () => {
    const { ada, bob } = await foundPair(house);
    const { id } = await ada.client.shares.create({
      name: "Team",
      recipients: [{ user: userOf(bob), permission: "EDITOR" }],
    });
    await ada.client.shares.open(id).items().add(login("Printer"));
    await accept(id, bob);
    let isLate = true;
    const phone = await ada.onDevice("phone", {
      clock: () => house.now(),
      fetch: async (url, request) => {
        const { operationName } = JSON.parse(String(request?.body)) as { operationName: string };
        if (operationName === "ChangeShare" && isLate) {
          isLate = false;
          await bob.client.syncNow();
          await bob.client.shares.open(id).items().add(login("Late"));
        }
        return fetch(url, request);
      },
    });
    await phone.shares.close(id);
    expect(isLate).toBe(false);
    expect((await business(phone).list()).map(({ title }) => title)).toEqual(["Late", "Printer"]);
  });
});
