/** A share of Ada's company with guests: Bea, who has a company of her own, and Carl, who has no account before. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { tenantCodeIn } from "../support/operator.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";
import { accept, business, login, passwordIn, titlesIn, userOf } from "../support/sharing.ts";

let house: TestHouse;
let ada: Person;
let portal: Client;
let alan: Person;
let bea: Person;
let share: string;
const carl = { address: `carl.${randomUUID()}@example.net`, name: "Carl Gauss" };
const clock = () => house.now();

beforeAll(async () => {
  house = await openHouse();
  ada = await newPerson(house, { clock });
  portal = await ada.onDevice("portal", { surface: "PORTAL", clock });
  await portal.company.redeem(await tenantCodeIn(house.database));
  const [invited] = await portal.company.invite([{ address: `alan.${randomUUID()}@example.org`, name: "Alan Turing" }]);
  if (!invited) throw new Error("nobody was invited");
  alan = await newPerson(house, { clock }, invited);
  bea = await newPerson(house, { clock });
  const hers = await bea.onDevice("portal", { surface: "PORTAL", clock });
  await hers.company.redeem(await tenantCodeIn(house.database));
  await ada.client.syncNow();
  const recipients = [{ user: userOf(alan), permission: "EDITOR" }] as const;
  ({ id: share } = await ada.client.shares.create({ name: "Bridge", recipients }));
  await ada.client.shares.open(share).items().add(login("Crane"));
  await accept(share, alan);
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

const sync = async (...people: readonly Person[]) => {
  for (const { client } of people) await client.syncNow();
};

describe("A guest", () => {
  it("is shown by the link who invites, joins, and waits for the key", async () => {
    const guest = { address: bea.address, name: "Bea Byron", permission: "EDITOR" } as const;
    expect(await ada.client.shares.plan({ act: "INVITE", share, guest })).toMatchObject({
      links: ["INVITE", "INTRODUCE"],
      wrapsFor: [],
    });
    const { link } = await ada.client.shares.invite(share, guest);
    expect(await ada.client.shares.invitations(share)).toMatchObject([{ address: bea.address, name: "Bea Byron" }]);
    expect(await bea.client.shares.openInvitation(link)).toMatchObject({
      share,
      permission: "EDITOR",
      fromName: "Ada Lovelace",
      fromAddress: ada.address,
    });
    expect(await bea.client.shares.join(link)).toMatchObject({
      id: share,
      name: null,
      permission: "EDITOR",
      key: "PENDING",
      visited: (await ada.client.company.view()).tenant,
    });
    expect(await ada.client.shares.invitations(share)).toEqual([]);
  });

  it("reads once a device of the company has handed the key over, and sees who is in it", async () => {
    await sync(ada, bea);
    expect(await bea.client.shares.list()).toMatchObject([
      { id: share, name: "Bridge", key: "HERE", members: 2, guests: 1 },
    ]);
    expect(await titlesIn(bea.client, share)).toEqual(["Crane"]);
    const { recipients } = await bea.client.shares.get(share);
    expect(recipients).toMatchObject([
      { name: "Ada Lovelace", address: ada.address, permission: "OWNER", guest: false },
      { name: "Alan Turing", guest: false },
      { name: "Bea Byron", address: bea.address, guest: true, you: true },
    ]);
    const theirs = await ada.client.shares.get(share);
    expect(theirs.recipients[2]).toMatchObject({ name: "Bea Byron", address: bea.address, guest: true, active: true });
  });

  it("writes, and is written to", async () => {
    const [crane] = await bea.client.shares.open(share).items().list();
    await bea.client.shares
      .open(share)
      .items()
      .edit(crane?.id ?? "", { fields: { password: "by Bea" } });
    await bea.client.shares.open(share).items().add(login("Tower"));
    await sync(ada, alan);
    expect(await titlesIn(alan.client, share)).toEqual(["Crane", "Tower"]);
    expect(await passwordIn(ada.client, share, "Crane")).toBe("by Bea");
    const history = await bea.client.shares
      .open(share)
      .items()
      .history(crane?.id ?? "");
    expect(history.map(({ fields }) => fields.password)).toEqual(["by Bea", "hunter2"]);
    await ada.client.shares.open(share).items().add(login("Anchor"));
    await sync(bea);
    expect(await titlesIn(bea.client, share)).toEqual(["Anchor", "Crane", "Tower"]);
  });

  it("moves an item of their own into it, and one back", async () => {
    const { id } = await business(bea.client).add(login("Pier"));
    const [there] = await bea.client.shares.addItems(share, [id]);
    expect((await business(bea.client).list()).map(({ title }) => title)).toEqual([]);
    await bea.client.shares.takeBack(share, [there ?? ""]);
    expect(await titlesIn(bea.client, share)).toEqual(["Anchor", "Crane", "Tower"]);
    expect((await business(bea.client).list()).map(({ title }) => title)).toEqual(["Pier"]);
  });

  it("has it on another device, which follows it live", async () => {
    const other = await bea.onDevice("other", { clock });
    expect(await titlesIn(other, share)).toEqual(["Anchor", "Crane", "Tower"]);
    other.follow();
    const seen = new Promise((resolve) => {
      other.on("change", (change) => change.share === share && change.change === "ADDED" && resolve(change));
    });
    await ada.client.shares.open(share).items().add(login("Buoy"));
    expect(await seen).toMatchObject({ kind: "ITEM" });
    expect(await titlesIn(other, share)).toContain("Buoy");
    await other.close();
  });

  it("without an account before makes one, and joins by the link that was made before it", async () => {
    const { link } = await ada.client.shares.invite(share, carl);
    const person = await newPerson(house, { clock }, { address: carl.address });
    await person.client.shares.join(link);
    await sync(ada, person);
    expect(await titlesIn(person.client, share)).toContain("Crane");
    await expect(person.client.shares.open(share).items().add(login("Mine"))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("writes under no key that is due: what they wrote waits, and nothing else of theirs does", async () => {
    await portal.company.remove(userOf(alan));
    await bea.client.shares.open(share).items().add(login("Sluice"));
    await business(bea.client).add(login("Own"));
    expect(bea.client.status()).toMatchObject({ pending: 1, refused: 0 });
    await sync(ada, bea);
    expect(bea.client.status()).toMatchObject({ pending: 0, refused: 0 });
    await sync(ada);
    expect(await titlesIn(ada.client, share)).toContain("Sluice");
  });

  it("leaves, and has nothing of it any more, on no device", async () => {
    const other = await bea.onDevice("other", { clock });
    await bea.client.shares.leave(share);
    expect(await bea.client.shares.list()).toEqual([]);
    await other.syncNow();
    expect(await other.shares.list()).toEqual([]);
    await sync(ada);
    expect((await ada.client.shares.list())[0]).toMatchObject({ guests: 1, due: false });
  });
});

it("Nobody was caught at anything", () => {
  for (const { client } of [ada, alan, bea]) expect(client.evidence.list()).toEqual([]);
});
