/** Policies of a company as its people meet them: through the SDK, over a real server. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { Client as Connection } from "pg";
import {
  auditedEvent,
  type Client,
  memoryStore,
  openClient,
  recoverAccount,
  type Settings,
  type Store,
} from "../../src/client/index.ts";
import { passwordStrength } from "../../src/client/strength/index.ts";
import { settings } from "../../src/crypto/policies.ts";
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

async function found() {
  const ada = await newPerson(house);
  const portal = await ada.onDevice("portal", { surface: "PORTAL" });
  await portal.company.redeem(await tenantCodeIn(house.database));
  return { ada, portal };
}
async function hire(portal: Client, name: string, settings: Partial<Settings> = {}): Promise<Person> {
  const [invited] = await portal.company.invite([{ address: `${name}.${randomUUID()}@example.org`, name }]);
  if (!invited) throw new Error("nobody was invited");
  return newPerson(house, settings, invited);
}
const userOf = ({ client }: Person) => client.account.user;
const everybody = { scope: "TENANT" } as const;
const denied = (setting: string) => ({ code: "POLICY_DENIED", details: { setting } });
const login = (title: string, url: string) => ({ kind: "login", title, fields: { urls: [url] } });
/** A store that takes its time with what is appended to the log while it is on hold. */
function slowStore() {
  const inner = memoryStore();
  let written = Promise.resolve();
  let letGo = () => {};
  let tellRead = () => {};
  const store: Store = {
    ...inner,
    append: async (log, entries) => {
      if (log === "held") await written;
      await inner.append(log, entries);
    },
    read: async (log) => {
      if (log === "held") tellRead();
      return inner.read(log);
    },
  };
  return {
    store,
    hold: () => {
      written = new Promise((resolve) => {
        letGo = resolve;
      });
    },
    letGo: () => letGo(),
    /** Resolves once somebody reads the log. */
    read: () =>
      new Promise<void>((resolve) => {
        tellRead = resolve;
      }),
  };
}

describe("Policies of a company", () => {
  it("are said by administrators, reach every device as it syncs, and are shown with where they come from", async () => {
    const { portal } = await found();
    const bob = await hire(portal, "bob");
    const told: (readonly string[])[] = [];
    bob.client.on("policies", ({ changed }) => told.push(changed));
    const group = await portal.company.groups.create("Accounting", [userOf(bob)]);
    await portal.company.policies.set(everybody, {
      sessionLifetimeHours: { value: 100 },
      trashRetentionDays: { value: 60 },
    });
    await portal.company.policies.set({ scope: "GROUP", id: group }, { trashRetentionDays: { value: 14 } });
    await portal.company.policies.set({ scope: "USER", id: userOf(bob) }, { disableSharing: { value: true } });
    await bob.client.syncNow();
    const own = bob.client.company.policies.own();
    expect([own.sessionLifetimeHours, own.trashRetentionDays, own.disableSharing]).toEqual([
      { value: 100, locked: false, origin: { scope: "TENANT", group: null } },
      { value: 14, locked: false, origin: { scope: "GROUP", group } },
      { value: true, locked: false, origin: { scope: "USER", group: null } },
    ]);
    expect(told.flat().sort()).toEqual(["disableSharing", "sessionLifetimeHours", "trashRetentionDays"]);
    expect(await portal.company.policies.of(userOf(bob))).toEqual(own);
    expect((await portal.company.policies.list()).map(({ target }) => target.scope).sort()).toEqual([
      "GROUP",
      "TENANT",
      "USER",
    ]);
    await portal.company.groups.end(group);
    await portal.company.policies.set(everybody, { sessionLifetimeHours: null });
    await bob.client.syncNow();
    expect(bob.client.company.policies.own().trashRetentionDays.value).toBe(60);
    expect(bob.client.company.policies.own().sessionLifetimeHours.origin.scope).toBe("DEFAULT");
    const change = { disableExport: { value: true } };
    await expect(bob.client.company.policies.set(everybody, change)).rejects.toMatchObject({ code: "WRONG_SURFACE" });
    const desk = await bob.onDevice("portal", { surface: "PORTAL" });
    await expect(desk.company.policies.set(everybody, change)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("are typed in the API, with origin and who holds to them", async () => {
    const { portal } = await found();
    const bob = await hire(portal, "bob");
    await portal.company.policies.set(everybody, {
      allowedIpRanges: { value: ["0.0.0.0/0", "::/0"], locked: true },
      passwordAuditing: { value: auditedEvent.COPIED | auditedEvent.VIEWED },
      organisationBackup: { value: 0 },
    });
    const asked = `allowedIpRanges { value origin group locked enforcement } passwordAuditing { value enforcement }
      organisationBackup { value } vaultTimeoutMinutes { value origin enforcement } disableExport { value enforcement }
      businessItemDomains { value } trashRetentionDays { value }`;
    const query = `query($bob: Uuid!) { viewer { policies { ${asked} } policyDocuments { scope id seq says { ${asked} } }
      tenant { policiesOf(user: $bob) { ${asked} } nobody: policiesOf(user: "00000000-0000-4000-8000-000000000000") { ${asked} }
        policyDocuments { edges { node { scope } } pageInfo { hasNextPage } }
        tryPolicies(scope: USER, id: $bob, document: null) { refusal setting next touched { user } } } } }`;
    const { token } = await portal.accessToken();
    const answer = await fetch(`${house.url}/graphql`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ query, variables: { bob: userOf(bob) } }),
    });
    const { data, errors } = (await answer.json()) as { data: Record<string, never>; errors?: unknown };
    const bound = {
      allowedIpRanges: {
        value: ["0.0.0.0/0", "::/0"],
        origin: "TENANT",
        group: null,
        locked: true,
        enforcement: ["SERVER"],
      },
      passwordAuditing: { value: ["COPIED", "VIEWED"], enforcement: ["SERVER", "CLIENT"] },
      organisationBackup: { value: [] },
      vaultTimeoutMinutes: { value: null, origin: "DEFAULT", enforcement: ["CLIENT"] },
      disableExport: { value: false, enforcement: ["CLIENT"] },
      businessItemDomains: { value: [] },
      trashRetentionDays: { value: 30 },
    };
    const { allowedIpRanges, passwordAuditing, organisationBackup } = bound;
    const nothing = {
      vaultTimeoutMinutes: null,
      disableExport: null,
      businessItemDomains: null,
      trashRetentionDays: null,
    };
    const says = { allowedIpRanges, passwordAuditing, organisationBackup, ...nothing };
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      viewer: {
        policies: bound,
        policyDocuments: [{ scope: "TENANT", id: null, seq: expect.any(Number), says }],
        tenant: {
          policiesOf: bound,
          nobody: null,
          policyDocuments: { edges: [{ node: { scope: "TENANT" } }], pageInfo: { hasNextPage: false } },
          tryPolicies: { refusal: null, setting: null, next: null, touched: [] },
        },
      },
    });
  });

  it("reach a device that follows at once", async () => {
    const { portal } = await found();
    const bob = await hire(portal, "bob");
    const live = new Promise<void>((resolve) => {
      bob.client.on("connection", (connection) => connection === "LIVE" && resolve());
    });
    bob.client.follow();
    await live;
    const told = new Promise((resolve) => bob.client.on("policies", ({ changed }) => resolve(changed)));
    await portal.company.policies.set(everybody, { disableExport: { value: true } });
    expect(await told).toEqual(["disableExport"]);
    await expect(bob.client.profile("BUSINESS").export()).rejects.toMatchObject(denied("disableExport"));
  });

  it("that nobody can mean are refused before anything is signed", async () => {
    const { ada, portal } = await found();
    const set = (change: object, target: object = everybody) => portal.company.policies.set(target as never, change);
    const invalid = (argument: string) => ({ code: "INVALID_INPUT", details: { argument } });
    await expect(set({ allowedIpRanges: { value: ["192.0.2.1/24"] } })).rejects.toMatchObject(
      invalid("allowedIpRanges"),
    );
    await expect(set({ sessionLifetimeHours: { value: 0 } })).rejects.toMatchObject(invalid("sessionLifetimeHours"));
    await expect(set({ nothing: { value: 1 } })).rejects.toMatchObject(invalid("nothing"));
    await expect(set({ disableExport: null })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(portal.company.policies.of(randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
    const everyone = (await portal.company.groups.list()).find((group) => group.everyone)?.group;
    if (everyone)
      await expect(set({ disableExport: { value: true } }, { scope: "GROUP", id: everyone })).rejects.toMatchObject(
        invalid("target"),
      );
    await expect(set({ disableExport: { value: true } }, { scope: "USER", id: randomUUID() })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(set({ allowedIpRanges: { value: ["198.51.100.0/24"] } })).rejects.toMatchObject({
      code: "POLICY_REFUSED",
      details: { refusal: "LOCKS_OUT_AUTHOR", setting: "allowedIpRanges" },
    });
    await set({ disableExport: { value: false } }, { scope: "USER", id: userOf(ada) });
    await expect(set({ disableExport: { value: true, locked: true } })).rejects.toMatchObject({
      code: "POLICY_REFUSED",
      details: { refusal: "CONTRADICTS_LOCK", setting: "disableExport" },
    });
  });

  it("of a later release count as far as they are known, and are not written over", async () => {
    const { portal } = await found();
    const bob = await hire(portal, "bob");
    const later = settings.healthCounters as { number: number };
    const present = later.number;
    try {
      later.number = 99;
      const document = { disableExport: { value: true }, healthCounters: { value: true } };
      await portal.company.policies.set(everybody, document);
    } finally {
      later.number = present;
    }
    await bob.client.syncNow();
    await expect(bob.client.profile("BUSINESS").export()).rejects.toMatchObject(denied("disableExport"));
    expect(bob.client.company.policies.own().healthCounters).toMatchObject({ value: false });
    const unread = { code: "POLICY_UNREAD" };
    for (const change of [{ disableSharing: { value: true } }, { disableExport: null }]) {
      await expect(portal.company.policies.set(everybody, change)).rejects.toMatchObject(unread);
      await expect(portal.company.policies.try(everybody, change)).rejects.toMatchObject(unread);
    }
    await portal.company.policies.set({ scope: "USER", id: userOf(bob) }, { disableExport: { value: false } });
    await bob.client.syncNow();
    await bob.client.profile("BUSINESS").export();
  });

  it("are tried before they are said: whom they would touch, and how", async () => {
    const { ada, portal } = await found();
    const bob = await hire(portal, "bob");
    await portal.company.policies.set({ scope: "USER", id: userOf(bob) }, { sessionLifetimeHours: { value: 5 } });
    const trial = await portal.company.policies.try(everybody, { sessionLifetimeHours: { value: 8 } });
    expect(trial).toEqual({
      refusal: null,
      overruled: [],
      touched: [{ user: userOf(ada), settings: [{ setting: "sessionLifetimeHours", before: 720, after: 8 }] }],
    });
    const locking = await portal.company.policies.try(everybody, { sessionLifetimeHours: { value: 8, locked: true } });
    expect(locking.refusal).toEqual({ reason: "CONTRADICTS_LOCK", setting: "sessionLifetimeHours" });
    expect((await portal.company.policies.list()).length).toBe(1);
  });

  it("forbid exports while they are on, offline and on a new device, too", async () => {
    const { portal } = await found();
    const bob = await hire(portal, "bob");
    await bob.client.profile("BUSINESS").export();
    await portal.company.policies.set(everybody, { disableExport: { value: true } });
    await bob.client.syncNow();
    await expect(bob.client.profile("BUSINESS").export()).rejects.toMatchObject(denied("disableExport"));
    await bob.client.lock();
    await bob.client.unlock(bob.password);
    await expect(bob.client.profile("PERSONAL").export()).rejects.toMatchObject(denied("disableExport"));
    const phone = await bob.onDevice("phone");
    await expect(phone.profile("BUSINESS").export()).rejects.toMatchObject(denied("disableExport"));
    await portal.company.policies.set(everybody, { disableExport: null });
    await bob.client.syncNow();
    await bob.client.profile("BUSINESS").export();
    await portal.company.policies.set(everybody, { disableExport: { value: true } });
    await bob.client.syncNow();
    await expect(bob.client.profile("BUSINESS").export()).rejects.toMatchObject(denied("disableExport"));
  });

  it("keep the company's domains in the business profile", async () => {
    const { portal } = await found();
    const bob = await hire(portal, "bob");
    const personal = () => bob.client.profile("PERSONAL").items();
    const business = () => bob.client.profile("BUSINESS").items();
    const before = await personal().add(login("Old", "https://shop.babbage.example/in"));
    await portal.company.policies.set(everybody, { businessItemDomains: { value: ["babbage.example"] } });
    await bob.client.syncNow();
    const refusing = denied("businessItemDomains");
    for (const url of ["https://babbage.example", "http://www.BABBAGE.example:81/x", "mail.babbage.example"])
      await expect(personal().add(login("New", url))).rejects.toMatchObject(refusing);
    await personal().add(login("Elsewhere", "https://notbabbage.example"));
    const item = await business().add(login("New", "https://babbage.example"));
    await expect(business().move(item.id, { profile: "PERSONAL" })).rejects.toMatchObject(refusing);
    await personal().edit(before.id, { title: "Old, renamed" });
    await expect(personal().edit(before.id, { fields: { urls: ["https://babbage.example"] } })).rejects.toMatchObject(
      refusing,
    );
    const row = { key: "1", item: login("Imported", "https://babbage.example") };
    // One that is kept out holds up no others: it is named, and is not there.
    const imported = await bob.client.profile("PERSONAL").import([row], { source: "s" });
    expect(imported).toMatchObject({ added: 0, forbidden: [0] });
    await personal().move(before.id, { profile: "BUSINESS" });
    await portal.company.policies.set(everybody, { businessItemDomains: null });
    await bob.client.syncNow();
    await personal().add(login("New", "https://babbage.example"));
  });

  it("demand strong passwords where one is set", async () => {
    const { portal } = await found();
    const bob = await hire(portal, "bob");
    await portal.company.policies.set(everybody, { minimumPasswordStrength: { value: 3 } });
    await bob.client.syncNow();
    const refusing = denied("minimumPasswordStrength");
    const strong = "seven quite unlikely horses";
    await expect(bob.client.changePassword({ current: bob.password, next: strong })).rejects.toMatchObject(refusing);
    const phone = await bob.onDevice("phone", { passwordStrength });
    await expect(phone.changePassword({ current: bob.password, next: "password1" })).rejects.toMatchObject(refusing);
    const rotating = phone.rotateAccount({ currentPassword: bob.password, newPassword: "password1" });
    await expect(rotating).rejects.toMatchObject(refusing);
    await phone.changePassword({ current: bob.password, next: strong });
  });

  it("want former passwords left behind, on every device of the user", async () => {
    const { portal } = await found();
    const bob = await hire(portal, "bob");
    await portal.company.policies.set(everybody, { passwordReuseHistory: { value: 3 } });
    await bob.client.syncNow();
    const refusing = denied("passwordReuseHistory");
    const [first, second, third, fourth] = [
      bob.password,
      "the second password",
      "the third password",
      "the fourth one",
    ];
    const change = (client: Client, current: string, next: string) => client.changePassword({ current, next });
    await expect(change(bob.client, first, first)).rejects.toMatchObject(refusing);
    await change(bob.client, first, second);
    await expect(change(bob.client, second, first)).rejects.toMatchObject(refusing);
    const phone = await bob.onDevice("phone", { password: second });
    await change(phone, second, third);
    await expect(change(phone, third, first)).rejects.toMatchObject(refusing);
    await expect(change(phone, third, second)).rejects.toMatchObject(refusing);
    const rotating = phone.rotateAccount({ currentPassword: third, newPassword: second });
    await expect(rotating).rejects.toMatchObject(refusing);
    await change(phone, third, fourth);
    await change(phone, fourth, first);
    await portal.company.policies.set(everybody, { passwordReuseHistory: null });
    await phone.syncNow();
    await change(phone, first, fourth);
  });

  it("hold for the password that an account code brings, of groups, too", async () => {
    const { portal } = await found();
    const bob = await hire(portal, "bob", { passwordStrength });
    const group = await portal.company.groups.create("Accounting", [userOf(bob)]);
    await portal.company.policies.set({ scope: "GROUP", id: group }, { minimumPasswordStrength: { value: 3 } });
    await bob.client.syncNow();
    const code = await bob.client.accountCode.make(bob.password);
    const recover = (password: string, settings: Partial<Settings> = { passwordStrength }) =>
      recoverAccount(
        { url: house.url, store: memoryStore(), patience: 0, ...settings },
        { address: bob.address, code, password, deviceName: "found again" },
      );
    const refusing = denied("minimumPasswordStrength");
    await expect(recover("password1")).rejects.toMatchObject(refusing);
    await expect(recover("seven quite unlikely horses", {})).rejects.toMatchObject(refusing);
    const line = makeLine();
    line.tamper("OpenByAccountCode", ({ openByAccountCode }) => openByAccountCode.policyDocuments.splice(0));
    await expect(recover("password1", { passwordStrength, ...line.settings })).rejects.toMatchObject({
      code: "SERVER_CAUGHT",
    });
    const { client } = await recover("seven quite unlikely horses");
    expect(client.company.policies.own().minimumPasswordStrength.value).toBe(3);
    await client.close();
  });

  it("lock an account that nobody uses", async () => {
    const { portal } = await found();
    let ahead = 0;
    const clock = () => new Date(Date.now() + ahead);
    const { store, hold, read, letGo } = slowStore();
    const bob = await hire(portal, "bob", { clock, store });
    const wait = (minutes: number) => {
      ahead += minutes * 60_000;
    };
    await portal.company.policies.set(everybody, { vaultTimeoutMinutes: { value: 10 } });
    await bob.client.syncNow();
    const session = await bob.client.makeSession();
    wait(9);
    await bob.client.profile("BUSINESS").items().list();
    wait(9);
    bob.client.used();
    // From then on what an application asks for is no use of a person: it asks as well when something came from others.
    wait(6);
    await bob.client.profile("BUSINESS").items().list();
    wait(6);
    const told: string[] = [];
    bob.client.on("locked", ({ reason }) => told.push(reason));
    expect(() => bob.client.profile("BUSINESS")).toThrow("locked");
    expect([bob.client.locked, told]).toEqual([true, ["IDLE"]]);
    await expect(bob.client.unlockWithSession(session)).rejects.toMatchObject({ code: "WRONG_SESSION" });
    await bob.client.unlock(bob.password);
    await bob.client.profile("BUSINESS").items().list();
    // What was verified is being written down yet when it locks: whoever unlocks goes on behind that.
    const other = await bob.onDevice("other", { clock });
    hold();
    await other.profile("BUSINESS").items().add(login("From elsewhere", "https://a.example"));
    await bob.client.syncNow();
    wait(11);
    bob.client.used();
    expect(bob.client.locked).toBe(true);
    const unlocking = bob.client.unlock(bob.password);
    // A sign-in derives from the password as an unlocking does, and takes longer.
    await Promise.race([read(), bob.onDevice("meanwhile", { clock })]);
    letGo();
    await unlocking;
    await bob.client.profile("BUSINESS").items().add(login("From here", "https://a.example"));
    await bob.client.close();
    const again = (await openClient({ url: house.url, store, clock })) as Client;
    await again.unlock(bob.password);
    expect(await again.profile("BUSINESS").items().list()).toHaveLength(2);
    await again.close();
  });

  it("have devices purge what lies too long in the trash of the business profile, and in no other", async () => {
    const { portal } = await found();
    let ahead = 0;
    const bob = await hire(portal, "bob", { clock: () => new Date(Date.now() + ahead) });
    const trashed = () =>
      Promise.all(
        (["BUSINESS", "PERSONAL"] as const).map(async (kind) => (await bob.client.profile(kind).trash()).items.length),
      );
    for (const kind of ["BUSINESS", "PERSONAL"] as const) {
      const items = bob.client.profile(kind).items();
      await items.trash((await items.add(login("Old", "https://a.example"))).id);
    }
    ahead = 40 * 86_400_000;
    const items = bob.client.profile("BUSINESS").items();
    await items.trash((await items.add(login("New", "https://a.example"))).id);
    await bob.client.syncNow();
    expect(await trashed()).toEqual([2, 1]);
    await portal.company.policies.set(everybody, { trashRetentionDays: { value: 30 } });
    await bob.client.syncNow();
    expect(await trashed()).toEqual([1, 1]);
  });

  it("bind nobody who has gone, and erase what was the company's where they say so", async () => {
    const { portal } = await found();
    const [bob, eve] = [await hire(portal, "bob"), await hire(portal, "eve")];
    await portal.company.policies.set(everybody, {
      disableExport: { value: true },
      disablePersonalProfile: { value: true },
      sessionLifetimeHours: { value: 5 },
      removeBusinessItemsOnLeave: { value: true },
    });
    for (const { client } of [bob, eve]) {
      await client.syncNow();
      await client.profile("BUSINESS").items().add(login("The company's", "https://a.example"));
    }
    const personal = () => bob.client.profile("PERSONAL").items();
    await expect(personal().add(login("Mine", "https://a.example"))).rejects.toMatchObject({ code: "POLICY_DENIED" });
    for (const { id } of bob.client.queue.list()) await bob.client.queue.discard(id);
    await bob.client.company.leave();
    expect(bob.client.company.policies.own().disableExport).toMatchObject({
      value: false,
      origin: { scope: "DEFAULT" },
    });
    await personal().add(login("Mine", "https://a.example"));
    expect(bob.client.status().pending).toBe(0);
    expect((await bob.client.profile("PERSONAL").export()).items).toHaveLength(1);
    expect((await bob.client.profile("BUSINESS").export()).items).toEqual([]);

    await portal.company.remove(userOf(eve));
    const phone = await eve.onDevice("phone");
    await eve.client.syncNow().catch(() => {});
    await phone.company.leave();
    expect([...phone.evidence.list(), ...eve.client.evidence.list()]).toEqual([]);
    const owner = new Connection({ connectionString: house.database.superuserUrl });
    await owner.connect();
    const closed = "select from vault where class = 'BUSINESS' and closed and user_id = any($1::uuid[])";
    const { rowCount } = await owner.query(closed, [[userOf(bob), userOf(eve)]]);
    await owner.end();
    expect(rowCount).toBe(0);
  });

  it("of a group bind its members until an administrator takes them out of it, also on their way out of the company", async () => {
    const { portal } = await found();
    const bob = await hire(portal, "bob");
    const { groups } = bob.client.company;
    const free = await portal.company.groups.create("Readers", [userOf(bob)]);
    const group = await portal.company.groups.create("Accounting", [userOf(bob)]);
    await portal.company.policies.set({ scope: "GROUP", id: group }, { disableExport: { value: true, locked: true } });
    await bob.client.syncNow();
    const bound = { code: "GROUP_BINDS", details: { group } };
    await expect(groups.leave(group)).rejects.toMatchObject(bound);
    await expect(bob.client.company.leave()).rejects.toMatchObject(bound);
    const own = async () => (await groups.list()).filter(({ member, everyone }) => member && !everyone);
    expect((await own()).map((each) => each.group).sort()).toEqual([free, group].sort());
    await expect(bob.client.profile("BUSINESS").export()).rejects.toMatchObject(denied("disableExport"));
    await portal.company.groups.remove(group, userOf(bob));
    await bob.client.company.leave();
    expect(bob.client.company.policies.own().disableExport.value).toBe(false);
  });

  it("end session keys that nobody used", async () => {
    const { portal } = await found();
    let ahead = 0;
    const here = { url: house.url, store: memoryStore(), clock: () => new Date(Date.now() + ahead) };
    const bob = await hire(portal, "bob", here);
    await portal.company.policies.set(everybody, { vaultTimeoutMinutes: { value: 10 } });
    await bob.client.syncNow();
    const session = await bob.client.makeSession();
    await bob.client.close();
    const another = async () => (await openClient(here)) as Client;
    for (const minutes of [9, 9]) {
      ahead += minutes * 60_000;
      const client = await another();
      await client.unlockWithSession(session);
      await client.close();
    }
    ahead += 11 * 60_000;
    const client = await another();
    await expect(client.unlockWithSession(session)).rejects.toMatchObject({ code: "LOCKED" });
    expect(client.locked).toBe(true);
    await expect(client.unlockWithSession(session)).rejects.toMatchObject({ code: "WRONG_SESSION" });
    await client.unlock(bob.password);
    await client.close();
  });

  it("keep people out of the portal, and in the company's networks", async () => {
    const { portal } = await found();
    const bob = await hire(portal, "bob");
    await portal.company.policies.set(everybody, { restrictPortalAccess: { value: true } });
    await expect(bob.onDevice("portal", { surface: "PORTAL" })).rejects.toMatchObject({ code: "PORTAL_RESTRICTED" });
    const connected = (wanted: (connection: string) => boolean) =>
      new Promise<void>((resolve) => {
        bob.client.on("connection", (connection) => wanted(connection) && resolve());
      });
    const live = connected((connection) => connection === "LIVE");
    const follower = bob.client.follow();
    await live;
    const gone = connected((connection) => connection !== "LIVE");
    await portal.company.policies.set(
      { scope: "USER", id: userOf(bob) },
      { allowedIpRanges: { value: ["198.51.100.0/24"] } },
    );
    await gone;
    await follower.stop();
    await expect(bob.client.syncNow()).rejects.toMatchObject({ code: "NETWORK_REFUSED" });
    await expect(bob.onDevice("phone")).rejects.toMatchObject({ code: "NETWORK_REFUSED" });
    const item = await bob.client.profile("BUSINESS").items().add(login("Meanwhile", "https://a.example"));
    expect(item.title).toBe("Meanwhile");
    await portal.company.policies.set({ scope: "USER", id: userOf(bob) }, { allowedIpRanges: null });
    await bob.client.syncNow();
    expect(bob.client.status().pending).toBe(0);
  });

  it("let a password grow only so old: then a sign-in asks for the next one, and nothing else is done", async () => {
    const { portal } = await found();
    const bob = await hire(portal, "bob");
    await portal.company.policies.set(everybody, { maximumPasswordAge: { value: 30 } });
    house.advance(31 * 86_400_000);
    await expect(bob.onDevice("phone")).rejects.toMatchObject({ code: "PASSWORD_TOO_OLD" });
    await expect(bob.client.syncNow()).rejects.toMatchObject({ code: "SESSION_ENDED" });
    const phone = await bob.onDevice("phone", { newPassword: "another long password" });
    const item = await phone.profile("BUSINESS").items().add(login("After", "https://a.example"));
    expect(item.title).toBe("After");
    await expect(bob.onDevice("tablet")).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    const tablet = await bob.onDevice("tablet", { password: "another long password" });
    expect(await tablet.profile("BUSINESS").items().list()).toHaveLength(1);
  });
});
