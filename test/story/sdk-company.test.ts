/** A company as its people meet it: through the SDK, over a real server. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, memoryStore, openInvitation } from "../../src/client/index.ts";
import { listTenants } from "../../src/operator/tenants.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { asOperator, suspendIn, tenantCodeIn } from "../support/operator.ts";
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

interface Founder {
  readonly ada: Person;
  readonly portal: Client;
}

async function found(seats = 100): Promise<Founder> {
  const ada = await newPerson(house);
  const portal = await ada.onDevice("portal", { surface: "PORTAL" });
  await portal.company.redeem(await tenantCodeIn(house.database, { seats }));
  return { ada, portal };
}

const bobs = () => `bob.${randomUUID()}@example.org`;
async function hire(portal: Client, role: "ADMINISTRATOR" | "USER" = "USER", name = "Bob Martin"): Promise<Person> {
  const [invited] = await portal.company.invite([{ address: bobs(), name, role }]);
  if (!invited) throw new Error("nobody was invited");
  return newPerson(house, {}, invited);
}
const userOf = ({ client }: Person) => client.account.user;
const names = async (client: Client) => (await client.company.people()).map(({ name, role }) => `${name} ${role}`);

describe("a company", () => {
  it("grows by invitations: whoever joins is who was invited, for everybody", async () => {
    const { ada, portal } = await found();
    await portal.company.rename("Babbage & Co.");
    const address = bobs();
    const [invited] = await portal.company.invite([{ address, name: "Bob Martin" }]);
    expect(await openInvitation({ url: house.url, store: memoryStore() }, invited?.link ?? "")).toMatchObject({
      company: "Babbage & Co.",
      address,
      name: "Bob Martin",
      role: "USER",
    });
    const bob = await newPerson(house, {}, invited);
    expect(await names(bob.client)).toEqual(["Ada Lovelace ADMINISTRATOR", "Bob Martin USER"]);
    expect(await names(portal)).toEqual(["Ada Lovelace ADMINISTRATOR", "Bob Martin USER"]);
    expect(await bob.client.company.view()).toMatchObject({
      name: "Babbage & Co.",
      seatsTaken: 2,
      you: { role: "USER" },
    });
    await bob.client.profile("BUSINESS").items().add({ kind: "note", title: "first day" });
    const phone = await bob.onDevice("phone");
    expect(await phone.profile("BUSINESS").items().find("first")).toHaveLength(1);
    await ada.client.syncNow();
    expect(await ada.client.evidence.list()).toEqual([]);
  });

  it("is administered in the portal, by administrators", async () => {
    const { ada, portal } = await found();
    const bob = await hire(portal);
    await expect(ada.client.company.rename("From the app")).rejects.toMatchObject({ code: "WRONG_SURFACE" });
    const his = await bob.onDevice("portal", { surface: "PORTAL" });
    await expect(his.company.rename("Bob's")).rejects.toMatchObject({ code: "FORBIDDEN" });
    for (const name of ["a\nb", "a\u0000b", "\u202egnp.exe"]) {
      await expect(portal.company.rename(name)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    }
    await expect(his.company.invite([{ address: bobs(), name: "Eve" }])).rejects.toMatchObject({ code: "FORBIDDEN" });
    await portal.company.setRole(userOf(bob), "ADMINISTRATOR");
    await his.company.rename("Bob's");
    expect(await portal.company.view()).toMatchObject({ name: "Bob's" });
  });

  it("has no more people than seats, and says so before anybody is disappointed", async () => {
    const { portal } = await found(2);
    await portal.company.invite([{ address: bobs(), name: "Bob" }]);
    await expect(portal.company.invite([{ address: bobs(), name: "Eve" }])).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
      details: { limit: "SEATS" },
    });
    const [open] = await portal.company.invitations();
    await portal.company.voidInvitations([open?.key ?? ""]);
    expect(await portal.company.invitations()).toEqual([]);
    await portal.company.invite([{ address: bobs(), name: "Eve" }]);
  });

  it("invites many in one go, in portions that are reported", async () => {
    const { portal } = await found(200);
    const many = Array.from({ length: 120 }, (_, n) => ({ address: bobs(), name: `Person ${n}` }));
    const portions: number[] = [];
    const made = await portal.company.invite(many, (some) => portions.push(some.length));
    expect(portions).toEqual([50, 50, 20]);
    expect(new Set(made.map(({ link }) => link)).size).toBe(120);
    expect(await portal.company.invitations()).toHaveLength(120);
    const twice = [many[0], many[0]] as typeof many;
    await expect(portal.company.invite(twice)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("invites nobody who is there already", async () => {
    const { ada, portal } = await found();
    const bob = await hire(portal);
    const some = [bobs(), bob.address.toUpperCase(), bobs(), ada.address].map((address) => ({ address, name: "Bob" }));
    await expect(portal.company.invite(some)).rejects.toMatchObject({ code: "ALREADY_MEMBER", details: { at: 1 } });
    expect(await portal.company.invitations()).toEqual([]);
    await portal.company.remove(userOf(bob));
    await portal.company.invite([{ address: bob.address, name: "Bob" }]);
  });

  it("suspends and removes people, who are signed out at once; what is theirs stays", async () => {
    const { portal } = await found();
    const bob = await hire(portal);
    await bob.client.profile("BUSINESS").items().add({ kind: "note", title: "his" });
    await portal.company.suspend(userOf(bob));
    await expect(bob.client.syncNow()).rejects.toMatchObject({ code: "SESSION_ENDED" });
    await expect(bob.onDevice("again")).rejects.toMatchObject({ code: "USER_SUSPENDED" });
    await portal.company.resume(userOf(bob));
    const again = await bob.onDevice("again");
    expect(await again.profile("BUSINESS").items().find("his")).toHaveLength(1);
    await portal.company.remove(userOf(bob));
    const gone = await bob.onDevice("gone");
    expect(gone.status()).toMatchObject({ removed: true });
    await expect(gone.company.view()).rejects.toMatchObject({ code: "USER_REMOVED" });
    expect(await names(portal)).toEqual(["Ada Lovelace ADMINISTRATOR"]);
    await expect(portal.company.suspend(userOf(bob))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("shows everybody what was done, by name, as far as they can tell and verify", async () => {
    const { ada, portal } = await found();
    const bob = await hire(portal);
    await portal.company.invite([{ address: bobs(), name: "Eve", role: "ADMINISTRATOR" }]);
    const group = await portal.company.groups.create("Accounting", [userOf(bob)]);
    await portal.company.setRole(userOf(bob), "ADMINISTRATOR");
    const told = async (client: Client, options = {}) =>
      (await client.company.roster({ names: true, ...options })).links.map(({ operation, role, names }) =>
        [operation, names?.author?.name, names?.user?.name, names?.person?.name, names?.group, role]
          .map((each) => each ?? "-")
          .join(" "),
      );
    const seen = [
      "GENESIS Ada Lovelace Ada Lovelace Ada Lovelace - -",
      "INVITE Ada Lovelace - Bob Martin - USER",
      "JOIN Bob Martin Bob Martin Bob Martin - -",
      "INVITE Ada Lovelace - Eve - ADMINISTRATOR",
      "NEW_GROUP Ada Lovelace - - Everyone -",
      "NEW_GROUP Ada Lovelace - - Accounting -",
      "ROLE Ada Lovelace Bob Martin - - ADMINISTRATOR",
    ];
    expect(await told(portal)).toEqual(seen);
    // Whom an invitation is for that was not used yet is shown to administrators, in the portal.
    expect((await told(ada.client))[3]).toBe("INVITE Ada Lovelace - - - ADMINISTRATOR");
    expect((await told(portal, { group }))[1]).toBe("ADD Ada Lovelace Bob Martin - - -");
    expect((await portal.company.roster()).links.every(({ names }) => names === null)).toBe(true);
    await expect(portal.company.roster({ group: randomUUID() })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await portal.company.remove(userOf(bob));
    expect((await told(portal)).slice(0, seen.length)).toEqual(seen);
    expect((await told(ada.client))[2]).toBe("JOIN - - - - -");
  });

  it("lists whom it removed until they are deleted", async () => {
    const { ada, portal } = await found();
    const bob = await hire(portal);
    const { address } = bob;
    const user = userOf(bob);
    expect(await portal.company.formerPeople()).toEqual([]);
    await portal.company.remove(user);
    const removed = { user, name: "Bob Martin", address, removedAt: expect.any(Date) };
    expect(await portal.company.formerPeople()).toMatchObject([removed]);
    await expect(ada.client.company.formerPeople()).rejects.toMatchObject({ code: "WRONG_SURFACE" });
    await portal.company.delete(user);
    expect(await portal.company.formerPeople()).toEqual([]);
  });

  it("has no way back for whoever is removed by an invitation that was open besides", async () => {
    const { portal } = await found();
    const address = bobs();
    const [first] = await portal.company.invite([{ address, name: "Bob Martin" }]);
    const [again, other] = await portal.company.invite([
      { address, name: "Bob, again" },
      { address: bobs(), name: "Somebody else" },
    ]);
    const bob = await newPerson(house, {}, first);
    await portal.company.remove(userOf(bob));
    const open = await portal.company.invitations();
    expect(open.map(({ address }) => address)).toEqual([other?.address]);
    const shown = openInvitation({ url: house.url, store: memoryStore() }, again?.link ?? "");
    await expect(shown).rejects.toMatchObject({ code: "INVITATION_REFUSED" });
  });

  it("never loses its last administrator", async () => {
    const { ada, portal } = await found();
    const me = userOf(ada);
    await expect(portal.company.setRole(me, "USER")).rejects.toMatchObject({ code: "PRIMARY_USER" });
    await expect(portal.company.remove(me)).rejects.toMatchObject({ code: "PRIMARY_USER" });
    await expect(portal.company.suspend(me)).rejects.toMatchObject({ code: "PRIMARY_USER" });
    const eve = await hire(portal, "ADMINISTRATOR", "Eve");
    await portal.company.setPrimary(userOf(eve));
    await portal.company.setRole(me, "USER");
    expect(await names(eve.client)).toEqual(["Ada Lovelace USER", "Eve ADMINISTRATOR"]);
  });

  it("says what is so already, and what has to be so first", async () => {
    const { ada, portal } = await found();
    const [bob, eve] = [await hire(portal), await hire(portal, "ADMINISTRATOR", "Eve")];
    const { company } = portal;
    const before = (await company.roster()).links.length;
    const so = { code: "ALREADY_SO" };
    await expect(company.setRole(userOf(bob), "USER")).rejects.toMatchObject(so);
    await expect(company.setRole(userOf(eve), "ADMINISTRATOR")).rejects.toMatchObject(so);
    await expect(company.resume(userOf(bob))).rejects.toMatchObject(so);
    await expect(company.setPrimary(userOf(ada))).rejects.toMatchObject(so);
    await expect(company.setPrimary(userOf(bob))).rejects.toMatchObject({ code: "NOT_ADMINISTRATOR" });
    const eves = (await eve.onDevice("portal", { surface: "PORTAL" })).company;
    await expect(eves.suspend(userOf(eve))).rejects.toMatchObject({ code: "ONESELF" });
    await expect(eves.remove(userOf(eve))).rejects.toMatchObject({ code: "ONESELF" });
    expect((await company.roster()).links).toHaveLength(before);
    await company.suspend(userOf(bob));
    await expect(company.suspend(userOf(bob))).rejects.toMatchObject(so);
    const suspended = { code: "PERSON_SUSPENDED" };
    await expect(company.setRole(userOf(bob), "ADMINISTRATOR")).rejects.toMatchObject(suspended);
    // Whoever has no right is told that, whatever is so.
    const bobs = (await hire(portal)).client.company;
    await expect(bobs.resume(userOf(bob))).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("says how many of its seats are open invitations, and whether the operator has suspended it", async () => {
    const { portal } = await found();
    await hire(portal);
    await portal.company.invite([{ address: bobs(), name: "Eve" }]);
    expect(await portal.company.view()).toMatchObject({ seatsTaken: 3, openInvitations: 1, suspendedAt: null });
    const tenant = portal.account.tenant ?? "";
    const sold = (await asOperator(house.database, listTenants)).find((each) => each.tenant === tenant);
    expect(sold).toMatchObject({ seatsTaken: 3 });
    await suspendIn(house.database, tenant, true);
    expect(await portal.company.view()).toMatchObject({ suspendedAt: expect.any(Date) });
    await expect(portal.company.rename("Other")).rejects.toMatchObject({ code: "READ_ONLY" });
    // What is changed meanwhile is kept, asked about again at each sync, and goes once it is taken.
    const items = portal.profile("PERSONAL").items();
    await expect(items.add({ kind: "note", title: "Meanwhile" })).rejects.toMatchObject({ code: "READ_ONLY" });
    await portal.syncNow();
    expect(portal.queue.list()).toMatchObject([{ state: "REFUSED", refusal: { code: "READ_ONLY" } }]);
    await suspendIn(house.database, tenant, false);
    await portal.syncNow();
    expect(portal.queue.list()).toEqual([]);
    expect(await items.list()).toMatchObject([{ title: "Meanwhile", state: "SYNCED" }]);
    expect(await portal.company.view()).toMatchObject({ suspendedAt: null });
  });

  it("has another administrator confirm a new name", async () => {
    const { portal } = await found();
    const bob = await hire(portal);
    await bob.client.company.renameMe("Robert Martin");
    const waiting = (await portal.company.people()).find(({ user }) => user === userOf(bob));
    expect(waiting).toMatchObject({ name: "Bob Martin", awaiting: { what: "NAME" } });
    await portal.company.confirm(waiting?.awaiting?.seq ?? 0);
    expect(await names(bob.client)).toContain("Robert Martin USER");
    await hire(portal, "ADMINISTRATOR", "Eve");
    await portal.company.renameMe("Ada King");
    const own = (await portal.company.people()).find(({ you }) => you);
    await expect(portal.company.confirm(own?.awaiting?.seq ?? 0)).rejects.toMatchObject({ code: "ONESELF" });
  });

  it("goes on where two administrators act at once", async () => {
    const { portal } = await found();
    const eve = await (await hire(portal, "ADMINISTRATOR", "Eve")).onDevice("portal", { surface: "PORTAL" });
    const some = () => Array.from({ length: 5 }, (_, n) => ({ address: bobs(), name: `Person ${n}` }));
    await Promise.all([portal.company.invite(some()), eve.company.invite(some()), portal.company.rename("One")]);
    expect(await eve.company.invitations()).toHaveLength(10);
  });
});
