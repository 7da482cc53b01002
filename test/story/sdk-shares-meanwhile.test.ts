/**
 * What others do in a share, and what became due in it, before somebody's act is there: nothing is lost by it, and nothing refused.
 *
 * Source: our own reasoning; PROTOCOL §4.11.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { mostAhead } from "../../src/client/shares/over.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Answer, makeLine } from "../support/line.ts";
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

describe("whoever names a share", () => {
  it("takes out first whose time is over, and who is left reads the name", async () => {
    const { ada, bob, eve } = await foundTrio(house);
    const expiresAt = new Date(house.now().getTime() + 60_000);
    const recipients = [{ user: userOf(bob), expiresAt }, { user: userOf(eve) }];
    const { id } = await ada.client.shares.create({ name: "Money", recipients });
    await accept(id, bob, eve);
    house.advance(60_001);
    await ada.client.shares.rename(id, "Purse");
    expect(await ada.client.shares.get(id)).toMatchObject({ name: "Purse", members: 2, due: false, epoch: 2 });
    await eve.client.syncNow();
    expect(await eve.client.shares.list()).toMatchObject([{ name: "Purse", key: "HERE" }]);
    expect(eve.client.evidence.list()).toEqual([]);
  });
});

describe("whoever names a share", () => {
  it("does not under a key that is due, where they cannot begin the next", async () => {
    const { ada, portal, bob, eve } = await foundTrio(house);
    const recipients = [{ user: userOf(bob), permission: "OWNER" }, { user: userOf(eve) }] as const;
    const { id } = await ada.client.shares.create({ name: "Money", recipients });
    await portal.company.remove(userOf(eve));
    await bob.client.syncNow();
    await expect(bob.client.shares.rename(id, "Purse")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await bob.client.shares.accept(id);
    await bob.client.shares.rename(id, "Purse");
    expect(await bob.client.shares.get(id)).toMatchObject({ name: "Purse", epoch: 2 });
  });
});

describe("whoever founds a share", () => {
  it("has it no more once they were taken out of it before they looked again", async () => {
    const { ada, bob } = await foundPair(house);
    const recipients = [{ user: userOf(ada), permission: "OWNER" }] as const;
    const { id } = await bob.client.shares.create({ name: "Leads", recipients });
    await accept(id, ada);
    await ada.client.shares.remove(id, userOf(bob));
    await bob.client.syncNow();
    expect(await bob.client.shares.list()).toEqual([]);
  });
});

describe("whoever is in a group whose key is due", () => {
  it("founds a share for it, and puts it in, as who has the key by name already", async () => {
    const { ada, portal, bob, eve } = await foundTrio(house);
    const group = await portal.company.groups.create("Sales", [ada, bob, eve].map(userOf));
    await portal.company.groups.remove(group, userOf(ada));
    const founded = await bob.client.shares.create({ name: "Leads", recipients: [{ group }] });
    const { id } = await bob.client.shares.create({ name: "Clients" });
    await bob.client.shares.add(id, [{ group }]);
    await accept(founded.id, eve);
    await accept(id, eve);
    expect((await eve.client.shares.list()).map(({ name, key }) => `${name} ${key}`)).toEqual([
      "Clients HERE",
      "Leads HERE",
    ]);
  });
});

describe("whoever gives more time to somebody whose time is over", () => {
  it("does not take them out by it", async () => {
    const { ada, bob } = await foundPair(house);
    const recipients = [{ user: userOf(bob), expiresAt: new Date(house.now().getTime() + 60_000) }];
    const { id } = await ada.client.shares.create({ name: "Money", recipients });
    await accept(id, bob);
    house.advance(60_001);
    await ada.client.shares.setExpiry(id, userOf(bob), null);
    expect(await ada.client.shares.get(id)).toMatchObject({ members: 2, due: false, epoch: 1 });
  });
});

describe("an editor whose clock is ahead", () => {
  it("writes, and takes out nobody before their time is over by the server's clock", async () => {
    const { ada, bob, eve } = await foundTrio(house, { clock: () => new Date(house.now().getTime() + 3_600_000) });
    const expiresAt = new Date(house.now().getTime() + 600_000);
    const recipients = [
      { user: userOf(bob), permission: "EDITOR" },
      { user: userOf(eve), expiresAt },
    ] as const;
    const { id } = await ada.client.shares.create({ name: "Bank", recipients });
    await accept(id, bob, eve);
    await bob.client.shares.open(id).items().add(login("One"));
    await eve.client.syncNow();
    expect(await titlesIn(eve.client, id)).toEqual(["One"]);
    expect(await eve.client.shares.get(id)).toMatchObject({ members: 3, epoch: 1 });
    house.advance(600_001);
    await bob.client.shares.open(id).items().add(login("Two"));
    expect(await bob.client.shares.get(id)).toMatchObject({ members: 2, epoch: 2, due: false });
  });
});

describe("an owner", () => {
  it("whose clock is ahead takes nobody out by it", async () => {
    const { ada, eve } = await foundTrio(house);
    const recipients = [{ user: userOf(eve), expiresAt: new Date(house.now().getTime() + 600_000) }];
    const { id } = await ada.client.shares.create({ name: "Bank", recipients });
    const fast = await ada.onDevice("fast", { clock: () => new Date(house.now().getTime() + 3_600_000) });
    await fast.shares.open(id).items().add(login("One"));
    expect(await fast.shares.get(id)).toMatchObject({ members: 2, epoch: 1 });
  });

  it("takes out whose time is over for more than a day, whatever a server says", async () => {
    const { ada, eve } = await foundTrio(house);
    const recipients = [{ user: userOf(eve), expiresAt: new Date(house.now().getTime() + 60_000) }];
    const { id } = await ada.client.shares.create({ name: "Bank", recipients });
    const line = makeLine();
    line.tamper("ShareExpired", ({ share }: Answer) => {
      for (const { node } of share.recipients.edges) node.expired = false;
    });
    const phone = await ada.onDevice("phone", { ...line.settings, clock: () => house.now() });
    house.advance(60_001);
    await phone.shares.open(id).items().add(login("One"));
    expect(await phone.shares.get(id)).toMatchObject({ members: 2, epoch: 1 });
    house.advance(mostAhead);
    await phone.shares.open(id).items().add(login("Two"));
    expect(await phone.shares.get(id)).toMatchObject({ members: 1, epoch: 2 });
  });
});
