/** People who go: to an account of their own, and from there into another company. Through the SDK, over a real server. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import {
  type Client,
  memoryStore,
  openClient,
  requestApproval,
  SealgraphError,
  signIn,
} from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { makeLine } from "../support/line.ts";
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

async function found(name: string) {
  const ada = await newPerson(house);
  const portal = await ada.onDevice("portal", { surface: "PORTAL" });
  await portal.company.redeem(await tenantCodeIn(house.database));
  await portal.company.rename(name);
  return { ada, portal };
}

const bobs = () => `bob.${randomUUID()}@example.org`;
async function inviteTo(portal: Client, address = bobs()) {
  const [invited] = await portal.company.invite([{ address, name: "Bob Martin" }]);
  if (!invited) throw new Error("nobody was invited");
  return invited;
}
const note = (title: string) => ({ kind: "note", title });
const titles = async (client: Client, profile: "PERSONAL" | "BUSINESS") =>
  (await client.profile(profile).items().list()).map(({ title }) => title).sort();
const userOf = ({ client }: Person) => client.account.user;
const members = async (client: Client) => (await client.company.people()).map(({ name }) => name);

describe("a person who leaves a company", () => {
  it("keeps account, devices and personal profile; the business profile stays", async () => {
    const { portal } = await found("Babbage & Co.");
    const bob = await newPerson(house, {}, await inviteTo(portal));
    const phone = await bob.onDevice("phone");
    await portal.company.groups.create("Accounting", [userOf(bob)]);
    await bob.client.profile("PERSONAL").items().add(note("mine"));
    await bob.client.profile("BUSINESS").items().add(note("the company's"));
    await phone.syncNow();
    const user = userOf(bob);
    const gone: string[] = [];
    bob.client.on("change", ({ profile, change }) => void gone.push(`${profile} ${change}`));

    const view = await bob.client.company.leave();
    expect(view).toMatchObject({ name: null, seats: 1, seatsTaken: 1, you: { role: "ADMINISTRATOR", primary: true } });
    expect(userOf(bob)).toBe(user);
    expect(await titles(bob.client, "PERSONAL")).toEqual(["mine"]);
    expect(await titles(bob.client, "BUSINESS")).toEqual([]);
    expect(gone).toContain("BUSINESS PURGED");
    expect(bob.client.evidence.list()).toEqual([]);

    expect(await members(portal)).toEqual(["Ada Lovelace"]);
    expect((await portal.company.groups.list()).flatMap((group) => group.members)).not.toContain(user);
    expect(portal.evidence.list()).toEqual([]);

    await phone.syncNow();
    expect(phone.evidence.list()).toEqual([]);
    expect(await titles(phone, "PERSONAL")).toEqual(["mine"]);
    expect(await titles(phone, "BUSINESS")).toEqual([]);
    await phone.profile("BUSINESS").items().add(note("of the new company of one"));
    await phone.profile("PERSONAL").items().add(note("on the phone"));
    await bob.client.syncNow();
    expect(await titles(bob.client, "PERSONAL")).toEqual(["mine", "on the phone"]);
    expect(await titles(bob.client, "BUSINESS")).toEqual(["of the new company of one"]);

    const tablet = await bob.onDevice("tablet");
    expect(await titles(tablet, "PERSONAL")).toEqual(["mine", "on the phone"]);
    expect(await titles(tablet, "BUSINESS")).toEqual(["of the new company of one"]);
    expect(tablet.evidence.list()).toEqual([]);
  });

  it("goes on after a restart of the device, from what is in its store", async () => {
    const { portal } = await found("Babbage & Co.");
    const store = memoryStore();
    const bob = await newPerson(house, { store }, await inviteTo(portal));
    await bob.client.profile("PERSONAL").items().add(note("mine"));
    await bob.client.company.leave();
    await bob.client.close();
    const again = await openClient({ url: house.url, store });
    if (!again) throw new Error("the store is empty");
    await again.unlock(bob.password);
    expect(await titles(again, "PERSONAL")).toEqual(["mine"]);
    await again.syncNow();
    expect(again.evidence.list()).toEqual([]);
    expect(await again.company.view()).toMatchObject({ name: null });
    await again.close();
  });

  it("goes on from a store that could not be written at that moment", async () => {
    const { portal } = await found("Babbage & Co.");
    const kept = memoryStore();
    let fails = false;
    const replace = async (...given: Parameters<typeof kept.replace>) => {
      if (fails && given[0] === "held") throw new SealgraphError("STORE_FAILED");
      return kept.replace(...given);
    };
    const bob = await newPerson(house, { store: { ...kept, replace } }, await inviteTo(portal));
    fails = true;
    await bob.client.company.leave();
    fails = false;
    await bob.client.profile("PERSONAL").items().add(note("after it"));
    await bob.client.close();
    const again = await openClient({ url: house.url, store: kept });
    if (!again) throw new Error("the store is empty");
    await again.unlock(bob.password);
    expect(await titles(again, "PERSONAL")).toEqual(["after it"]);
    await again.syncNow();
    expect(again.evidence.list()).toEqual([]);
    await again.close();
  });

  it("joins another company with the same account, and takes the business profile of a company of one along", async () => {
    const { portal: first } = await found("Babbage & Co.");
    const { portal: second } = await found("Lovelace Ltd.");
    const bob = await newPerson(house, {}, await inviteTo(first));
    await bob.client.profile("PERSONAL").items().add(note("mine"));
    await bob.client.company.leave();
    await bob.client.profile("BUSINESS").items().add(note("on my own account"));
    await bob.client.company.renameMe("Robert Martin");
    const { link } = await inviteTo(second, bob.address);
    expect(await bob.client.company.join(link)).toMatchObject({ name: "Lovelace Ltd.", you: { role: "USER" } });
    expect(await titles(bob.client, "BUSINESS")).toEqual(["on my own account"]);
    expect(await members(second)).toEqual(["Ada Lovelace", "Bob Martin"]);
    await second.company.groups.create("Accounting", [userOf(bob)]);
    await bob.client.syncNow();
    expect((await bob.client.company.groups.list()).map(({ name }) => name)).toContain("Accounting");
    expect([...bob.client.evidence.list(), ...second.evidence.list()]).toEqual([]);
    const tablet = await bob.onDevice("tablet");
    expect(await titles(tablet, "PERSONAL")).toEqual(["mine"]);
    expect(await titles(tablet, "BUSINESS")).toEqual(["on my own account"]);
  });

  it("comes back to a company under new keys; what was left there is forgotten", async () => {
    const { portal } = await found("Babbage & Co.");
    const bob = await newPerson(house, {}, await inviteTo(portal));
    await bob.client.profile("PERSONAL").items().add(note("mine"));
    await bob.client.profile("BUSINESS").items().add(note("of the first time"));
    await bob.client.company.leave();
    await bob.client.profile("BUSINESS").items().add(note("of my own"));
    const newPassword = "another password, for another time";
    await bob.client.rotateAccount({ currentPassword: bob.password, newPassword });
    const { link } = await inviteTo(portal, bob.address);
    expect(await bob.client.company.join(link)).toMatchObject({ name: "Babbage & Co.", seatsTaken: 2 });
    expect(await titles(bob.client, "PERSONAL")).toEqual(["mine"]);
    expect(await titles(bob.client, "BUSINESS")).toEqual(["of my own"]);
    expect(await members(portal)).toEqual(["Ada Lovelace", "Bob Martin"]);
    await portal.company.groups.create("Accounting", [userOf(bob)]);
    await bob.client.syncNow();
    expect([...bob.client.evidence.list(), ...portal.evidence.list()]).toEqual([]);
  });

  it("comes back to a company that has deleted them since, with what went along with them", async () => {
    const { portal } = await found("Babbage & Co.");
    const bob = await newPerson(house, {}, await inviteTo(portal));
    await bob.client.profile("PERSONAL").items().add(note("mine"));
    await bob.client.company.leave();
    await portal.company.delete(userOf(bob));
    expect(await portal.company.formerPeople()).toEqual([]);
    await bob.client.rotateAccount({ currentPassword: bob.password, newPassword: "another password, for later" });
    const { link } = await inviteTo(portal, bob.address);
    expect(await bob.client.company.join(link)).toMatchObject({ name: "Babbage & Co.", seatsTaken: 2 });
    expect(await titles(bob.client, "PERSONAL")).toEqual(["mine"]);
    expect(await members(portal)).toEqual(["Ada Lovelace", "Bob Martin"]);
    // Who came back is deleted like anybody else: nothing of the first time is in the way.
    await portal.company.remove(userOf(bob));
    expect(await portal.company.formerPeople()).toMatchObject([{ user: userOf(bob), address: bob.address }]);
    await portal.company.delete(userOf(bob));
    expect(await portal.company.formerPeople()).toEqual([]);
    await expect(bob.client.syncNow()).rejects.toThrow();
    // The address is free again, and so for a new account.
    await newPerson(house, {}, await inviteTo(portal, bob.address));
    expect(await members(portal)).toEqual(["Ada Lovelace", "Bob Martin"]);
  });

  it("may go straight from one company to another", async () => {
    const { portal: first } = await found("Babbage & Co.");
    const { portal: second } = await found("Lovelace Ltd.");
    const bob = await newPerson(house, {}, await inviteTo(first));
    await bob.client.profile("BUSINESS").items().add(note("the first company's"));
    const { link } = await inviteTo(second, bob.address);
    await bob.client.company.join(link);
    expect(await titles(bob.client, "BUSINESS")).toEqual([]);
    expect(await members(first)).toEqual(["Ada Lovelace"]);
    expect(await members(second)).toEqual(["Ada Lovelace", "Bob Martin"]);
  });

  it("is told what has to be done first, and nothing is done before", async () => {
    const { ada, portal } = await found("Babbage & Co.");
    await expect(ada.client.company.leave()).rejects.toMatchObject({ code: "NOTHING_TO_LEAVE" });
    const bob = await newPerson(house, {}, await inviteTo(portal));
    await expect(ada.client.company.leave()).rejects.toMatchObject({
      code: "MOVE_REFUSED",
      details: { reason: "PRIMARY" },
    });
    await portal.company.setRole(userOf(bob), "ADMINISTRATOR");
    const administrator = { code: "MOVE_REFUSED", details: { reason: "ADMINISTRATOR" } };
    await expect(bob.client.company.leave()).rejects.toMatchObject(administrator);
    await portal.company.setRole(userOf(bob), "USER");
    const { link } = await inviteTo(portal);
    await expect(bob.client.company.join(link)).rejects.toMatchObject({
      code: "INVITATION_REFUSED",
      details: { reason: "OTHER_ADDRESS" },
    });
    expect(await members(portal)).toEqual(["Ada Lovelace", "Bob Martin"]);
    await bob.client.company.leave();
    const back = await inviteTo(portal, bob.address);
    const used = { code: "MOVE_REFUSED", details: { reason: "KEYS_USED" } };
    await expect(bob.client.company.join(back.link)).rejects.toMatchObject(used);
  });

  it("is told where the server says again and again that something has moved", async () => {
    const { portal } = await found("Babbage & Co.");
    const line = makeLine();
    const invited = await inviteTo(portal);
    // A second one for the same address stays open when he has come by the first.
    const here = await inviteTo(portal, invited.address);
    const bob = await newPerson(house, line.settings, invited);
    const stale = { clientMutationId: "x", missing: [], rosters: [], complete: false };
    line.answer("MoveAccount", { data: { moveAccount: { __typename: "StaleHead", ...stale } } });
    await expect(bob.client.company.leave()).rejects.toMatchObject({ code: "BUSY" });
    const { portal: second } = await found("Lovelace Ltd.");
    const { link } = await inviteTo(second, bob.address);
    const refused = { __typename: "InvitationRefused", invitation: "STALE_ROSTER" };
    line.answer("MoveAccount", { data: { moveAccount: refused } });
    await expect(bob.client.company.join(link)).rejects.toMatchObject({ code: "BUSY" });
    line.answer("MoveAccount", { data: { moveAccount: { ...refused, invitation: "EXPIRED" } } });
    await expect(bob.client.company.join(link)).rejects.toMatchObject({ code: "INVITATION_REFUSED" });
    line.honest();
    expect(await members(portal)).toEqual(["Ada Lovelace", "Bob Martin"]);
    const isHere = { code: "MOVE_REFUSED", details: { reason: "IS_HERE" } };
    await expect(bob.client.company.join(here.link)).rejects.toMatchObject(isHere);
  });

  it("goes nowhere while a change waits that was refused", async () => {
    const { portal } = await found("Babbage & Co.");
    const line = makeLine();
    const bob = await newPerson(house, line.settings, await inviteTo(portal));
    line.answer("Commit", { errors: [{ message: "no", extensions: { code: "INVALID_PROOF" } }] });
    await expect(bob.client.profile("PERSONAL").items().add(note("refused"))).rejects.toThrow();
    line.honest();
    await expect(bob.client.company.leave()).rejects.toMatchObject({
      code: "CHANGES_WAITING",
      details: { pending: 0, refused: 1 },
    });
  });

  it("is moved once, though the answer is lost", async () => {
    const { portal } = await found("Babbage & Co.");
    const line = makeLine();
    const bob = await newPerson(house, line.settings, await inviteTo(portal));
    line.loseAnswer("MoveAccount");
    expect(await bob.client.company.leave()).toMatchObject({ seatsTaken: 1 });
    expect(bob.client.evidence.list()).toEqual([]);
  });

  it("keeps what another device had changed and not sent: in the personal profile it is sent, of the one that stayed it is refused", async () => {
    const { portal } = await found("Babbage & Co.");
    const bob = await newPerson(house, {}, await inviteTo(portal));
    const line = makeLine();
    const phone = await bob.onDevice("phone", { patience: 0, ...line.settings });
    const business = await phone.profile("BUSINESS").items().add(note("the company's"));
    line.cut();
    await phone.profile("PERSONAL").items().add(note("written offline"));
    await phone.profile("BUSINESS").items().edit(business.id, { title: "the company's, changed" });
    await bob.client.company.leave();
    line.mend();
    await phone.syncNow();
    expect(await titles(phone, "PERSONAL")).toEqual(["written offline"]);
    await bob.client.syncNow();
    expect(await titles(bob.client, "PERSONAL")).toEqual(["written offline"]);
    expect(phone.status()).toMatchObject({ pending: 0, refused: 1 });
    expect(phone.evidence.list()).toEqual([]);
  });
});

describe("a person who was removed", () => {
  const removed = async () => {
    const { portal } = await found("Babbage & Co.");
    const store = memoryStore();
    const bob = await newPerson(house, { store }, await inviteTo(portal));
    await portal.company.groups.create("Accounting", [userOf(bob)]);
    await bob.client.profile("PERSONAL").items().add(note("mine"));
    await bob.client.profile("BUSINESS").items().add(note("the company's"));
    await bob.client.syncNow();
    await portal.company.remove(userOf(bob));
    return { portal, bob, store };
  };

  it("reads what is their own, and nothing of the company since", async () => {
    const { portal, bob } = await removed();
    await portal.company.rename("Without Bob");
    const phone = await bob.onDevice("phone");
    expect(phone.status()).toMatchObject({ removed: true });
    expect(await titles(phone, "PERSONAL")).toEqual(["mine"]);
    expect(await titles(phone, "BUSINESS")).toEqual(["the company's"]);
    expect(phone.evidence.list()).toEqual([]);
    for (const asking of [phone.company.view(), phone.company.people(), phone.devices.list()]) {
      await expect(asking).rejects.toMatchObject({ code: "USER_REMOVED" });
    }
    const { links } = await phone.company.roster().catch(() => ({ links: [] }));
    expect(JSON.stringify(links)).not.toContain("Without Bob");
    await phone.profile("PERSONAL").items().add(note("written while removed"));
    await phone.syncNow();
    expect(phone.status()).toMatchObject({ pending: 1, refused: 0 });
  });

  it("goes on with an account of their own; what was written meanwhile is sent then", async () => {
    const { bob } = await removed();
    const phone = await bob.onDevice("phone");
    await phone.profile("PERSONAL").items().add(note("written while removed"));
    expect(await phone.company.leave()).toMatchObject({ name: null, seatsTaken: 1, you: { primary: true } });
    await phone.syncNow();
    expect(phone.status()).toMatchObject({ removed: false, pending: 0 });
    expect(await titles(phone, "PERSONAL")).toEqual(["mine", "written while removed"]);
    expect(await titles(phone, "BUSINESS")).toEqual([]);
    expect((await phone.devices.list()).map(({ name }) => name).sort()).toEqual(["laptop", "phone"]);
    const tablet = await bob.onDevice("tablet");
    expect(await titles(tablet, "PERSONAL")).toEqual(["mine", "written while removed"]);
    expect([...phone.evidence.list(), ...tablet.evidence.list()]).toEqual([]);
  });

  it("opens what is in the store of their device again, and goes on from there", async () => {
    const { bob } = await removed();
    const store = memoryStore();
    const { address, password } = bob;
    const { secretKey } = bob.kit;
    const phone = await signIn({ url: house.url, store }, { address, password, secretKey, deviceName: "phone" });
    await phone.profile("PERSONAL").items().add(note("written while removed"));
    await phone.close();
    const again = await openClient({ url: house.url, store });
    if (!again) throw new Error("the store is empty");
    await again.unlock(password);
    expect(again.status()).toMatchObject({ removed: true, pending: 1 });
    expect(await titles(again, "PERSONAL")).toEqual(["mine", "written while removed"]);
    await again.company.leave();
    await again.syncNow();
    expect(again.status()).toMatchObject({ removed: false, pending: 0 });
    await again.close();
  });

  it("whose profile has not followed new keys is told that it cannot go along", async () => {
    const { portal } = await found("Babbage & Co.");
    const line = makeLine();
    const store = memoryStore();
    const bob = await newPerson(house, { patience: 0, store, ...line.settings }, await inviteTo(portal));
    await bob.client.profile("PERSONAL").items().add(note("mine"));
    const newPassword = "another password, for another time";
    line.tamper("RotateAccount", () => line.cut());
    await bob.client.rotateAccount({ currentPassword: bob.password, newPassword }).catch(() => {});
    await portal.company.remove(userOf(bob));
    line.honest();
    line.mend();
    await bob.client.close();
    const { address } = bob;
    const phone = await signIn({ url: house.url, store }, { address, password: newPassword, deviceName: "laptop" });
    expect(phone.status()).toMatchObject({ removed: true });
    const behind = { code: "MOVE_REFUSED", details: { reason: "BEHIND" } };
    await expect(phone.company.leave()).rejects.toMatchObject(behind);
    expect(await titles(phone, "PERSONAL")).toEqual(["mine"]);
    await phone.close();
  });

  it("goes on in another company, on the device that they had", async () => {
    const { bob, store } = await removed();
    const { portal: second } = await found("Lovelace Ltd.");
    const { link } = await inviteTo(second, bob.address);
    await bob.client.close();
    const { address, password } = bob;
    const { secretKey } = bob.kit;
    const laptop = await signIn({ url: house.url, store }, { address, password, secretKey, deviceName: "laptop" });
    expect(await laptop.company.join(link)).toMatchObject({ name: "Lovelace Ltd." });
    expect(await titles(laptop, "PERSONAL")).toEqual(["mine"]);
    expect(await members(second)).toEqual(["Ada Lovelace", "Bob Martin"]);
    expect(laptop.evidence.list()).toEqual([]);
    await laptop.close();
  });
});

describe("a person who is deleted", () => {
  it("is gone, with account and both profiles; the company goes on", async () => {
    const { portal } = await found("Babbage & Co.");
    const bob = await newPerson(house, {}, await inviteTo(portal));
    await bob.client.profile("PERSONAL").items().add(note("mine"));
    await portal.company.groups.create("Accounting", [userOf(bob)]);
    await portal.company.delete(userOf(bob));
    expect(await members(portal)).toEqual(["Ada Lovelace"]);
    await expect(bob.onDevice("phone")).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    await portal.company.delete(userOf(bob));
    await expect(portal.company.delete(crypto.randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
    const eve = await newPerson(house, {}, await inviteTo(portal));
    await portal.company.groups.create("Sales", [userOf(eve)]);
    expect([...portal.evidence.list(), ...eve.client.evidence.list()]).toEqual([]);
  });
});

describe("the device of a person who was deleted", () => {
  it("says that there is no such account any more, and accuses nobody", async () => {
    const { portal } = await found("Babbage & Co.");
    const invited = await inviteTo(portal);
    const store = memoryStore();
    const bob = await newPerson(house, { store }, invited);
    const user = userOf(bob);
    await bob.client.close();
    await portal.company.delete(user);
    const { address, password } = bob;
    const again = signIn({ url: house.url, store }, { address, password, deviceName: "laptop" });
    await expect(again).rejects.toMatchObject({ code: "ACCOUNT_GONE" });
  });
});

describe("a device that did not see the account go", () => {
  const hired = async () => {
    const { portal } = await found("Babbage & Co.");
    return newPerson(house, {}, await inviteTo(portal));
  };
  const checks = (client: Client) => client.evidence.list().map(({ kind, check }) => `${kind} ${check}`);

  it("though another device had approved it there, follows", async () => {
    const bob = await hired();
    const asked = await requestApproval(
      { url: house.url, store: memoryStore() },
      { address: bob.address, deviceName: "phone" },
    );
    await bob.client.deviceRequests.approve(asked.words.join(" "));
    const phone = await (await asked.waitForApproval()).signIn(bob.password);
    await bob.client.company.leave();
    await phone.syncNow();
    await bob.client.company.renameMe("Robert");
    await phone.syncNow();
    expect(checks(phone)).toEqual([]);
    expect((await phone.company.roster()).links).toHaveLength(2);
    await phone.close();
  });

  it("and was approved before, signs in after", async () => {
    const bob = await hired();
    await bob.client.profile("PERSONAL").items().add(note("mine"));
    const asked = await requestApproval(
      { url: house.url, store: memoryStore() },
      { address: bob.address, deviceName: "phone" },
    );
    await bob.client.deviceRequests.approve(asked.words.join(" "));
    const granted = await asked.waitForApproval();
    await bob.client.company.leave();
    const phone = await granted.signIn(bob.password);
    expect(await titles(phone, "PERSONAL")).toEqual(["mine"]);
    expect(phone.account.tenant).toBe(bob.client.account.tenant);
    expect(checks(phone)).toEqual([]);
    await phone.close();
  });

  it("nor that it made new keys, signs in on the store that it has", async () => {
    const bob = await hired();
    await bob.client.profile("PERSONAL").items().add(note("mine"));
    const store = memoryStore();
    const { address, password } = bob;
    const signedIn = (given: { password: string; secretKey: string }) =>
      signIn({ url: house.url, store }, { address, deviceName: "phone", ...given });
    const phone = await signedIn({ password, secretKey: bob.kit.secretKey });
    await phone.syncNow();
    await phone.close();
    await bob.client.company.leave();
    const newPassword = "another password, for another time";
    const { emergencyKit } = await bob.client.rotateAccount({ currentPassword: password, newPassword });
    const again = await signedIn({ password: newPassword, secretKey: emergencyKit.secretKey });
    expect(await titles(again, "PERSONAL")).toEqual(["mine"]);
    expect(again.account.tenant).toBe(bob.client.account.tenant);
    expect(checks(again)).toEqual([]);
    await again.close();
  });
});
