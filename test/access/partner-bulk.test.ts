/** One change for many companies: what broke off goes on, what was done is not done again, and what has gone is skipped. */
import { Client } from "pg";
import { spans } from "../../src/domain/bounds.ts";
import { forgetOfPartners } from "../../src/domain/job/rows.ts";
import { type BulkInput, bulkCompanies } from "../../src/domain/partner/bulk.ts";
import { changeCompany, seatsAct } from "../../src/domain/partner/company.ts";
import { readPartner } from "../../src/domain/partner/read.ts";
import { askAnyone } from "../../src/domain/transaction.ts";
import type { TenantId } from "../../src/ids.ts";
import { setPool } from "../../src/operator/partners.ts";
import { asOperator } from "../support/operator.ts";
import { addTotp } from "../support/second-factor.ts";
import { type BareStaff, StaffedPartner } from "../support/staffed-partner.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";
import { untilWaiting } from "../support/waiting.ts";

const failing = (code: string) => ({ code });

let house: VerbsHouse;
let partner: StaffedPartner;
let other: StaffedPartner;
let technician: BareStaff;
let owner: BareStaff;

beforeAll(async () => {
  house = await openVerbsHouse();
  [partner, other] = [await StaffedPartner.found(house, { seats: 10_000 }), await StaffedPartner.found(house)];
  technician = await partner.hire({ role: "TECHNICIAN", scope: "ALL" });
  owner = partner.owner;
});
afterAll(() => house.close());

const bulk = (companies: readonly string[], action: BulkInput["action"], more: Partial<BulkInput> = {}, by = owner) =>
  bulkCompanies(by.partner(), { clientMutationId: crypto.randomUUID(), companies, action, ...more });
const times = async (kind: string, companies: readonly TenantId[]) => {
  const rows = await house.asSuperuser(
    "select count(*)::integer as count from audit_waiting where kind = $1 and (tenant_id = any ($2) or records && $2::uuid[])",
    [kind, companies],
  );
  return rows[0]?.count;
};
const seatsOf = async (companies: readonly TenantId[]) =>
  (await house.asSuperuser("select seats from tenant where id = any ($1) order by id", [companies])).map(
    (row) => row.seats,
  );

describe("a change for many companies", () => {
  it("tells what became of each, and of those that the caller does not see nothing", async () => {
    const ours = await partner.companies(3, { labels: ["old"] });
    const [theirs] = (await other.companies(1, { labels: ["old"] })) as [TenantId];
    const nobody = crypto.randomUUID() as TenantId;
    const asked = [...ours, theirs, nobody];
    await bulk([ours[0] as string], { setLabels: ["new", "old"] });
    const { results, next } = await bulk(asked, { addLabels: ["new"] }, {}, technician);
    expect(next).toBeNull();
    expect(results.map(({ company }) => company)).toEqual([...asked].sort());
    const outcome = (company: TenantId) => results.find((each) => each.company === company)?.outcome;
    expect(ours.map(outcome)).toEqual(["UNCHANGED", "DONE", "DONE"]);
    expect([outcome(theirs), outcome(nobody)]).toEqual(["NOT_FOUND", "NOT_FOUND"]);
    expect(await other.labelsOf(theirs)).toEqual(["old"]);
    expect((await bulk(ours, { removeLabels: ["new", "old"] })).results.map((each) => each.outcome)).toEqual([
      "DONE",
      "DONE",
      "DONE",
    ]);
    expect(await partner.labelsOf(ours[1] as TenantId)).toEqual([]);
    const trial = await bulk(ours, { changePlan: { plan: "TRIAL", trialDays: 14 } });
    expect(trial.results.every((each) => each.outcome === "DONE")).toBe(true);
  });

  it("comes in pages, each of which is told again and not done again", async () => {
    const companies = await partner.companies(401);
    const asked = { clientMutationId: "pages" };
    const action = { setSeats: 2 };
    const first = await bulk(companies, action, asked);
    expect([first.results.length, first.next]).toEqual([200, companies[199]]);
    expect(await seatsOf(companies)).toEqual([...Array(200).fill(2), ...Array(201).fill(1)]);
    await changeCompany(owner.partner(), companies[0] as string, seatsAct(7));
    expect(await bulk(companies, action, asked)).toEqual(first);
    expect((await seatsOf(companies))[0]).toBe(7);
    const second = await bulk(companies, action, { ...asked, after: first.next });
    const third = await bulk([...companies].reverse(), action, { ...asked, after: second.next });
    expect([second.results.length, third.results.length, third.next]).toEqual([200, 1, null]);
    expect(await times("SEATS_CHANGED", companies)).toBe(402);
    for (const [companies_, action_, by] of [
      [companies, { setSeats: 3 }, owner],
      [companies.slice(1), action, owner],
    ] as const) {
      await expect(bulk(companies_, action_, asked, by)).rejects.toMatchObject(failing("MUTATION_ID_REUSED"));
    }
    const boss = await partner.hire({ role: "ADMINISTRATOR", scope: "ALL" }, 2);
    await expect(bulk(companies, action, asked, boss)).rejects.toMatchObject(failing("MUTATION_ID_REUSED"));
    // Another partner's has nothing to do with it.
    expect(
      (await bulk(companies, action, asked, other.owner)).results.every((each) => each.outcome === "NOT_FOUND"),
    ).toBe(true);
  });

  it("goes on where it broke off in the middle, and does nothing twice", async () => {
    const companies = await partner.companies(160);
    const asked = { clientMutationId: "broken" };
    await house.asSuperuser(
      `create function break_off() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$`,
    );
    await house.asSuperuser(
      `create trigger break_off before update on tenant for each row when (new.id = '${companies[120]}') execute function break_off()`,
    );
    await expect(bulk(companies, { setSeats: 3 }, asked)).rejects.toThrow("broken");
    expect(await seatsOf(companies)).toEqual([...Array(100).fill(3), ...Array(60).fill(1)]);
    await house.asSuperuser("drop trigger break_off on tenant");
    await house.asSuperuser("drop function break_off()");
    const { results } = await bulk(companies, { setSeats: 3 }, asked);
    expect(results.map((each) => each.outcome)).toEqual(Array(160).fill("DONE"));
    expect(await seatsOf(companies)).toEqual(Array(160).fill(3));
    expect(await times("SEATS_CHANGED", companies)).toBe(160);
  });

  it("sees to each company once, also where the same is asked twice at the same time", async () => {
    const companies = await partner.companies(120);
    // A trial from now is another each time.
    const action = { changePlan: { plan: "TRIAL", trialDays: 9 } } as const;
    const run = () => bulk(companies, action, { clientMutationId: "twice" });
    const [one, two] = await partner.together(run, run);
    expect(one?.results.map((each) => each.outcome)).toEqual(Array(120).fill("DONE"));
    expect(two).toEqual(one);
    expect(await times("PLAN_CHANGED", companies)).toBe(120);
  });

  it("leaves alone a company that is handed over while it runs, and goes on with the others", async () => {
    const companies = await partner.companies(60);
    const gone = companies[30] as TenantId;
    const client = new Client({ connectionString: house.superuserUrl });
    await client.connect();
    await client.query("begin");
    await client.query("update partner_company set partner_id = $1 where tenant_id = $2", [other.id, gone]);
    const running = bulk(companies, { addLabels: ["late"] });
    await untilWaiting(house);
    await client.query("commit");
    await client.end();
    const { results } = await running;
    expect(results.filter((each) => each.outcome === "NOT_FOUND").map((each) => each.company)).toEqual([gone]);
    expect(results.filter((each) => each.outcome === "DONE")).toHaveLength(59);
    expect(await other.labelsOf(gone)).toEqual([]);
  });

  it("takes seats of the pool one behind the other; a trial says so before, and leaves nothing", async () => {
    const companies = await partner.companies(5);
    const { seatsSold } = await readPartner(owner.partner());
    await asOperator(house, (as) => setPool(as, partner.id, { seats: seatsSold + 10 }));
    const expected = ["DONE", "DONE", "REFUSED", "REFUSED", "REFUSED"];
    const trial = await bulk(companies, { setSeats: 6 }, { dryRun: true });
    expect(trial.results.map((each) => each.outcome)).toEqual(expected);
    expect(trial.results.at(-1)?.refusal).toBe("SEATS");
    expect(await seatsOf(companies)).toEqual([1, 1, 1, 1, 1]);
    expect(await times("SEATS_CHANGED", companies)).toBe(0);
    expect(await house.asSuperuser("select from bulk where id = $1", [trial.clientMutationId])).toEqual([]);
    expect((await bulk(companies, { setSeats: 6 })).results.map((each) => each.outcome)).toEqual(expected);
    await asOperator(house, (as) => setPool(as, partner.id, { seats: 10_000 }));
    const tried = await bulk(companies, { suspend: true }, { dryRun: true });
    expect(tried.results.map((each) => each.outcome)).toEqual(Array(5).fill("DONE"));
    const rest = await bulk(companies, { setSeats: 6 }, { dryRun: true, after: companies[2] as string });
    expect(rest.results.map((each) => each.company)).toEqual(companies.slice(3));
  });

  it("suspends and resumes, each company by itself", async () => {
    const companies = await partner.companies(12);
    const suspended = () =>
      house.asSuperuser("select from tenant where id = any ($1) and suspended_at is not null", [companies]);
    expect((await bulk(companies, { suspend: true })).results.every((each) => each.outcome === "DONE")).toBe(true);
    expect(await suspended()).toHaveLength(12);
    await house.asSuperuser("update partner_company set suspended = false where tenant_id = $1", [companies[0]]);
    const { results } = await bulk(companies, { resume: true });
    expect(results.filter((each) => each.outcome === "REFUSED")).toEqual([
      { company: companies[0], outcome: "REFUSED", refusal: "BY_OPERATOR" },
    ]);
    expect(await suspended()).toHaveLength(1);
  });

  it("is for whatever meets a filter when it begins, and for the same when it goes on", async () => {
    const companies = await partner.companies(201, { labels: ["filtered"] });
    const child = await StaffedPartner.found(house, {}, partner.id);
    await child.companies(1, { labels: ["filtered"] });
    const filter = { labels: { all: ["filtered"] } };
    const asked = { clientMutationId: "filter" };
    const run = (more: Partial<BulkInput> = {}) =>
      bulkCompanies(owner.partner(), { ...asked, filter, action: { removeLabels: ["filtered"] }, ...more });
    expect((await run({ dryRun: true })).results).toHaveLength(200);
    const first = await run();
    expect([first.results.length, first.next]).toEqual([200, companies[199]]);
    const second = await run({ after: first.next });
    expect([...first.results, ...second.results]).toEqual(
      companies.map((company) => ({ company, outcome: "DONE", refusal: null })),
    );
    expect(await run()).toEqual(first);
    await expect(run({ filter: { labels: { all: ["other"] } } })).rejects.toMatchObject(failing("MUTATION_ID_REUSED"));
    expect(await run({ clientMutationId: "nothing left" })).toMatchObject({ results: [], next: null });
    for (const neither of [{ filter: null }, { companies: [companies[0] as string] }]) {
      await expect(run(neither)).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    }
  });

  it("refuses what says nothing, two things, or too much", async () => {
    const companies = await partner.companies(1);
    for (const action of [
      {},
      { suspend: false },
      { suspend: true, resume: true },
      { addLabels: ["a"], removeLabels: ["a"] },
      { setLabels: [], setSeats: 1 },
      { addLabels: [] },
      { addLabels: Array.from({ length: 10_000 }, (_, n) => `label ${n}`) },
      { setSeats: 0 },
      { changePlan: { plan: "TRIAL" } },
      { changePlan: { plan: "STANDARD", trialDays: 3 } },
    ] as const) {
      await expect(bulk(companies, action as BulkInput["action"])).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    }
    const [one] = companies as [TenantId];
    for (const wrong of [[], [one, one], ["x"], Array.from({ length: 1_001 }, () => crypto.randomUUID())]) {
      await expect(bulk(wrong, { setSeats: 1 })).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    }
    for (const more of [{ clientMutationId: "" }, { clientMutationId: "x".repeat(65) }, { after: "x" }]) {
      await expect(bulk(companies, { setSeats: 1 }, more)).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    }
  });

  it("keeps rows of the caller's companies alone, and is begun so many times a day", async () => {
    const companies = await partner.companies(2);
    const narrow = await partner.hire({ role: "TECHNICIAN", scope: "LIST", companies: [companies[0] as string] });
    const invented = Array.from({ length: 300 }, () => crypto.randomUUID());
    const asked = [...companies, ...invented, ...(await other.companies(1))].sort();
    const id = { clientMutationId: "invented" };
    const first = await bulk(asked, { addLabels: ["mine"] }, id, narrow);
    const second = await bulk(asked, { addLabels: ["mine"] }, { ...id, after: first.next }, narrow);
    const results = [...first.results, ...second.results];
    expect(results.map(({ company }) => company)).toEqual(asked);
    expect(results.filter(({ outcome }) => outcome !== "NOT_FOUND")).toEqual([
      { company: companies[0], outcome: "DONE", refusal: null },
    ]);
    expect(await house.asSuperuser("select from bulk_result where bulk_id = 'invented'")).toHaveLength(1);
    const begin = (clientMutationId: string, by = narrow) =>
      bulk([companies[0] as string], { addLabels: ["mine"] }, { clientMutationId }, by);
    // What touches nothing is counted for whoever begins it alone; and nobody spends what is the others' as well.
    await house.asSuperuser("delete from attempt");
    const nowhere = () => bulk(invented, { addLabels: ["mine"] }, {}, narrow);
    await nowhere();
    expect(await house.asSuperuser("select count from attempt")).toEqual([{ count: 1 }]);
    await house.asSuperuser("update attempt set count = 99");
    await nowhere();
    for (const one of [nowhere, () => begin("theirs")])
      await expect(one()).rejects.toMatchObject(failing("RATE_LIMITED"));
    expect((await begin("another's", owner)).results).toHaveLength(1);
    // The day's are spent: what was begun goes on, and another partner has its own.
    await house.asSuperuser("update attempt set count = 200");
    for (const by of [owner, narrow])
      await expect(begin("one more", by)).rejects.toMatchObject(failing("RATE_LIMITED"));
    expect(await bulk(asked, { addLabels: ["mine"] }, id, narrow)).toEqual(first);
    expect((await bulk(companies, { setSeats: 1 }, { dryRun: true })).results).toHaveLength(2);
    expect((await begin("its own", other.owner)).results).toHaveLength(1);
    await house.asSuperuser("delete from attempt");
  });

  it("asks for a second factor, but for a trial, and is forgotten after a month", async () => {
    const careful = await partner.hire({ role: "BILLING", scope: "ALL" });
    const companies = await partner.companies(1);
    await addTotp(house, careful.app);
    for (const action of [{ suspend: true }, { setSeats: 2 }, { changePlan: { plan: "STANDARD" } }] as const) {
      await expect(bulk(companies, action, {}, careful)).rejects.toMatchObject(failing("STEP_UP_REQUIRED"));
      expect((await bulk(companies, action, { dryRun: true }, careful)).results).toHaveLength(1);
    }
    expect(await seatsOf(companies)).toEqual([1]);
    await house.asSuperuser("update bulk set created_at = now() - interval '32 days' where id <> 'pages'");
    const now = house.house.clock();
    await askAnyone(house.house, forgetOfPartners(new Date(now.getTime() - spans.bulk), now, 1_000));
    expect(await house.asSuperuser("select distinct bulk_id from bulk_result")).toEqual([{ bulk_id: "pages" }]);
    expect(await house.asSuperuser("select distinct id from bulk")).toEqual([{ id: "pages" }]);
  });
});
