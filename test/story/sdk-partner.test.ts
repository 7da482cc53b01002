/** All companies from one place: a partner, its staff and its companies, each through the SDK, over a real server. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, memoryStore, openInvitation } from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { asOperator, partnerCodeIn, tenantCodeIn } from "../support/operator.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";

let house: TestHouse;
let ada: Person;
let bob: Person;
let owner: Client;
let technician: Client;

const address = (name: string) => `${name}.${randomUUID()}@example.org`;
const partnerId = () => String(owner.account.tenant);
const tend = async () => owner.partner.desks.tend(await owner.partner.desks.preview());
const userOf = ({ client }: Person) => client.account.user;

async function foundPartner(): Promise<void> {
  ada = await newPerson(house);
  const portal = await ada.onDevice("portal", { surface: "PORTAL" });
  await portal.company.redeem(await tenantCodeIn(house.database, { seats: 20 }));
  await portal.company.rename("Difference Partners");
  await expect(portal.partner.redeem("PARTNER-NONE")).rejects.toMatchObject({ code: "CODE_REFUSED" });
  await portal.partner.redeem(await partnerCodeIn(house.database, { seats: 200 }));
  owner = await ada.onDevice("partner", { surface: "PARTNER" });
  const [invited] = await portal.company.invite([{ address: address("bob"), name: "Bob Martin" }]);
  if (!invited) throw new Error("nobody was invited");
  bob = await newPerson(house, {}, invited);
  await owner.partner.staff.set(userOf(bob), "TECHNICIAN", { scope: "LABELS", labels: ["gold"] });
  technician = await bob.onDevice("partner", { surface: "PARTNER" });
}

beforeAll(async () => {
  house = await openHouse();
  await foundPartner();
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

describe("a partner's client", () => {
  let tenant: string;
  let carol: Person;
  let dave: Person;
  let portal: Client;

  it("founds a company, whose first administrator is who was invited", async () => {
    const founded = await owner.partner.create({
      name: "Babbage & Co.",
      plan: "ADVANCED",
      seats: 10,
      labels: ["gold"],
      reference: "C-1001",
      rights: ["INVITE", "POLICY", "BREAK_GLASS"],
      hours: 24,
      administrators: [{ address: address("carol"), name: "Carol Shaw" }],
    });
    tenant = founded.tenant;
    const [invited] = founded.invitations;
    if (!invited) throw new Error("nobody was invited");
    expect(await owner.partner.view()).toMatchObject({
      name: "Difference Partners",
      seatsSold: 10,
      labels: [{ label: "gold", companies: 1 }],
      you: { role: "OWNER" },
    });
    const { companies, next } = await owner.partner.companies();
    expect(next).toBeNull();
    const shown = { tenant, name: "Babbage & Co.", labels: ["gold"], reference: "C-1001", founded: true };
    expect(companies).toMatchObject([shown]);
    expect(await owner.partner.company(tenant)).toMatchObject({ ...shown, posture: { people: 0, invitations: 1 } });
    const here = { url: house.url, store: memoryStore() };
    expect(await openInvitation(here, invited.link)).toMatchObject({
      company: "Babbage & Co.",
      role: "ADMINISTRATOR",
      founder: {
        desk: partnerId(),
        partner: "Difference Partners",
        rights: ["INVITE", "POLICY", "BREAK_GLASS"],
        hours: 24,
      },
    });
    carol = await newPerson(house, {}, invited);
    portal = await carol.onDevice("portal", { surface: "PORTAL" });
    expect(await portal.company.view()).toMatchObject({
      name: "Babbage & Co.",
      you: { primary: true, role: "ADMINISTRATOR" },
    });
    expect((await owner.partner.verified(tenant)).people).toMatchObject([{ name: "Carol Shaw", primary: true }]);
    expect(await portal.company.desks.list()).toMatchObject([
      {
        partner: "Difference Partners",
        rights: ["INVITE", "POLICY", "BREAK_GLASS"],
        staff: [{ name: "Ada Lovelace", keeper: true }],
        breakGlass: null,
      },
    ]);
    expect(await owner.partner.totals()).toMatchObject({ companies: 1, people: 1, administrators: 1 });
  });

  it("brings whoever acts in a company to its desk, and nobody else; then they invite", async () => {
    await expect(technician.partner.verified(tenant)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await owner.partner.desks.preview()).toMatchObject([
      { tenant, changes: [{ user: userOf(bob), name: "Bob Martin", change: "COMES" }], refusal: null },
    ]);
    expect(await technician.partner.desks.preview()).toMatchObject([{ tenant, changes: [], refusal: "NOT_FOUND" }]);
    expect(await tend()).toEqual([{ tenant, outcome: "DONE", reason: null }]);
    expect(await tend()).toEqual([{ tenant, outcome: "UNCHANGED", reason: null }]);
    const { desks, you } = await technician.partner.verified(tenant);
    expect(desks[0]?.staff.map(({ name, keeper }) => `${name} ${keeper}`)).toEqual([
      "Ada Lovelace true",
      "Bob Martin false",
    ]);
    expect(you).toMatchObject({ keeper: false, rights: ["INVITE", "POLICY", "BREAK_GLASS"] });
    await expect(technician.partner.desks.setKeeper(tenant, userOf(bob), true)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(owner.partner.desks.setKeeper(tenant, userOf(ada), false)).rejects.toMatchObject({
      code: "LAST_KEEPER",
    });
    const daves = address("dave");
    await expect(
      technician.partner.invite(tenant, [{ address: daves, name: "Dave", role: "ADMINISTRATOR" }]),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(
      technician.partner.invite(tenant, [{ address: carol.address, name: "Carol again" }]),
    ).rejects.toMatchObject({ code: "ALREADY_MEMBER" });
    const [invited] = await technician.partner.invite(tenant, [{ address: daves, name: "Dave Cutler" }]);
    expect(await technician.partner.invitations.list(tenant)).toMatchObject([{ name: "Dave Cutler", role: "USER" }]);
    dave = await newPerson(house, {}, invited);
    expect((await portal.company.people()).map(({ name }) => name)).toEqual(["Carol Shaw", "Dave Cutler"]);
    const links = (await portal.company.roster({ names: true })).links;
    expect(
      links.map(({ operation, names }) => `${operation} ${names?.author?.name} ${names?.user?.name ?? ""}`),
    ).toEqual([
      "GENESIS Ada Lovelace Ada Lovelace",
      "NAME Ada Lovelace ",
      "INVITE Ada Lovelace ",
      "JOIN Carol Shaw Carol Shaw",
      "STAFF Ada Lovelace Bob Martin",
      "INVITE Bob Martin ",
      "JOIN Dave Cutler Dave Cutler",
    ]);
    expect(links[4]?.desk).toMatchObject({ ends: false, keeper: false });
    const same = (await technician.partner.roster(tenant, { names: true })).links;
    expect(same.map(({ hash, names }) => [hash, names?.author?.name])).toEqual(
      links.map(({ hash, names }) => [hash, names?.author?.name]),
    );
  });

  it("gives companies policies by their labels, which their own cannot contradict", async () => {
    const { templates } = owner.partner;
    const anywhere = { value: ["0.0.0.0/0", "::/0"], locked: true };
    const says = { vaultTimeoutMinutes: { value: 30, locked: true }, allowedIpRanges: anywhere } as const;
    const template = await templates.put({ name: "All", labels: ["gold"], says });
    await templates.put({ name: "Others", labels: ["silver"], says: { vaultTimeoutMinutes: { value: 5 } } });
    expect(await technician.partner.templates.list()).toMatchObject([
      { name: "All", version: 1, counts: true, by: userOf(ada) },
      { name: "Others", version: 1 },
    ]);
    const settings = [
      { setting: "vaultTimeoutMinutes", before: null, after: { value: 30, locked: true } },
      { setting: "allowedIpRanges", before: null, after: anywhere },
    ];
    expect(await technician.partner.templates.preview()).toEqual([
      { tenant, name: "Babbage & Co.", settings, refusal: null },
    ]);
    const isBehind = async () => {
      const { companies } = await owner.partner.companies({ filter: { policiesBehind: true } });
      const { policies } = (await owner.partner.company(tenant)).posture;
      return [companies.length, policies.behind, policies.seq !== null, policies.since !== null];
    };
    // The server comes to the same as staff's devices.
    expect(await isBehind()).toEqual([1, true, false, false]);
    expect(await technician.partner.templates.apply()).toEqual([{ tenant, outcome: "DONE", reason: null }]);
    expect(await isBehind()).toEqual([0, false, true, true]);
    expect(await owner.partner.templates.apply()).toEqual([{ tenant, outcome: "UNCHANGED", reason: null }]);
    await dave.client.syncNow();
    const partner = { scope: "PARTNER", desk: partnerId() };
    expect(dave.client.company.policies.own().vaultTimeoutMinutes).toMatchObject({ value: 30, origin: partner });
    await expect(
      portal.company.policies.set({ scope: "TENANT" }, { vaultTimeoutMinutes: { value: 60 } }),
    ).rejects.toMatchObject({ code: "POLICY_REFUSED", details: { refusal: "CONTRADICTS_LOCK" } });
    // A lock of the company's counts beside the desk's; and no desk says from where administrators come.
    await portal.company.policies.set({ scope: "TENANT" }, { vaultTimeoutMinutes: { value: 20, locked: true } });
    const its = { vaultTimeoutMinutes: { value: 20, origin: { scope: "TENANT" } }, allowedIpRanges: { value: null } };
    await portal.syncNow();
    expect(portal.company.policies.own()).toMatchObject(its);
    expect(await portal.company.policies.of(userOf(carol))).toMatchObject(its);
    expect(await portal.company.policies.of(userOf(dave))).toMatchObject({ allowedIpRanges: { origin: partner } });
    await portal.company.policies.set({ scope: "TENANT" }, { vaultTimeoutMinutes: null });
    expect(await portal.company.policies.list()).toMatchObject([{ target: { scope: "PARTNER", id: partnerId() } }]);
    await expect(technician.partner.templates.put({ name: "Mine", labels: [], says })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await templates.put({ template, name: "All", labels: ["gold"], says: null })).toBe(template);
    expect(await technician.partner.templates.apply()).toEqual([{ tenant, outcome: "DONE", reason: null }]);
    await dave.client.syncNow();
    expect(dave.client.company.policies.own().vaultTimeoutMinutes.origin.scope).toBe("DEFAULT");
  });

  it("signs nothing of templates that no document can say together, or whose author has no right any more", async () => {
    const { templates, staff } = owner.partner;
    const refused = async () => {
      const [[preview], applied] = [await templates.preview(), await templates.apply()];
      expect(preview).toMatchObject({ tenant, settings: [], refusal: "POLICY_REFUSED" });
      expect(applied).toEqual([{ tenant, outcome: "REFUSED", reason: "POLICY_REFUSED" }]);
      expect((await owner.partner.company(tenant)).posture.policies.seq).toBe(stated);
    };
    const stated = (await owner.partner.company(tenant)).posture.policies.seq;
    const from = (network: string) => ({ allowedIpRanges: { value: [network], locked: true } }) as const;
    const here = await templates.put({ name: "Here", labels: ["gold"], says: from("192.0.2.0/24") });
    const there = await templates.put({ name: "There", labels: ["gold"], says: from("198.51.100.0/24") });
    await refused();
    for (const [template, name] of [
      [here, "Here"],
      [there, "There"],
    ] as const)
      await templates.put({ template, name, labels: ["gold"], says: null });
    // What an administrator said who is none any more counts no longer, and is not left out in silence.
    await owner.company.setRole(userOf(bob), "ADMINISTRATOR");
    await staff.set(userOf(bob), "ADMINISTRATOR");
    await technician.syncNow();
    const says = { vaultTimeoutMinutes: { value: 7, locked: true } } as const;
    const his = await technician.partner.templates.put({ name: "Bob's", labels: ["gold"], says });
    await staff.set(userOf(bob), "TECHNICIAN", { scope: "LABELS", labels: ["gold"] });
    await owner.company.setRole(userOf(bob), "USER");
    expect((await templates.list()).find(({ template }) => template === his)).toMatchObject({ counts: false });
    await refused();
    await templates.put({ template: his, name: "Bob's", labels: ["gold"], says: null });
    expect(await templates.apply()).toEqual([{ tenant, outcome: "UNCHANGED", reason: null }]);
  });

  it("has rights beyond its own after the company's wait, before everybody's eyes, until somebody ends it", async () => {
    const { breakGlass } = technician.partner;
    const refused = { code: "BREAK_GLASS_CLOSED" };
    await expect(breakGlass.makeAdministrator(tenant, userOf(dave))).rejects.toMatchObject(refused);
    await breakGlass.begin(tenant, { reason: "Carol is on holiday, and Eve has to come in", lasting: 4 });
    await expect(breakGlass.begin(tenant, { reason: "again" })).rejects.toMatchObject({ code: "ALREADY_SO" });
    await expect(breakGlass.makeAdministrator(tenant, userOf(dave))).rejects.toMatchObject(refused);
    const [desk] = await portal.company.desks.list();
    expect(desk?.breakGlass).toMatchObject({ reason: "Carol is on holiday, and Eve has to come in", inForce: false });
    await portal.company.desks.endBreakGlass(desk?.desk ?? "");
    const { desks } = portal.company;
    const missing = { code: "NOT_FOUND" };
    await expect(desks.endBreakGlass(desk?.desk ?? "")).rejects.toMatchObject(missing);
    await expect(breakGlass.end(tenant)).rejects.toMatchObject(missing);
    await expect(desks.removeStaff(desk?.desk ?? "", userOf(dave))).rejects.toMatchObject(missing);
    await expect(desks.change(desk?.desk ?? "", { hours: 24 })).rejects.toMatchObject({ code: "ALREADY_SO" });
    const guest = { address: address("eve"), name: "Eve", role: "ADMINISTRATOR" } as const;
    await expect(breakGlass.invite(tenant, [guest])).rejects.toMatchObject(refused);
    expect((await technician.partner.verified(tenant)).desks[0]?.breakGlass).toBeNull();
    await portal.company.desks.change(desk?.desk ?? "", { hours: 0 });
    await breakGlass.begin(tenant, { reason: "again, at once", lasting: 4 });
    await breakGlass.makeAdministrator(tenant, userOf(dave));
    await expect(breakGlass.makeAdministrator(tenant, userOf(dave))).rejects.toMatchObject({ code: "ALREADY_SO" });
    await expect(breakGlass.makeAdministrator(tenant, userOf(ada))).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(breakGlass.resume(tenant, userOf(dave))).rejects.toMatchObject({ code: "ALREADY_SO" });
    await breakGlass.suspend(tenant, userOf(dave));
    await expect(breakGlass.suspend(tenant, userOf(dave))).rejects.toMatchObject({ code: "ALREADY_SO" });
    await expect(breakGlass.makeAdministrator(tenant, userOf(dave))).rejects.toMatchObject({
      code: "PERSON_SUSPENDED",
    });
    await breakGlass.resume(tenant, userOf(dave));
    await expect(breakGlass.suspend(tenant, userOf(carol))).rejects.toMatchObject({ code: "PRIMARY_USER" });
    expect((await portal.company.people()).map(({ name, role }) => `${name} ${role}`)).toEqual([
      "Carol Shaw ADMINISTRATOR",
      "Dave Cutler ADMINISTRATOR",
    ]);
    await technician.partner.breakGlass.end(tenant);
    await expect(breakGlass.makeAdministrator(tenant, userOf(dave))).rejects.toMatchObject(refused);
    // What there was is told, by both, with who asked and who ended it; and who is what by it.
    const ended = [
      {
        reason: "again, at once",
        by: userOf(bob),
        byName: "Bob Martin",
        endedBy: userOf(bob),
        endedByName: "Bob Martin",
      },
      { reason: "Carol is on holiday, and Eve has to come in", endedBy: userOf(carol), endedByName: "Carol Shaw" },
    ];
    expect((await portal.company.desks.list())[0]).toMatchObject({ breakGlass: null, ended });
    const verified = await technician.partner.verified(tenant);
    expect(verified.desks[0]).toMatchObject({ breakGlass: null, ended });
    for (const people of [await portal.company.people(), verified.people])
      expect(people.map(({ marked }) => marked)).toEqual([false, true]);
    const { links } = await portal.company.roster({ names: true });
    expect(links.filter(({ marks }) => marks)).toMatchObject([{ operation: "RESUME", user: userOf(dave) }]);
    expect(links.flatMap(({ desk: its }) => its?.breakGlass?.reason ?? [])).toEqual([
      "Carol is on holiday, and Eve has to come in",
      "again, at once",
    ]);
  });

  it("entrusts nothing to a recovery that only break-glass put in force, before its people agreed to that very one", async () => {
    const { breakGlass } = technician.partner;
    await breakGlass.begin(tenant, { reason: "recovery has to be set up", lasting: 4 });
    const [invited] = await breakGlass.invite(tenant, [
      { address: address("eve"), name: "Eve Online", role: "ADMINISTRATOR" },
    ]);
    const eve = await newPerson(house, {}, invited);
    await breakGlass.end(tenant);
    const [daves, eves] = [
      await dave.onDevice("portal", { surface: "PORTAL" }),
      await eve.onDevice("portal", { surface: "PORTAL" }),
    ];
    await daves.recovery.begin({ custodians: [], code: () => {}, mode: "RECOVERY_CODE" });
    await eves.recovery.confirm(() => {});
    await carol.client.syncNow();
    expect((await carol.client.recovery.status()).agreement).toBe("NEEDED");
    expect((await carol.client.recovery.status()).own).toMatchObject({
      on: true,
      entrusted: [],
      waitingFor: "AGREEMENT",
    });
    await expect(
      carol.client.recovery.agree(() => {
        throw new Error("not to them");
      }),
    ).rejects.toThrow("not to them");
    expect((await carol.client.recovery.status()).own.entrusted).toEqual([]);
    // Agreed is to what was shown: not to what another took its place by meanwhile.
    const again = async () => {
      await daves.recovery.off();
      await eves.recovery.confirm(() => {});
      await daves.recovery.begin({ custodians: [], code: () => {}, mode: "RECOVERY_CODE" });
      await eves.recovery.confirm(() => {});
      await carol.client.syncNow();
    };
    await expect(carol.client.recovery.agree(again)).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await carol.client.recovery.status()).agreement).toBe("NEEDED");
    await carol.client.recovery.agree(({ on, group }) => {
      expect(on.by).toBe(userOf(dave));
      expect(group.custodians).toEqual([]);
    });
    expect(await carol.client.recovery.status()).toMatchObject({ agreement: "GIVEN", own: { waitingFor: null } });
    expect((await carol.client.recovery.status()).own.entrusted).toHaveLength(1);
    await portal.syncNow();
    expect((await portal.recovery.status()).agreement).toBe("GIVEN");
    expect((await daves.recovery.status()).own).toMatchObject({ entrusted: [], waitingFor: "AGREEMENT" });
    await expect(carol.client.recovery.agree(() => {})).rejects.toMatchObject({ code: "ALREADY_SO" });
  });

  it("has new keys of staff follow into every company", async () => {
    const { sessionsEnded } = await technician.rotateAccount({
      currentPassword: bob.password,
      newPassword: `${bob.password} 2`,
    });
    expect(sessionsEnded).toBeGreaterThan(0);
    await technician.syncNow();
    const { links } = await technician.partner.roster(tenant);
    expect(links.at(-1)).toMatchObject({ operation: "OWN_KEYS", author: userOf(bob) });
    expect(await tend()).toEqual([{ tenant, outcome: "UNCHANGED", reason: null }]);
  });

  it("lets a company go that nobody joined, with what was open there, and signs nothing where it may not", async () => {
    const { tenant: early } = await owner.partner.create({
      name: "Early & Co.",
      plan: "STANDARD",
      seats: 1,
      labels: ["gold"],
      rights: ["INVITE"],
      administrators: [{ address: address("mary"), name: "Mary" }],
    });
    expect(await tend()).toContainEqual({ tenant: early, outcome: "DONE", reason: null });
    await expect(technician.partner.release(early)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await technician.partner.invitations.list(early)).toMatchObject([{ name: "Mary" }]);
    expect(await owner.partner.release(early)).toEqual({ desk: "UNJOINED", voided: 1 });
  });

  it("takes whoever leaves the staff off the desks, and a company dismisses a desk by itself", async () => {
    const { staff } = owner.partner;
    await expect(staff.remove(userOf(ada))).rejects.toMatchObject({ code: "LAST_OWNER_OF_PARTNER" });
    await expect(staff.set(userOf(bob), "ADMINISTRATOR")).rejects.toMatchObject({ code: "NOT_ADMINISTRATOR" });
    expect((await staff.list()).map(({ name, role, counts }) => `${name} ${role} ${counts}`).sort()).toEqual([
      "Ada Lovelace OWNER true",
      "Bob Martin TECHNICIAN true",
    ]);
    const tooMany = { code: "LIMIT_EXCEEDED", details: { limit: "SEATS" } };
    await expect(owner.partner.setSeats(tenant, 201)).rejects.toMatchObject(tooMany);
    expect(
      await owner.partner.bulk({ companies: [tenant, randomUUID()], action: { addLabels: ["new"] }, dryRun: true }),
    ).toEqual(expect.arrayContaining([{ tenant, outcome: "DONE", reason: null }]));
    await staff.remove(userOf(bob));
    expect(await tend()).toEqual([{ tenant, outcome: "DONE", reason: null }]);
    const [desk] = await portal.company.desks.list();
    expect(desk?.staff.map(({ name }) => name)).toEqual(["Ada Lovelace"]);
    await portal.company.desks.dismiss(desk?.desk ?? "");
    expect(await portal.company.desks.list()).toEqual([]);
    // What it asked for lately is told also when it is dismissed.
    expect(await portal.company.desks.list({ dismissed: true })).toEqual([
      { ...desk, partner: null, rights: [], staff: [], seq: expect.any(Number), dismissed: true },
    ]);
    expect(desk?.ended.map(({ byName }) => byName)).toContain("Bob Martin");
    await expect(owner.partner.invite(tenant, [{ address: address("eve"), name: "Eve" }])).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await owner.partner.company(tenant)).toMatchObject({ tenant });
  });

  it("offers its desk to a company that exists, by a link that says which offer it is", async () => {
    const { offers } = owner.partner;
    const { link, offer } = await offers.make({ rights: ["INVITE"], hours: 48, labels: ["silver"] });
    expect(await offers.list()).toMatchObject([{ offer, link, rights: ["INVITE"], hours: 48 }]);
    const shown = await portal.company.desks.offer(link);
    expect(shown).toMatchObject({
      partner: "Difference Partners",
      rights: ["INVITE"],
      hours: 48,
      keeper: { name: "Ada Lovelace", address: ada.address },
      replaces: null,
    });
    await expect(
      portal.company.desks.accept(link, () => {
        throw new Error("not this one");
      }),
    ).rejects.toThrow("not this one");
    expect(await portal.company.desks.list()).toEqual([]);
    await expect(portal.company.desks.offer(`${link.slice(0, -1)}_`)).rejects.toMatchObject({
      code: expect.any(String),
    });
    expect(await portal.company.desks.accept(link, () => {})).toMatchObject({ rights: ["INVITE"], hours: 48 });
    await expect(portal.company.desks.accept(link, () => {})).rejects.toMatchObject({ code: "OFFER_REFUSED" });
    const { labels } = await owner.partner.company(tenant);
    expect(labels).toContain("silver");
    // A desk that stands is not replaced by its like, by an oversight: what it has would end.
    const another = await offers.make({ rights: ["POLICY"], hours: 1, labels: ["bronze"] });
    const stands = { code: "OFFER_REFUSED", details: { reason: "DESK_STANDS" } };
    const never = () => {
      throw new Error("was asked");
    };
    await expect(portal.company.desks.accept(another.link, never)).rejects.toMatchObject(stands);
    expect(await portal.company.desks.partner()).toMatchObject({ name: "Difference Partners", parent: null });
    // Dismissed it is opened anew, and what the partner calls the company stays.
    await portal.company.desks.dismiss(partnerId());
    const besides = await offers.make({ rights: ["INVITE"], hours: 3 });
    const first = async () => void (await portal.company.desks.accept(another.link, () => {}));
    await expect(portal.company.desks.accept(besides.link, first)).rejects.toMatchObject({ code: "BUSY" });
    expect(await portal.company.desks.list()).toMatchObject([{ rights: ["POLICY"], hours: 1 }]);
    expect((await owner.partner.company(tenant)).labels).toEqual([...labels, "bronze"].sort());
    // One that stands without its partner goes with what it has, which is said before.
    await owner.partner.setReference(tenant, "K-1");
    const third = await offers.make({ rights: ["INVITE"], hours: 2 });
    await asOperator(house.database, (by) => by.query("select end_relation($1, false, now())", [tenant]));
    const shownAgain = await portal.company.desks.offer(third.link);
    expect(shownAgain).toMatchObject({
      replaces: partnerId(),
      ends: { desk: { rights: ["POLICY"], staff: [{ name: "Ada Lovelace" }] }, policies: [], invitations: 0 },
    });
    const meanwhile = () => portal.company.desks.dismiss(partnerId());
    await expect(portal.company.desks.accept(third.link, meanwhile)).rejects.toMatchObject({ code: "BUSY" });
    expect(await portal.company.desks.accept(third.link, () => {})).toMatchObject({ rights: ["INVITE"] });
    expect(await owner.partner.company(tenant)).toMatchObject({ labels: [], reference: null });
    expect((await owner.partner.view()).parted).toMatchObject([
      { tenant, reference: "K-1", by: null },
      { name: "Early & Co.", by: userOf(ada) },
    ]);
    // Also of a partner that has it suspended.
    await owner.partner.suspend(tenant);
    await portal.company.desks.leavePartner();
    expect(await portal.company.desks.list()).toEqual([]);
    await expect(owner.partner.company(tenant)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(portal.company.desks.leavePartner()).rejects.toMatchObject({
      code: "NOT_FOUND",
      details: { part: "partner" },
    });
    expect(await portal.company.desks.partner()).toBeNull();
    for (const client of [owner, technician, portal, dave.client]) expect(await client.evidence.list()).toEqual([]);
  });
});
