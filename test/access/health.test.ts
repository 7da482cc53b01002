/** What is made known of passwords: sums over five people or more, that speak of fewer in no way that they can be held against each other. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { readBreachedRanges } from "../../src/domain/health/breached.ts";
import { publishHealth } from "../../src/domain/health/publish.ts";
import { readHealth, readHealthOf, readHealthTotals } from "../../src/domain/health/read.ts";
import { reportHealth } from "../../src/domain/health/report.ts";
import { type Contributions, fewest, mayPublish } from "../../src/domain/health/sums.ts";
import { inHouse } from "../../src/domain/transaction.ts";
import type { TenantId, UserId } from "../../src/ids.ts";
import { makeBreached } from "../../src/server/breached.ts";
import { makeLog } from "../../src/server/log.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { StaffedPartner } from "../support/staffed-partner.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const code = (code: string) => ({ code });

describe("a sum that may be made known", () => {
  const of = (numbers: Readonly<Record<string, number>>) =>
    new Map(Object.entries(numbers)) as unknown as Contributions;
  const five = { a: 1, b: 1, c: 1, d: 1, e: 1 };

  it("is over five people, and differs from all before in five or in nobody", () => {
    expect(mayPublish(of({ a: 1, b: 1, c: 1, d: 1 }), [])).toBe(false);
    expect(mayPublish(of(five), [])).toBe(true);
    expect(mayPublish(of(five), [of(five)])).toBe(false);
    expect(mayPublish(of({ ...five, f: 0 }), [of(five)])).toBe(false);
    expect(mayPublish(of({ ...five, a: 9 }), [of(five)])).toBe(false);
    const all = { a: 2, b: 2, c: 2, d: 2, e: 2 };
    expect(mayPublish(of(all), [of(five)])).toBe(true);
    // Back to what was, but for one: against the newest all differ, against the one before that one alone.
    expect(mayPublish(of({ ...five, a: 3 }), [of(all), of(five)])).toBe(false);
    expect(mayPublish(of(five), [of(all), of(five)])).toBe(true);
  });

  it("whatever people report, and whenever they come and go: no two differ in one to four of them", () => {
    const people = ["a", "b", "c", "d", "e", "f", "g", "h"];
    const step = fc.dictionary(fc.constantFrom(...people), fc.integer({ min: 0, max: 2 }), { maxKeys: 8 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const known: Contributions[] = [];
        for (const each of steps) if (mayPublish(of(each), known)) known.unshift(of(each));
        for (const one of known)
          for (const other of known) {
            const who = people.filter((user) => one.get(user as UserId) !== other.get(user as UserId));
            expect(who.length === 0 || who.length >= fewest).toBe(true);
          }
      }),
    );
  });
});

describe("what people report", () => {
  let house: VerbsHouse;
  let partner: StaffedPartner;
  let company: BareCompany;
  let tenant: TenantId;
  let people: BareMember[];
  let folder: string;
  const log: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sealgraph-breached-"));
    house = await openVerbsHouse({
      readBreached: makeBreached(
        folder,
        makeLog("debug", (line) => log.push(line)),
      ),
    });
    partner = await StaffedPartner.found(house);
    company = await BareCompany.found(house);
    tenant = await partner.adopt(company);
    people = [];
    for (let n = 0; n < 7; n++) people.push(await company.hire());
    await house.asSuperuser(
      `insert into user_policy (tenant_id, user_id, remove_business_items_on_leave, notify_users_of_changes, restrict_portal_access,
         password_auditing, disable_personal_profile, trash_retention_days, session_lifetime_hours, health_counters)
       select tenant_id, id, false, false, false, 0, false, 30, 720, true from "user" where tenant_id = $1 and role = 'USER'`,
      [tenant],
    );
  });
  afterAll(async () => {
    await house.close();
    await rm(folder, { recursive: true, force: true });
  });

  const report = (place: number, weak: number, more: object = {}) =>
    reportHealth((people[place] as BareMember).app(), {
      clientMutationId: "x",
      items: 10,
      weak,
      reused: 0,
      old: 0,
      ...more,
    });
  const publish = () => inHouse(house.house, (tx) => publishHealth(tx, house.house));
  const known = async () => (await readHealthOf(partner.owner.partner(), [tenant]))[0] ?? null;

  it("is kept where their policy asks for it, and shown to nobody", async () => {
    expect(await report(0, 3)).toEqual({ clientMutationId: "x", recorded: true });
    const administrator = company.ada.app();
    expect(
      await reportHealth(administrator, { clientMutationId: "x", items: 1, weak: 1, reused: 0, old: 0 }),
    ).toMatchObject({ recorded: false });
    for (const wrong of [
      { items: -1 },
      { weak: 11 },
      { reused: -1 },
      { old: 11 },
      { breached: 11 },
      { items: 100_001 },
    ])
      await expect(report(0, 3, wrong)).rejects.toMatchObject(code("BAD_USER_INPUT"));
    for (let place = 1; place < 4; place++) await report(place, 1);
    await publish();
    expect([await known(), await readHealth(company.ada.portal())]).toEqual([null, null]);
    await expect(readHealth((people[0] as BareMember).app())).rejects.toMatchObject(code("WRONG_SURFACE"));
  });

  it("is added up over five, and then again only when five have changed", async () => {
    await report(4, 1);
    await publish();
    const first = { weak: { sum: 7, people: 5 }, items: { sum: 50, people: 5 }, breached: null };
    expect(await known()).toMatchObject(first);
    expect(await readHealth(company.ada.portal())).toMatchObject(first);
    // One more comes, one says something else, one goes: each would be told from the difference.
    await report(5, 9);
    await publish();
    expect(await known()).toMatchObject(first);
    await report(0, 0);
    await house.asSuperuser(`update "user" set status = 'SUSPENDED' where tenant_id = $1 and id = any ($2)`, [
      tenant,
      [userOf(4)],
    ]);
    await publish();
    expect(await known()).toMatchObject(first);
    await house.asSuperuser(`update "user" set status = 'ACTIVE' where tenant_id = $1`, [tenant]);
    for (let place = 0; place < 6; place++) await report(place, 2);
    await publish();
    // Six have other numbers of weak ones; of all passwords one alone is new, and that sum stays as it was.
    expect(await known()).toMatchObject({ weak: { sum: 12, people: 6 }, items: { sum: 50, people: 5 } });
  });

  it("of breached ones is added up over those alone who could look, and never over four of them", async () => {
    for (let place = 0; place < 4; place++) await report(place, 2, { breached: 1 });
    await publish();
    expect((await known())?.breached).toBeNull();
    await report(4, 2, { breached: 0 });
    await publish();
    expect((await known())?.breached).toEqual({ sum: 4, people: 5 });
  });

  it("adds up over companies to what is known of each: labels and totals tell no more", async () => {
    const [quiet] = (await partner.companies(1, { labels: ["quiet"] })) as [TenantId];
    const by = () => partner.owner.partner();
    const [all, without] = [await readHealthTotals(by(), [tenant, quiet]), await readHealthTotals(by(), [tenant])];
    expect(all).toEqual(without);
    expect(await readHealthTotals(by(), [quiet])).toBeNull();
    const stranger = await StaffedPartner.found(house);
    expect(await readHealthOf(stranger.owner.partner(), [tenant])).toEqual([null]);
  });

  it("is forgotten when nobody asks for it, and comes back only as others' numbers", async () => {
    await house.asSuperuser("update user_policy set health_counters = false where tenant_id = $1", [tenant]);
    await publish();
    expect([
      await known(),
      await house.asSuperuser("select from health_report where tenant_id = $1", [tenant]),
    ]).toEqual([null, []]);
    expect(await report(0, 5)).toMatchObject({ recorded: false });
    await house.asSuperuser("update user_policy set health_counters = true where tenant_id = $1", [tenant]);
    for (let place = 0; place < 6; place++) await report(place, place === 0 ? 3 : 2);
    await publish();
    expect((await known())?.weak ?? null).toBeNull();
    for (let place = 0; place < 6; place++) await report(place, 4);
    await publish();
    expect((await known())?.weak).toEqual({ sum: 24, people: 6 });
  });

  it("ranges of breached passwords are the operator's files, and no others of the machine", async () => {
    await writeFile(
      join(folder, "0A1B2.txt"),
      `${"A".repeat(35)}:7\r\n${"b".repeat(35)}:1\n${"C".repeat(35)}:0\nnoise\n`,
    );
    await writeFile(join(folder, "FFFFF"), `${"D".repeat(35)}:2\n`);
    const by = () => (people[0] as BareMember).app();
    expect(await readBreachedRanges(by(), ["0A1B2", "FFFFF"])).toEqual([
      { prefix: "0A1B2", suffixes: ["A".repeat(35), "B".repeat(35)] },
      { prefix: "FFFFF", suffixes: ["D".repeat(35)] },
    ]);
    for (const wrong of [[], ["0a1b2"], ["0A1B"], ["../.."], ["0A1B2\n"], Array(17).fill("0A1B2")])
      await expect(readBreachedRanges(by(), wrong)).rejects.toMatchObject(code("BAD_USER_INPUT"));
    await expect(readBreachedRanges(by(), ["00000"])).rejects.toMatchObject(code("UNAVAILABLE"));
    expect(log.join("")).not.toContain("00000");
    await expect(readBreachedRanges(house.anonymous(), ["0A1B2"])).rejects.toMatchObject(code("UNAUTHENTICATED"));
    const without = { ...by(), house: { ...house.house, readBreached: null } };
    expect(await readBreachedRanges(without, ["0A1B2"])).toBeNull();
  });

  const userOf = (place: number): string => {
    const bytes = Buffer.from((people[place] as BareMember).account.user).toString("hex");
    return bytes.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };
});
