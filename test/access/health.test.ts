/** What is made known of passwords: sums over nine people or more, that speak of fewer in no way that they can be held against each other. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { operation } from "../../src/crypto/link.ts";
import { encodePolicies, policiesHash } from "../../src/crypto/policies.ts";
import { policyScope } from "../../src/crypto/state-entries.ts";
import { parseUuid } from "../../src/crypto/uuid.ts";
import { readBreachedRanges } from "../../src/domain/health/breached.ts";
import { publishHealth } from "../../src/domain/health/publish.ts";
import { readHealth, readHealthOf, readHealthTotals } from "../../src/domain/health/read.ts";
import { reportHealth } from "../../src/domain/health/report.ts";
import { type Contributions, fewest, mayPublish, together } from "../../src/domain/health/sums.ts";
import { inHouse } from "../../src/domain/transaction.ts";
import type { TenantId, UserId } from "../../src/ids.ts";
import { makeBreached } from "../../src/server/breached.ts";
import { makeLog } from "../../src/server/log.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { StaffedPartner } from "../support/staffed-partner.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const code = (code: string) => ({ code });

describe("a sum that may be made known", () => {
  const names = [..."abcdefghijklm"];
  const of = (numbers: Readonly<Record<string, number>>) =>
    new Map(Object.entries(numbers)) as unknown as Contributions;
  const each = (among: readonly string[], value: number) => Object.fromEntries(among.map((name) => [name, value]));
  const nine = each(names.slice(0, 9), 1);

  it("is over five people and four more, and differs from all before in as many or in nobody", () => {
    expect(mayPublish(of(each(names.slice(0, 8), 1)), [])).toBe(false);
    expect(mayPublish(of(nine), [])).toBe(true);
    expect(mayPublish(of(nine), [of(nine)])).toBe(false);
    expect(mayPublish(of({ ...nine, j: 0 }), [of(nine)])).toBe(false);
    const all = each(names.slice(0, 9), 2);
    expect(mayPublish(of({ ...all, i: 1 }), [of(nine)])).toBe(false);
    expect(mayPublish(of(all), [of(nine)])).toBe(true);
    // Back to what was, but for one: against the newest all differ, against the one before that one alone.
    expect(mayPublish(of({ ...nine, a: 3 }), [of(all), of(nine)])).toBe(false);
    expect(mayPublish(of(nine), [of(all), of(nine)])).toBe(true);
  });

  it("whatever people report, and whenever they come and go: without any four, no two differ in one to four others", () => {
    const step = fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 0, max: 2 }), { maxKeys: 13 });
    const puppets = fc.subarray(names, { minLength: together, maxLength: together });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), puppets, (steps, four) => {
        const known: Contributions[] = [];
        for (const each of steps) if (mayPublish(of(each), known)) known.unshift(of(each));
        const others = names.filter((name) => !four.includes(name));
        for (const one of known) {
          expect(others.filter((user) => one.has(user as UserId)).length).toBeGreaterThanOrEqual(fewest);
          for (const other of known) {
            const who = others.filter((user) => one.get(user as UserId) !== other.get(user as UserId));
            expect(who.length === 0 || who.length >= fewest).toBe(true);
          }
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
    for (let n = 0; n < 14; n++) people.push(await company.hire());
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
  /** Everybody of these places, alike. */
  const reportAll = async (to: number, weak: number, more: object = {}) => {
    for (let place = 0; place < to; place++) await report(place, weak, more);
  };
  /** Days from now: each later than the one before, and the first a week behind what is reported today. */
  let day = 7;
  const publish = (at = ++day) => {
    const later = { ...house.house, clock: () => new Date(Date.now() + at * 86_400_000) };
    return inHouse(later, (tx) => publishHealth(tx, later));
  };
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
    for (let place = 1; place < 8; place++) await report(place, 1);
    await publish();
    expect([await known(), await readHealth(company.ada.portal())]).toEqual([null, null]);
    await expect(readHealth((people[0] as BareMember).app())).rejects.toMatchObject(code("WRONG_SURFACE"));
  });

  it("is added up over nine who report for a week, on the next day and not on the same one", async () => {
    await report(8, 1);
    // Whoever reports for six days is not counted yet, and with them there are nine.
    await publish(6.9);
    expect(await known()).toBeNull();
    await publish(day);
    expect(await known()).toBeNull();
    await publish();
    const first = { weak: { sum: 11, people: 9 }, items: { sum: 90, people: 9 }, breached: null };
    expect(await known()).toMatchObject(first);
    expect(await readHealth(company.ada.portal())).toMatchObject(first);
  });

  it("four accounts that change every day, or come and go, tell nothing of the one person who changed", async () => {
    for (const [weak, gone] of [
      [5, 0],
      [6, 0],
      [7, 4],
    ] as const) {
      for (let place = 0; place < 4; place++) await report(place, weak, { items: weak });
      await report(8, weak);
      await standing("SUSPENDED", gone);
      await publish();
      await standing("ACTIVE", gone);
      expect(await known()).toMatchObject({ weak: { sum: 11, people: 9 }, items: { sum: 90, people: 9 } });
    }
  });

  it("whoever was suspended when it was looked at is counted again a week after they are back", async () => {
    await reportAll(9, 2);
    await standing("SUSPENDED", 1);
    await publish();
    await standing("ACTIVE", 1);
    await reportAll(9, 2);
    // Also where nobody looked in between.
    await since(0, new Date(0));
    await standing("SUSPENDED", 1);
    await standing("ACTIVE", 1);
    expect(await reported(0)).toEqual([]);
    await report(0, 2);
    // Back for six days, to whom the others report for longer; to be taken for one who just came.
    await since(0, new Date(Date.now() + (day - 5) * 86_400_000));
    await publish();
    expect(await known()).toMatchObject({ weak: { sum: 11, people: 9 } });
    day += 7;
    await publish(day);
    // Nine have other numbers of weak ones; of all passwords four alone are new, and that sum stays as it was.
    expect(await known()).toMatchObject({ weak: { sum: 18, people: 9 }, items: { sum: 90, people: 9 } });
  });

  it("is of those whom the whole company is asked for, not of who alone is, or with a group", async () => {
    const say = (scope: 1 | 3, id: string | null, value: boolean) => {
      const document = encodePolicies({ healthCounters: { value, locked: false } });
      const subject = { scope, id: id && parseUuid(id), hash: policiesHash(document) };
      const policies = [{ seq: company.state.head.seq + 1, document }];
      return company.act(company.ada, { operation: operation.POLICY, subject } as never, { policies });
    };
    expect((await say(policyScope.USER as 3, userOf(13), true)).__typename).toBe("RostersChanged");
    expect(await report(13, 1)).toMatchObject({ recorded: false });
    expect((await say(policyScope.TENANT as 1, null, true)).__typename).toBe("RostersChanged");
    expect(await report(12, 1)).toMatchObject({ recorded: true });
    expect(await report(13, 1)).toMatchObject({ recorded: false });
    expect((await say(policyScope.USER as 3, userOf(12), false)).__typename).toBe("RostersChanged");
    expect(await reported(12)).toEqual([]);
    expect(await report(12, 1)).toMatchObject({ recorded: false });
    // And where all that was said of them is taken back.
    await report(11, 1);
    await house.asSuperuser("delete from user_policy where tenant_id = $1 and user_id = $2", [tenant, userOf(11)]);
    expect(await reported(11)).toEqual([]);
  });

  it("of breached ones is added up over those alone who could look, and never over eight of them", async () => {
    await reportAll(8, 2, { breached: 1 });
    await publish();
    expect((await known())?.breached).toBeNull();
    await report(8, 2, { breached: 0 });
    await publish();
    expect((await known())?.breached).toEqual({ sum: 8, people: 9 });
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
    for (let place = 0; place < 10; place++) await report(place, place === 0 ? 3 : 2);
    await publish();
    expect((await known())?.weak ?? null).toBeNull();
    await reportAll(10, 4);
    await publish();
    expect((await known())?.weak).toEqual({ sum: 40, people: 10 });
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

  /** Of the first so many. */
  const standing = (status: string, to: number) =>
    house.asSuperuser(`update "user" set status = $2 where tenant_id = $1 and id = any ($3)`, [
      tenant,
      status,
      Array.from({ length: to }, (_, place) => userOf(place)),
    ]);
  const since = (place: number, at: Date) =>
    house.asSuperuser("update health_report set since = $3 where tenant_id = $1 and user_id = $2", [
      tenant,
      userOf(place),
      at,
    ]);
  const reported = (place: number) =>
    house.asSuperuser("select from health_report where tenant_id = $1 and user_id = $2", [tenant, userOf(place)]);
  const userOf = (place: number): string => {
    const bytes = Buffer.from((people[place] as BareMember).account.user).toString("hex");
    return bytes.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };
});
