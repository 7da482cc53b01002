/** Shares where two things happen at once, and where what is asked for cannot be: whoever comes too late is told what is so. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openHouse, type TestHouse } from "../support/house.ts";
import { closePeople } from "../support/person.ts";
import { accept, foundCompany, login, type SharingCompany, titlesIn, userOf } from "../support/sharing.ts";

let house: TestHouse;
let company: SharingCompany;
/** What happens before the next request of Bob's that has this name reaches the server. */
const meanwhile = new Map<string, () => Promise<unknown>>();
beforeAll(async () => {
  house = await openHouse();
  company = await foundCompany(house, {
    fetch: async (url, request) => {
      const { operationName } = JSON.parse(String(request?.body)) as { operationName: string };
      const deed = meanwhile.get(operationName);
      meanwhile.delete(operationName);
      await deed?.();
      return fetch(url, request);
    },
  });
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

const nobodyIsAccused = () => {
  const { ada, bob, eve, dan } = company;
  for (const { client } of [ada, bob, eve, dan]) expect(client.evidence.list()).toEqual([]);
};
const idsOf = async (all: Promise<readonly { readonly id: string }[]>) => (await all).map(({ id }) => id);

describe("in a share", () => {
  it("two owners who take each other out at once leave one of them, who goes on", async () => {
    const { ada, bob } = company;
    const recipients = [{ user: userOf(bob), permission: "OWNER" }] as const;
    const { id } = await ada.client.shares.create({ name: "Both", recipients });
    await accept(id, bob);
    await ada.client.syncNow();
    const done = await Promise.allSettled([
      ada.client.shares.remove(id, userOf(bob)),
      bob.client.shares.remove(id, userOf(ada)),
    ]);
    expect(done.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const isAdas = done[0]?.status === "fulfilled";
    const [one, other] = isAdas ? [ada, bob] : [bob, ada];
    expect(done[isAdas ? 1 : 0]).toMatchObject({ reason: { code: "ACCESS_LOST" } });
    await other.client.syncNow();
    expect(await idsOf(other.client.shares.list())).not.toContain(id);
    await one.client.shares.open(id).items().add(login("Mine"));
    expect(await one.client.shares.get(id)).toMatchObject({ permission: "OWNER", members: 1, due: false });
    nobodyIsAccused();
  });

  it("whoever accepts while they are taken out has nothing of it", async () => {
    const { ada, bob } = company;
    for (const late of ["Commit", "AnswerShare"]) {
      const { id } = await ada.client.shares.create({ name: late, recipients: [{ user: userOf(bob) }] });
      await bob.client.syncNow();
      meanwhile.set(late, () => ada.client.shares.remove(id, userOf(bob)));
      await expect(bob.client.shares.accept(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(meanwhile.size).toBe(0);
      await bob.client.syncNow();
      expect(await idsOf(bob.client.shares.list())).not.toContain(id);
      expect(await idsOf(bob.client.shares.offers())).not.toContain(id);
    }
    nobodyIsAccused();
  });

  it("what is written while its author's time runs out is refused, and kept by them", async () => {
    const { ada, bob } = company;
    const expiresAt = new Date(house.now().getTime() + 60_000);
    const recipients = [{ user: userOf(bob), permission: "EDITOR", expiresAt }] as const;
    const { id } = await ada.client.shares.create({ name: "For a minute", recipients });
    await accept(id, bob);
    meanwhile.set("Commit", async () => house.advance(60_001));
    const write = bob.client.shares.open(id).items().add(login("Late"));
    await expect(write).rejects.toMatchObject({ code: "ACCESS_LOST" });
    await ada.client.shares.open(id).items().add(login("After"));
    expect(await titlesIn(ada.client, id)).toEqual(["After"]);
    expect(await ada.client.shares.get(id)).toMatchObject({ members: 1, epoch: 2 });
    nobodyIsAccused();
  });

  it("a group that changes while it is put in is put in as it is then", async () => {
    const { ada, portal, bob, eve, dan } = company;
    const group = await portal.company.groups.create("Sales", [ada, bob, eve].map(userOf));
    const { id } = await bob.client.shares.create({ name: "Leads" });
    meanwhile.set("ChangeShare", async () => {
      await portal.company.groups.remove(group, userOf(eve));
      await portal.company.groups.add(group, userOf(dan));
    });
    await bob.client.shares.add(id, [{ group }]);
    expect(meanwhile.size).toBe(0);
    await bob.client.shares.open(id).items().add(login("CRM"));
    expect(await idsOf(eve.client.shares.offers())).not.toContain(id);
    await dan.client.syncNow();
    await bob.client.syncNow();
    await accept(id, dan);
    expect(await titlesIn(dan.client, id)).toEqual(["CRM"]);
    nobodyIsAccused();
  });
});

describe("what cannot be shared", () => {
  it("is a share itself, what is in it already, or nothing; a folder where a share stands goes without it", async () => {
    const { ada } = company;
    const profile = ada.client.profile("BUSINESS");
    const { shares } = ada.client;
    const { id } = await shares.create({ name: "Inner" });
    const own = await shares.open(id).items().add(login("In it"));
    for (const each of [id, own.id]) {
      await expect(shares.addItems(id, [each])).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(shares.create({ name: "Odd", items: [each] })).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(shares.create({ name: "Odd", folder: each })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    const top = await profile.folders().add({ name: "Clients" });
    const deep = await profile.folders().add({ name: "Acme", folder: top.id });
    await profile.items().add({ ...login("Host"), folder: deep.id });
    await shares.place(id, deep.id);
    await shares.addItems(id, [deep.id]);
    expect(await titlesIn(ada.client, id)).toEqual(["Host", "In it"]);
    await shares.place(id, top.id);
    const outer = await shares.create({ name: "Outer", folder: top.id });
    expect(await titlesIn(ada.client, outer.id)).toEqual([]);
    // Whose folder is trashed stands at the top.
    const atTop = (await profile.tree()).shares.map((each) => each.id);
    expect(atTop).toEqual(expect.arrayContaining([id, outer.id]));
    const phone = await ada.onDevice("phone", { clock: () => house.now() });
    expect(await titlesIn(phone, id)).toEqual(["Host", "In it"]);
    nobodyIsAccused();
  });

  it("has a name of a megabyte, or ten thousand recipients who are nobody", async () => {
    const { ada, bob } = company;
    const { shares } = ada.client;
    const name = "N".repeat(1_000_000);
    await expect(shares.create({ name })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { argument: "name" },
    });
    const recipients = Array.from({ length: 10_000 }, () => ({ user: crypto.randomUUID() }));
    await expect(shares.create({ name: "Many", recipients })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const { id } = await shares.create({ name: "Few", recipients: Array(10_000).fill({ user: userOf(bob) }) });
    await expect(shares.rename(id, name)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(shares.add(id, recipients)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await shares.get(id)).toMatchObject({ name: "Few", members: 2 });
  });
});
