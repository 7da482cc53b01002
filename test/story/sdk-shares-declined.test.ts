/** Shares that were declined: left by who is in them by name, though nothing of them is held. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { openHouse, type TestHouse } from "../support/house.ts";
import { closePeople } from "../support/person.ts";
import { accept, foundPair, foundTrio, login, titlesIn, userOf } from "../support/sharing.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

describe("a share that was declined", () => {
  it("is left all the same, by the head that the server has of it", async () => {
    const { ada, bob, eve } = await foundTrio(house);
    const recipients = [
      { user: userOf(bob), permission: "EDITOR" },
      { user: userOf(eve), permission: "READER" },
    ] as const;
    const { id } = await ada.client.shares.create({ name: "Leads", recipients });
    await ada.client.shares.open(id).items().add(login("CRM"));
    await accept(id, eve);
    await bob.client.syncNow();
    await bob.client.shares.decline(id);
    await bob.client.syncNow();
    await ada.client.shares.open(id).items().add(login("Fax"));
    await bob.client.shares.leave(id);
    await eve.client.syncNow();
    await ada.client.syncNow();
    expect((await ada.client.shares.get(id)).recipients.map(({ user }) => user)).not.toContain(userOf(bob));
    await ada.client.shares.open(id).items().add(login("Mail"));
    await eve.client.syncNow();
    expect(await titlesIn(eve.client, id)).toEqual(["CRM", "Fax", "Mail"]);
    for (const { client } of [ada, bob, eve]) expect(client.evidence.list()).toEqual([]);
  });

  it("is left with all others by whoever goes elsewhere", async () => {
    const { ada, bob, eve } = await foundTrio(house);
    const recipients = [{ user: userOf(bob) }, { user: userOf(eve) }];
    const [one, two] = [
      await ada.client.shares.create({ name: "One", recipients }),
      await ada.client.shares.create({ name: "Two", recipients }),
    ];
    await bob.client.syncNow();
    for (const { id } of [one, two]) await bob.client.shares.decline(id);
    await ada.client.shares.remove(two.id, userOf(bob));
    await ada.client.shares.rename(one.id, "First");
    await bob.client.company.leave();
    await ada.client.syncNow();
    expect((await ada.client.shares.get(one.id)).recipients.map(({ user }) => user)).not.toContain(userOf(bob));
    expect(bob.client.evidence.list()).toEqual([]);
  });
});

describe("a share of somebody who was suspended", () => {
  it("is written to once they are back, by the key of before: none is due then, whatever is marked", async () => {
    const { ada, portal, bob } = await foundPair(house);
    const { id } = await ada.client.shares.create({
      name: "Leads",
      recipients: [{ user: userOf(bob), permission: "EDITOR" }],
    });
    await accept(id, bob);
    await portal.company.suspend(userOf(bob));
    await portal.company.resume(userOf(bob));
    await ada.client.syncNow();
    await ada.client.shares.open(id).items().add(login("CRM"));
    expect(await ada.client.shares.get(id)).toMatchObject({ due: false, epoch: 1 });
    const again = await bob.onDevice("again", { clock: () => house.now() });
    expect(await titlesIn(again, id)).toEqual(["CRM"]);
  });
});
