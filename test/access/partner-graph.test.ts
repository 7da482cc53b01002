/**
 * What a partner is shown of its companies: every filter, every order, every page and every number beside a model that reads all rows
 * and counts; and in how many statements.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { formatUuid } from "../../src/crypto/uuid.ts";
import type { Request } from "../../src/domain/context.ts";
import type { CompanyFilterInput, CompanyOrderInput, OrderField } from "../../src/domain/partner-graph/filter.ts";
import { readCompanies, readTotals } from "../../src/domain/partner-graph/list.ts";
import { type NumberName, numberNames, rangeNames, sumNames } from "../../src/domain/partner-graph/numbers.ts";
import { readPostures } from "../../src/domain/partner-graph/posture.ts";
import { readReadiness } from "../../src/domain/recovery/readiness.ts";
import type { TenantId } from "../../src/ids.ts";
import { BarePartner } from "../support/bare-partner.ts";
import { listed, type ModelCompany, meets, modelOf } from "../support/partner-model.ts";
import {
  comingTo,
  describeCompanies,
  makeTemplates,
  makeVaried,
  signTemplates,
  standAtDesks,
} from "../support/varied-companies.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const orders: readonly OrderField[] = [
  "NAME",
  "SINCE",
  "PEOPLE",
  "SEATS_TAKEN",
  "RECOVERY",
  "OLDEST_BACKUP",
  "WITHOUT_SECOND_FACTOR",
  "LAST_ACTIVE",
];
const every = new Set(["PEOPLE", "DEVICES", "WRAPS", "BACKUPS", "RECOVERY", "HEALTH", "DESK", "POLICIES"] as const);

describe("companies of a partner", () => {
  let house: VerbsHouse;
  let partner: BarePartner;
  let templates: Awaited<ReturnType<typeof makeTemplates>>;
  let ids: string[];
  let model: ModelCompany[];

  beforeAll(async () => {
    house = await openVerbsHouse();
    templates = await makeTemplates(house);
    ids = await makeVaried(house, templates, 20);
    partner = await BarePartner.found(house);
    await partner.takeOn(ids);
    await describeCompanies(house, partner.id);
    await signTemplates(partner);
    await standAtDesks(partner);
    const postures = await readPostures(partner.owner(), ids as TenantId[], every);
    const states = new Map(postures.map((each, place) => [ids[place] as string, each?.recovery?.state ?? "FAILED"]));
    model = await modelOf(house, [partner.id], states, comingTo);
  });
  afterAll(() => house.close());

  async function walk(request: Request, filter: CompanyFilterInput, orderBy: CompanyOrderInput, first: number) {
    const found: string[] = [];
    for (let after: string | null = null; ; ) {
      const { edges, pageInfo } = await readCompanies(request, { filter, orderBy, first, after });
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      found.push(...edges.map(({ node }) => node.tenant));
      if (!pageInfo.hasNextPage) return found;
      expect(edges).toHaveLength(first);
      after = pageInfo.endCursor;
    }
  }

  it("differ in everything, or the rest of this says little", () => {
    expect(model).toHaveLength(40);
    for (const name of numberNames) {
      expect([name, new Set(model.map(({ numbers }) => numbers[name])).size > 1]).toEqual([name, true]);
    }
    for (const key of [
      "name",
      "reference",
      "plan",
      "suspended",
      "founded",
      "recovery",
      "since",
      "oldestBackup",
      "seq",
    ] as const)
      expect([key, new Set(model.map((company) => company[key])).size > 1]).toEqual([key, true]);
    expect(new Set(model.map(({ behind }) => behind))).toEqual(new Set([true, false, null]));
    expect(new Set(model.map(({ desk, breakGlass }) => [desk !== null, breakGlass !== null].join())).size).toBe(3);
    for (const name of sumNames) expect(model.some(({ sums }) => sums[name] === null)).toBe(true);
  });

  it("are shown with the numbers that somebody counts who sees all rows", async () => {
    const postures = await readPostures(partner.owner(), ids as TenantId[], every);
    for (const company of model) {
      const shown = postures.find((each) => each?.tenant === company.tenant);
      const { seatsTaken, invitations, ...numbers } = company.numbers;
      expect(shown).toMatchObject({ ...numbers, ...company.sums });
      const { breakGlass = null, ...desk } = shown?.desk ?? {};
      const moments = breakGlass && { from: breakGlass.from.getTime(), until: breakGlass.until.getTime() };
      expect([shown?.desk ? desk : null, moments]).toEqual([company.desk, company.breakGlass]);
      const { seq, behind } = company;
      expect(shown?.policies).toEqual({ seq, since: seq === null ? null : expect.any(Date), behind });
      const micros = (moment: Date | null | undefined) => (moment ? BigInt(moment.getTime()) : -1n);
      const milliseconds = (moment: bigint) => (moment < 0 ? -1n : moment / 1_000n);
      expect(micros(shown?.lastActiveAt)).toBe(milliseconds(company.lastActive));
      expect(micros(shown?.oldestBackup)).toBe(milliseconds(company.oldestBackup));
    }
    const { edges } = await readCompanies(partner.owner(), { first: 100 });
    for (const { node } of edges) {
      const company = model.find(({ tenant }) => tenant === node.tenant) as ModelCompany;
      const { name, reference, labels, plan, founded, seats, numbers } = company;
      const { seatsTaken, invitations } = numbers;
      expect(node).toMatchObject({ name, reference, labels, plan, founded, seats, seatsTaken, invitations });
      expect(node.partner).toBe(partner.id);
    }
  });

  it("stand in every order, on pages of every size, each once", async () => {
    for (const by of orders) {
      for (const direction of ["ASCENDING", "DESCENDING"] as const) {
        const wanted = listed(model, {}, { by, direction });
        expect([by, direction, await walk(partner.owner(), {}, { by, direction }, 7)]).toEqual([by, direction, wanted]);
      }
    }
    expect(await walk(partner.owner(), {}, { by: "NAME" }, 1)).toEqual(listed(model, {}, { by: "NAME" }));
    expect(await walk(partner.owner(), {}, { by: "NAME", direction: null }, 100)).toEqual(
      (await readCompanies(partner.owner(), { first: 100 })).edges.map(({ node }) => node.tenant),
    );
  });

  it("meet each filter, or they are not shown", async () => {
    const middle = (name: NumberName) => model.map(({ numbers }) => numbers[name]).sort((a, b) => a - b)[20] as number;
    const filters: CompanyFilterInput[] = [
      ...numberNames.flatMap((name) => [
        { [name]: { atLeast: middle(name) } },
        { [name]: { atMost: middle(name) } },
        { [name]: { atLeast: middle(name), atMost: middle(name) } },
        { [name]: { atLeast: middle(name) + 1 } },
        { [name]: { atMost: 0 } },
        { [name]: {} },
        { [name]: null },
      ]),
      ...(["all", "any", "none"] as const).flatMap((way) =>
        [["gold"], ["gold", "berlin"], ["Berlin"], ["a,b {c}", "ärzte"], ["nowhere"], []].map((labels) => ({
          labels: { [way]: labels },
        })),
      ),
      { labels: { all: ["gold"], any: ["berlin", "Berlin"], none: ["ärzte"] } },
      { plans: ["TRIAL"] },
      { plans: ["STANDARD", "ADVANCED"] },
      { plans: [] },
      { suspended: true },
      { suspended: false },
      { founded: true },
      { founded: false },
      { recovery: ["OK"] },
      { recovery: ["WARNING", "FAILED"] },
      { recovery: [] },
      ...(["breakGlass", "partnerPolicies", "policiesBehind"] as const).flatMap((name) => [
        { [name]: true },
        { [name]: false },
        { [name]: null },
      ]),
      ...sumNames.flatMap((name) => [
        { [name]: { atLeast: 20 } },
        { [name]: { atMost: 20 } },
        // Whatever there is a number for, and nothing else.
        { [name]: { atLeast: 0 } },
        { [name]: { atMost: 2_147_483_647 } },
        { [name]: { atLeast: -2_147_483_648 } },
        { [name]: {} },
      ]),
      ...["acme", "ACME", "ÖHL", "k-", "%", "_", "\\", "é", "bolt 7"].map((text) => ({ text })),
    ];
    const lengths = new Set<number>();
    for (const filter of filters) {
      const wanted = listed(model, filter, { by: "NAME" });
      lengths.add(wanted.length);
      expect([filter, await walk(partner.owner(), filter, { by: "NAME" }, 100)]).toEqual([filter, wanted]);
    }
    expect(lengths.size).toBeGreaterThan(10);
  });

  it("meet many conditions at once, in any order", async () => {
    let state = 7;
    const roll = (sides: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor(state / 65_536) % sides;
    };
    for (let round = 0; round < 40; round++) {
      const one = model[roll(model.length)] as ModelCompany;
      const ranges = Array.from({ length: roll(4) }, () => {
        const name = rangeNames[roll(rangeNames.length)] as (typeof rangeNames)[number];
        const its = { ...one.numbers, ...one.sums }[name] ?? 9;
        return [name, roll(2) === 0 ? { atLeast: its } : { atMost: its }];
      });
      const filter: CompanyFilterInput = {
        ...Object.fromEntries(ranges),
        ...(roll(3) === 0 && { labels: { any: [...one.labels, "nowhere"], none: roll(2) === 0 ? ["gold"] : [] } }),
        ...(roll(4) === 0 && { suspended: one.suspended }),
        ...(roll(4) === 0 && { recovery: [one.recovery] }),
        ...(roll(5) === 0 && { breakGlass: one.breakGlass !== null }),
        ...(roll(5) === 0 && { partnerPolicies: one.seq !== null }),
        ...(roll(5) === 0 && { policiesBehind: one.behind ?? true }),
        ...(roll(5) === 0 && { plans: [one.plan as "TRIAL"] }),
        ...(roll(5) === 0 && one.name !== null && { text: one.name.slice(1, 3) }),
      };
      const orderBy = {
        by: orders[roll(orders.length)] as OrderField,
        direction: roll(2) === 0 ? ("ASCENDING" as const) : ("DESCENDING" as const),
      };
      const wanted = listed(model, filter, orderBy);
      expect([filter, await walk(partner.owner(), filter, orderBy, 1 + roll(9))]).toEqual([filter, wanted]);
      const totals = await readTotals(partner.owner(), filter);
      const met = model.filter((company) => meets(company, filter));
      const sums = numberNames.map((name) => [name, met.reduce((sum, { numbers }) => sum + numbers[name], 0)]);
      expect(totals).toMatchObject(Object.fromEntries(sums));
      const inState = (its: string) => met.filter(({ recovery }) => recovery === its).length;
      expect(totals.recovery).toEqual({ ok: inState("OK"), warning: inState("WARNING"), failed: inState("FAILED") });
      expect(totals).toMatchObject({ companies: met.length, seats: met.reduce((sum, { seats }) => sum + seats, 0) });
      expect((await totals.matching()).sort()).toEqual(met.map(({ tenant }) => tenant).sort());
    }
  });

  it("are found by nothing where conditions contradict each other, and that is no error", async () => {
    for (const filter of [
      { people: { atLeast: 3, atMost: 2 } },
      { people: { atLeast: 2_147_483_647 } },
      { people: { atMost: -1 } },
      { labels: { all: ["gold"], none: ["gold"] } },
      { plans: ["STANDARD"], recovery: ["OK"], missingBackups: { atLeast: 1 }, people: { atMost: 0 } },
    ] satisfies CompanyFilterInput[]) {
      const { edges, pageInfo } = await readCompanies(partner.owner(), { filter, first: 10 });
      expect([edges, pageInfo.hasNextPage, pageInfo.endCursor]).toEqual([[], false, null]);
      expect(await readTotals(partner.owner(), filter)).toMatchObject({ companies: 0, people: 0, oldestBackup: null });
    }
  });

  it("are judged by templates that can be read, and by the partner's roster as it stands", async () => {
    const behind = async () => {
      const postures = await readPostures(partner.owner(), ids as TenantId[], new Set(["POLICIES"] as const));
      return new Map(postures.map(({ tenant, policies }) => [tenant as string, policies.behind]));
    };
    const known = new Map(model.map((company) => [company.tenant, company.behind]));
    expect(await behind()).toEqual(known);
    const gold = `update partner_template set signed = $2, hash = sha256($2) where partner_id = $1 and labels = '{gold}'`;
    const [{ signed }] = (await house.asSuperuser(
      "select signed from partner_template where partner_id = $1 and labels = '{gold}'",
      [partner.id],
    )) as [{ signed: Buffer }];
    const bent = Buffer.from(signed);
    bent[bent.length - 1] = (bent[bent.length - 1] as number) ^ 1;
    for (const unread of [Buffer.from([0x80]), bent]) {
      await house.asSuperuser(gold, [partner.id, unread]);
      expect(new Set((await behind()).values())).toEqual(new Set([null]));
    }
    await house.asSuperuser(gold, [partner.id, signed]);
    expect(await behind()).toEqual(known);
    await house.asSuperuser("delete from partner_template where partner_id = $1", [partner.id]);
    const without = await behind();
    for (const { tenant, desk, seq } of model) {
      expect([tenant, without.get(tenant)]).toEqual([tenant, desk && desk.rights !== 5 ? seq !== null : null]);
    }
  });

  it("are told of as their own administrators are: readiness is one thing", async () => {
    const { rich, plain } = templates;
    const own = [rich, plain].map(({ state }) => formatUuid(state.head.id) as TenantId);
    await partner.takeOn(own);
    const check = async () => {
      const postures = await readPostures(partner.owner(), own, new Set(["RECOVERY"] as const));
      for (const [place, company] of [rich, plain].entries()) {
        const { checks } = await readReadiness(company.ada.portal(), { first: 1 });
        expect(postures[place]?.recovery?.checks).toEqual(checks);
      }
      return postures.map((each) => each?.recovery?.state);
    };
    const before = await check();
    // A custodian more, a drill and a plan: what rosters state, and what tables say.
    await house.asSuperuser("update tenant set plan = 'ADVANCED', trial_ends_at = null where id = any ($1::uuid[])", [
      own,
    ]);
    await house.asSuperuser(
      `insert into recovery_drill select w.tenant_id, w.group_id, false, r.epoch, w.author_id, now() from recovery_switch w
       join roster r on r.tenant_id = w.tenant_id and r.id = w.group_id where w.tenant_id = $1 on conflict do nothing`,
      [own[0]],
    );
    await check();
    await rich.hire();
    const after = await check();
    expect([before[1], after[1]]).toEqual(["FAILED", "FAILED"]);
    await house.asSuperuser("delete from partner_company where tenant_id = any ($1::uuid[])", [own]);
  });
});
