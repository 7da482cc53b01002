/** Settings of a company's policies, each switched on, off and on again for somebody whose day goes on meanwhile. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { Client as Database } from "pg";
import { importInto, type OwnExport, openArchive, readImport, readOwnExport } from "../../src/client/import/index.ts";
import { type Client, type Json, makeArchiveCode, type PolicyChange, sealArchive } from "../../src/client/index.ts";
import { passwordStrength } from "../../src/client/strength/index.ts";
import { allChained } from "../support/audit.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { tenantCodeIn } from "../support/operator.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
let house: TestHouse;
let portal: Client;
let bob: Person;
let phone: Client;
let password: string;
let ahead = 0;
const advance = (milliseconds: number) => {
  ahead += milliseconds;
  house.advance(milliseconds);
};
const clock = () => new Date(Date.now() + ahead);
const business = () => phone.profile("BUSINESS");
const personal = () => phone.profile("PERSONAL");
const bobsOwn = () => ({ scope: "USER", id: bob.client.account.user }) as const;

async function hire(name: string): Promise<Person> {
  const [invited] = await portal.company.invite([{ address: `${name}.${randomUUID()}@example.org`, name }]);
  if (!invited) throw new Error("nobody was invited");
  return newPerson(house, { clock, passwordStrength }, invited);
}

/** Says it of Bob, and has his phone know it. */
async function say(change: PolicyChange): Promise<void> {
  await portal.company.policies.set(bobsOwn(), change);
  await phone.syncNow().catch(() => {});
}
/** Sees what a setting does while it is on, not at all while it is off, and again when it is on again. */
async function switched(on: PolicyChange, seen: () => Promise<void>, unseen: () => Promise<void>): Promise<void> {
  const off = Object.fromEntries(Object.keys(on).map((setting) => [setting, null]));
  await unseen();
  await say(on);
  await seen();
  await say(off);
  await unseen();
  await say(on);
  await seen();
}
const refused = async (deed: Promise<unknown>, code: string, setting?: string) =>
  expect(deed).rejects.toMatchObject({ code, ...(setting && { details: { setting } }) });

beforeAll(async () => {
  house = await openHouse();
  const ada = await newPerson(house, { clock });
  portal = await ada.onDevice("portal", { surface: "PORTAL", clock });
  await portal.company.redeem(await tenantCodeIn(house.database));
  bob = await hire("bob");
  phone = bob.client;
  password = bob.password;
});
/** What one test leaves said is said no more in the next, which has sign-ins of its own. */
beforeEach(() => advance(16 * minute));
afterEach(async () => {
  const said = await portal.company.policies.list();
  const settings = said.flatMap(({ says }) => Object.keys(says));
  if (settings.length > 0) await say(Object.fromEntries(settings.map((setting) => [setting, null])));
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

describe("switched on, off and on again", () => {
  it("businessItemDomains keeps what is the company's out of the personal profile", async () => {
    const add = () =>
      personal()
        .items()
        .add({ kind: "login", title: "Desk", fields: { urls: ["https://a.babbage.example"] } });
    await switched(
      { businessItemDomains: { value: ["babbage.example"] } },
      () => refused(add(), "POLICY_DENIED", "businessItemDomains"),
      async () => void (await add()),
    );
  });

  it("businessItemDomains leaves rows of an import out, says which, and takes all the others", async () => {
    await say({ businessItemDomains: { value: ["babbage.example"] } });
    await phone.syncNow();
    const hosts = ["one.example", "www.babbage.example", "two.example", "mail.babbage.example"];
    const csv = ["name,url,username,password", ...hosts.map((host) => `${host},https://${host},ada,secret-${host}`)];
    const file = await readImport(new TextEncoder().encode(csv.join("\n")));
    const skipped = [3, 5].map((position) => ({ position, reason: "OF_THE_COMPANY" }));
    expect(await importInto(phone, file)).toMatchObject({ added: 2, known: 0, skipped });
    expect(await importInto(phone, file)).toMatchObject({ added: 0, known: 2, skipped });
    expect(await importInto(phone, file, { profile: "BUSINESS" })).toMatchObject({ added: 4, skipped: [] });
  });

  it("businessItemDomains says of our own files where a row stands, whatever was left out before it", async () => {
    await say({ businessItemDomains: { value: ["babbage.example"] } });
    await phone.syncNow();
    const table = [
      "profile,folder,kind,title,url,notes,more",
      "personal,Empty,,,,,",
      "business,,login,Theirs,https://one.example,,",
      'personal,,login,Mine,https://two.example,"two\nlines",',
      "personal,,login,Broken,,,{",
      "personal,,login,Desk,https://babbage.example,,",
    ].join("\n");
    const said = (position: number) => [{ position, reason: "OF_THE_COMPANY" }];
    const read = readOwnExport(table) as OwnExport;
    expect(await importInto(phone, read)).toMatchObject({ added: 2, skipped: said(7) });

    const item = (id: string, host: string, title: Json = host) => ({
      id,
      folder: [],
      body: { kind: "login", title, fields: { urls: [`https://${host}`] } },
    });
    const profiles = [
      { kind: "BUSINESS", folders: [], unreadable: [], items: [item("a", "babbage.example")] },
      {
        kind: "PERSONAL",
        folders: [],
        unreadable: [],
        items: [item("b", "bad.example", 5), item("c", "good.example"), item("d", "babbage.example")],
      },
    ] as const;
    const code = makeArchiveCode();
    const parts: Uint8Array[] = [];
    for await (const part of sealArchive({ format: "sealgraph-export", version: 1, profiles }, { code }))
      parts.push(part);
    const opened = await openArchive(
      async function* () {
        yield* parts;
      },
      { code },
    );
    expect(opened.skipped).toEqual([{ position: 2, reason: "WRONG_TYPE" }]);
    expect(await importInto(phone, opened)).toMatchObject({ added: 2, skipped: said(4) });
  });

  it("disablePersonalProfile has the server take nothing new into the personal profile", async () => {
    const add = () => personal().items().add({ kind: "note", title: "Diary" });
    await switched(
      { disablePersonalProfile: { value: true } },
      async () => {
        await refused(add(), "POLICY_DENIED");
        for (const { id } of phone.queue.list()) await phone.queue.discard(id);
        await business().items().add({ kind: "note", title: "Work" });
      },
      async () => void (await add()),
    );
  });

  it("itemHistoryLimit has fewer former versions kept of what is written, and forgets nothing else", async () => {
    const former = async () => {
      const { id } = await business().items().add({ kind: "note", title: "0" });
      for (const title of ["1", "2", "3"]) await business().items().edit(id, { title });
      return (await business().items().history(id)).map(({ title }) => title);
    };
    await switched(
      { itemHistoryLimit: { value: 1 } },
      async () => expect(await former()).toEqual(["3", "2"]),
      async () => expect(await former()).toEqual(["3", "2", "1", "0"]),
    );
  });

  it("trashRetentionDays has the trash of the business profile purged", async () => {
    const left = async () => {
      const { id } = await business().items().add({ kind: "note", title: "Old" });
      await business().items().trash(id);
      advance(2 * day);
      await phone.syncNow();
      return (await business().trash()).items.map((item) => item.id === id);
    };
    await switched(
      { trashRetentionDays: { value: 1 } },
      async () => expect(await left()).toEqual([]),
      async () => expect(await left()).toEqual([true]),
    );
  });

  it("vaultTimeoutMinutes locks what nobody uses", async () => {
    const lockedAfter = (minutes: number) => {
      phone.used();
      advance(minutes * minute);
      phone.used();
      return phone.locked;
    };
    await switched(
      { vaultTimeoutMinutes: { value: 10 } },
      async () => {
        expect([lockedAfter(9), lockedAfter(11)]).toEqual([false, true]);
        await phone.unlock(bob.password);
      },
      async () => expect(lockedAfter(11)).toBe(false),
    );
  });

  it("allowedIpRanges lets nobody in from elsewhere", async () => {
    await switched(
      { allowedIpRanges: { value: ["198.51.100.0/24"] } },
      () => refused(phone.syncNow(), "NETWORK_REFUSED"),
      () => phone.syncNow().then(() => {}),
    );
  });

  it("restrictPortalAccess opens no portal to whoever is no administrator, and ends what is open", async () => {
    const desk = () => bob.onDevice("desk", { surface: "PORTAL", clock });
    let open: Client | null = null;
    await switched(
      { restrictPortalAccess: { value: true } },
      async () => {
        await refused((open as Client).syncNow(), "SESSION_ENDED");
        await refused(desk(), "PORTAL_RESTRICTED");
      },
      async () => {
        open = await desk();
        await open.syncNow();
      },
    );
  });

  it("notifyUsersOfChanges mails whom a change is about", async () => {
    const letters = async () => {
      const before = (await house.lettersTo(bob.address)).length;
      await portal.company.setRole(bob.client.account.user, "ADMINISTRATOR");
      await portal.company.setRole(bob.client.account.user, "USER");
      return (await house.lettersTo(bob.address)).length - before;
    };
    await switched(
      { notifyUsersOfChanges: { value: true } },
      async () => expect(await letters()).toBe(2),
      async () => expect(await letters()).toBe(0),
    );
  });

  it("sessionLifetimeHours ends sessions that are older, those that are open, too", async () => {
    const tablet = await bob.onDevice("tablet", { clock });
    const afterNineHours = async (client: Client) => {
      advance(9 * hour);
      await client.syncNow();
    };
    await afterNineHours(tablet);
    await say({ sessionLifetimeHours: { value: 8 } });
    await refused(tablet.syncNow(), "SESSION_ENDED");
    phone = await bob.onDevice("phone", { clock, passwordStrength });
    await refused(afterNineHours(phone), "SESSION_ENDED");
    await say({ sessionLifetimeHours: null });
    phone = await bob.onDevice("phone", { clock, passwordStrength });
    await afterNineHours(phone);
    await say({ sessionLifetimeHours: { value: 8 } });
    await refused(phone.syncNow(), "SESSION_ENDED");
    await say({ sessionLifetimeHours: null });
    phone = await bob.onDevice("phone", { clock, passwordStrength });
  });

  it("maximumPasswordAge asks for another password at a sign-in, and ends sessions as they are refreshed", async () => {
    advance(2 * day);
    const signIn = async () => {
      phone = await bob.onDevice("phone", { clock, passwordStrength });
    };
    await switched(
      { maximumPasswordAge: { value: 1 } },
      async () => {
        await refused(signIn(), "PASSWORD_TOO_OLD");
        await refused(phone.syncNow(), "SESSION_ENDED");
      },
      async () => {
        await signIn();
        advance(16 * minute);
        await phone.syncNow();
        advance(16 * minute);
      },
    );
    password = "quite another long one";
    phone = await bob.onDevice("phone", { clock, passwordStrength, newPassword: password });
    await phone.syncNow();
  });

  it("passwordReuseHistory and minimumPasswordStrength refuse a next password", async () => {
    let current = password;
    const change = async (next: string) => {
      await phone.changePassword({ current, next });
      current = next;
    };
    await switched(
      { passwordReuseHistory: { value: 2 }, minimumPasswordStrength: { value: 3 } },
      async () => {
        await refused(change("password1"), "POLICY_DENIED", "minimumPasswordStrength");
        await refused(change(current), "POLICY_DENIED", "passwordReuseHistory");
        const before = current;
        await change(`${current} and another`);
        await refused(change(before), "POLICY_DENIED", "passwordReuseHistory");
      },
      async () => {
        const before = current;
        await change("password1");
        await change(before);
      },
    );
  });

  it("removeBusinessItemsOnLeave has the business profile of whoever is removed erased", async () => {
    const kept = async (who: Person) => {
      const database = new Database({ connectionString: house.database.superuserUrl });
      await database.connect();
      const { rowCount } = await database.query("select from vault where class = 'BUSINESS' and user_id = $1", [
        who.client.account.user,
      ]);
      await database.end();
      return rowCount === 1;
    };
    const everybody = { scope: "TENANT" } as const;
    const [eve, joe] = [await hire("eve"), await hire("joe")];
    const outcome: boolean[] = [];
    for (const [who, on] of [
      [eve, true],
      [joe, false],
      [bob, true],
    ] as const) {
      await portal.company.policies.set(everybody, { removeBusinessItemsOnLeave: on ? { value: true } : null });
      await portal.company.remove(who.client.account.user);
      outcome.push(await kept(who));
    }
    expect(outcome).toEqual([false, true, false]);
    await portal.company.policies.set(everybody, { removeBusinessItemsOnLeave: null });
  });

  it("leaves a log that can be read and holds, whatever sessions acted", async () => {
    await allChained(house.database);
    const { entries, to } = await portal.company.audit.verify({ whole: true });
    expect([entries, entries > 0]).toEqual([to.revision, true]);
  });
});
