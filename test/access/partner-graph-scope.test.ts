/**
 * What staff of a partner must not get at: companies outside their scope, by whatever path; lists of others, by their cursors; people,
 * where their role reads none. And what ordinary people get of all this: nothing.
 *
 * Source: our own reasoning; broken object level authorisation is first in the OWASP list for APIs.
 */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { cloneCompany } from "../../bench/seed/clone-company.ts";
import { groupClass } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import type { Request } from "../../src/domain/context.ts";
import { readDesks } from "../../src/domain/desk/read.ts";
import { openOffer } from "../../src/domain/partner/offer.ts";
import { readPartnership } from "../../src/domain/partner/read.ts";
import type { CompanyFilterInput } from "../../src/domain/partner-graph/filter.ts";
import { parseFilter } from "../../src/domain/partner-graph/filter.ts";
import { readCompanies, readCompany, readTotals } from "../../src/domain/partner-graph/list.ts";
import { listCompanies } from "../../src/domain/partner-graph/list-rows.ts";
import { searchPartner } from "../../src/domain/partner-graph/search.ts";
import { search } from "../../src/domain/partner-graph/search-rows.ts";
import { askAsPartner } from "../../src/domain/transaction.ts";
import { Failure } from "../../src/errors.ts";
import { lowestId, type TenantId } from "../../src/ids.ts";
import { nestPartner } from "../../src/operator/partners.ts";
import { makeLoaders } from "../../src/resolvers/loaders.ts";
import { BareCompany } from "../support/bare-company.ts";
import { asOwner, BarePartner } from "../support/bare-partner.ts";
import { asOperator } from "../support/operator.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "ANSWERED",
    (error: unknown) => (error instanceof Failure ? error.code : String(error)),
  );

describe("a partner's graph", () => {
  let house: VerbsHouse;
  let north: BarePartner;
  let south: BarePartner;
  let template: BareCompany;
  /** Of the north: red, blue, and both; of the south; of nobody. */
  let [red, blue, both, foreign, alone]: TenantId[][] = [[], [], [], [], []];
  let technician: () => Request;
  let billing: () => Request;

  beforeAll(async () => {
    house = await openVerbsHouse();
    template = await BareCompany.found(house);
    await template.hire();
    await template.group(template.ada, groupClass.EVERYONE, template.ada);
    const id = formatUuid(template.state.head.id);
    const ids = (await asOwner(house, (owner) => cloneCompany(owner, id, 10))) as TenantId[];
    [red, blue, both, foreign, alone] = [0, 2, 4, 6, 8].map((at) => ids.slice(at, at + 2));
    await house.asSuperuser("update tenant set name = 'Company ' || left(id::text, 4) where id = any ($1::uuid[])", [
      ids,
    ]);
    // The first of them from before anybody looked after it.
    await house.asSuperuser(
      `insert into audit_entry (tenant_id, revision, id, kind, happened_at, origin, records, hash)
       select id, 1000 + n, gen_random_uuid(), (array['SIGNED_IN', 'SIGNED_IN', 'USER_INVITED'])[n + 1],
         now() + case n when 0 then interval '-1 minute' else interval '1 minute' end, 'SERVER', '{}', sha256('x')
       from unnest($1::uuid[]) as t (id), generate_series(0, 2) as n`,
      [ids],
    );
    await house.asSuperuser(
      `insert into seat_day select id, date '2026-03-01' + n, 'STANDARD', 5, n from unnest($1::uuid[]) as t (id), generate_series(0, 4) as n`,
      [ids],
    );
    north = await BarePartner.found(house);
    south = await BarePartner.found(house);
    await north.takeOn(red as string[], ["red"]);
    await north.takeOn(blue as string[], ["blue"]);
    await north.takeOn(both as string[], ["blue", "red"]);
    await south.takeOn(foreign as string[], ["red"]);
    // Everywhere, as if desks could stand where their partner looks after nothing.
    await house.asSuperuser(
      `insert into desk (tenant_id, id, genesis, rights, hours, seq, created_at) select id, $2, sha256('x'), 7, 9, 1, now()
       from unnest($1::uuid[]) as t (id)`,
      [ids, north.id],
    );
    await house.asSuperuser(
      `insert into break_glass (tenant_id, desk_id, reason, from_at, until_at, author_id, seq, created_at)
       select id, $2, 'x', now(), now() + interval '1 hour', $2, 1, now() from unnest($1::uuid[]) as t (id)`,
      [ids, north.id],
    );
    technician = await north.hire("TECHNICIAN", { scope: "LABELS", labels: ["red"] });
    billing = await north.hire("BILLING");
  });
  afterAll(() => house.close());

  const shown = async (request: Request, filter: CompanyFilterInput | null = null) =>
    (await readCompanies(request, { filter, first: 100 })).edges.map(({ node }) => node.tenant).sort();
  const sorted = (...ids: (readonly string[] | undefined)[]) => ids.flatMap((each) => [...(each ?? [])]).sort();

  it("shows each of the staff the companies in their scope, and no other partner's by the same label", async () => {
    expect(await shown(north.owner())).toEqual(sorted(red, blue, both));
    expect(await shown(technician())).toEqual(sorted(red, both));
    expect(await shown(technician(), { labels: { any: ["blue"] } })).toEqual(sorted(both));
    expect(await shown(south.owner())).toEqual(sorted(foreign));
    expect(await shown(technician(), { breakGlass: true, policiesBehind: false })).toEqual(sorted(red, both));
    // What stands there is another's desk.
    expect(await shown(south.owner(), { breakGlass: true })).toEqual([]);
    const listed = await north.hire("AUDITOR", {
      scope: "LIST",
      companies: [...(blue as string[]), ...(foreign as string[]), ...(alone as string[])],
    });
    expect(await shown(listed())).toEqual(sorted(blue));
    expect(await readTotals(listed(), null)).toMatchObject({ companies: 2, people: 4 });
  });

  it("says of what is out of scope what it says of what is not there, by every path", async () => {
    const nobody = crypto.randomUUID() as TenantId;
    for (const out of [
      (blue as TenantId[])[0],
      (foreign as TenantId[])[0],
      (alone as TenantId[])[0],
      north.id,
      nobody,
    ] as TenantId[]) {
      const refused = await readCompany(technician(), out).catch((error: Failure) => error);
      const unknown = await readCompany(technician(), crypto.randomUUID()).catch((error: Failure) => error);
      expect([(refused as Failure).code, (refused as Failure).message]).toEqual([
        "NOT_FOUND",
        (unknown as Failure).message,
      ]);
      const { partner } = makeLoaders(technician());
      const page = { first: 10, after: null };
      // Beside one that is in scope, in one batch, as a document would ask.
      const [inside] = red as TenantId[];
      for (const tenant of [inside, out] as TenantId[]) {
        const counts = await Promise.all([
          partner.company(tenant).then((company) => (company ? 1 : 0)),
          partner.posture(tenant, "PEOPLE").then((posture) => posture?.people),
          partner.posture(tenant, "DEVICES").then((posture) => posture?.devices),
          partner.posture(tenant, "WRAPS").then((posture) => posture?.pendingWraps),
          partner.posture(tenant, "RECOVERY").then((posture) => posture?.recovery?.checks.length ?? 0),
          partner.posture(tenant, "DESK").then(({ desk }) => desk?.hours ?? 0),
          partner.posture(tenant, "POLICIES").then(({ policies }) => Number(policies.behind !== null)),
          partner.users(tenant, page).then(({ edges }) => edges.length),
          partner.groups(tenant, page).then(({ edges }) => edges.length),
          partner.entries(tenant, { ...page, kinds: null }).then(({ edges }) => edges.length),
          partner.entries(tenant, { ...page, kinds: ["SIGNED_IN"] }).then(({ edges }) => edges.length),
          partner.documents(tenant, page).then(({ edges }) => edges.length),
          partner.seatDays(tenant, { from: null, to: null, first: 3 }).then((days) => days.length),
        ]);
        expect([tenant === inside, counts]).toEqual([
          tenant === inside,
          tenant === inside ? [1, 2, 4, 1, 9, 9, 1, 2, 1, 2, 1, 0, 3] : Array(13).fill(0),
        ]);
      }
    }
  });

  it("shows people and logs to those who may read them, and numbers to all", async () => {
    const [tenant] = red as [TenantId];
    const page = { first: 10, after: null };
    const ask = (request: Request) => {
      const { partner } = makeLoaders(request);
      return Promise.all([
        codeOf(readCompany(request, tenant)),
        codeOf(partner.posture(tenant, "PEOPLE")),
        codeOf(partner.users(tenant, page)),
        codeOf(partner.groups(tenant, page)),
        codeOf(partner.entries(tenant, { ...page, kinds: null })),
      ]);
    };
    expect(await ask(billing())).toEqual(["ANSWERED", "ANSWERED", "FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
    expect(await ask(technician())).toEqual(Array(5).fill("ANSWERED"));
    // Of policies: what says it of everybody, and not of whom else something is said.
    const second = (red as TenantId[])[1] as TenantId;
    await house.asSuperuser(
      `insert into policy_document (tenant_id, id, scope, user_id, group_id, desk_id, seq, document)
       select $1::uuid, u.id, 'USER', u.id, null::uuid, null::uuid, 1, sha256('u') from "user" u where u.tenant_id = $1
       union all select $1, g.id, 'GROUP', null, g.id, null, 1, sha256('g') from user_group g where g.tenant_id = $1
       union all select $1, $1, 'TENANT', null, null, null, 1, sha256('t')
       union all select $1, d.id, 'PARTNER', null, null, d.id, 1, sha256('p') from desk d where d.tenant_id = $1`,
      [second],
    );
    const scopes = async (request: Request, first = 100) => {
      const { edges, pageInfo } = await makeLoaders(request).partner.documents(second, { first, after: null });
      return [edges.map(({ node }) => node.scope).sort(), pageInfo.hasNextPage];
    };
    expect(await scopes(technician())).toEqual([["GROUP", "PARTNER", "TENANT", "USER", "USER"], false]);
    expect(await scopes(billing())).toEqual([["PARTNER", "TENANT"], false]);
    expect(await scopes(billing(), 1)).toEqual([[expect.any(String)], true]);
    // A page has as much as an answer may have, and says that it goes on.
    const lengthen = "update policy_document set document = repeat('x', 32768)::bytea where tenant_id = $1";
    await house.asSuperuser(lengthen, [second]);
    expect((await scopes(technician()))[1]).toBe(false);
    await house.asSuperuser(
      `with made as (
         insert into desk (tenant_id, id, genesis, rights, hours, seq, created_at)
         select $1, gen_random_uuid(), sha256('x'), 7, 9, 1, now() from generate_series(1, 5) returning id
       ), said as (
         insert into policy_document (tenant_id, id, scope, desk_id, seq, document)
         select $1, id, 'PARTNER', id, 1, repeat('x', 32768)::bytea from made returning id
       ) select from said`,
      [second],
    );
    const [some, isMore] = await scopes(technician());
    expect([some, isMore]).toEqual([expect.any(Array), true]);
    expect(some).toHaveLength(8);
    await house.asSuperuser("delete from policy_document where tenant_id = $1", [second]);
    await house.asSuperuser("delete from desk where tenant_id = $1 and id <> $2", [second, north.id]);
    // Nobody is looked through for whoever may not read people: not even to be left out again.
    const looked = await askAsPartner(north.owner(), search("bob martin", [-1, lowestId, lowestId], 10, false));
    expect(looked.answers[0]).toEqual([]);
    const hits = async (request: Request, text: string) =>
      (await searchPartner(request, { text, first: 100 })).edges.map(({ node }) => [node.tenant, node.person !== null]);
    expect(await hits(billing(), "bob martin")).toEqual([]);
    expect((await hits(billing(), "company")).length).toBe(6);
    expect((await hits(technician(), "BOB Mart")).map(([id]) => id)).toEqual(sorted(red, both));
    expect(await hits(technician(), "Company")).toEqual(sorted(red, both).map((id) => [id, false]));
  });

  it("goes through hits page by page, companies first", async () => {
    await house.asSuperuser("update tenant set name = 'Bob Martin and Sons' where id = $1", [blue?.[1]]);
    const found: unknown[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const page: Awaited<ReturnType<typeof searchPartner>> = await searchPartner(north.owner(), {
        text: "Martin",
        first: 2,
        after,
      });
      found.push(
        ...page.edges.map(({ node }) => [node.person !== null, node.tenant, node.person?.user ?? node.tenant]),
      );
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    await house.asSuperuser("update tenant set name = 'Company' where id = $1", [blue?.[1]]);
    expect(found).toEqual([...found].sort((a, b) => (String(a) < String(b) ? -1 : 1)));
    expect(new Set(found.map(String)).size).toBe(found.length);
    expect(found).toHaveLength(7);
  });

  it("takes no cursor of another partner, person, order or filter, and nothing that somebody made up", async () => {
    const one = await readCompanies(technician(), { first: 1 });
    const after = one.pageInfo.endCursor as string;
    const colleague = await north.hire("TECHNICIAN", { scope: "LABELS", labels: ["red"] });
    const of = (request: Request, args: object) => codeOf(readCompanies(request, { first: 1, after, ...args }));
    expect(await of(technician(), {})).toBe("ANSWERED");
    expect(await of(technician(), { orderBy: { by: "NAME", direction: "ASCENDING" }, filter: {} })).toBe("ANSWERED");
    expect(await of(colleague(), {})).toBe("INVALID_CURSOR");
    expect(await of(south.owner(), {})).toBe("INVALID_CURSOR");
    expect(await of(technician(), { orderBy: { by: "NAME", direction: "DESCENDING" } })).toBe("INVALID_CURSOR");
    expect(await of(technician(), { orderBy: { by: "SINCE" } })).toBe("INVALID_CURSOR");
    expect(await of(technician(), { filter: { founded: false } })).toBe("INVALID_CURSOR");
    const seal = (place: unknown) =>
      Buffer.concat([Buffer.alloc(16, 1), Buffer.from(JSON.stringify(place))]).toString("base64url");
    for (const made of [
      "",
      "x",
      `${after}A`,
      // The same bytes, as nobody wrote them.
      `${after}=`,
      after.toUpperCase(),
      "A".repeat(100_000),
      seal(["Acme", red?.[0]]),
      seal([]),
      seal(["a\u0000", red?.[0]]),
      seal({ length: 2 }),
      seal([1, 2]),
      Buffer.alloc(40, "{").toString("base64url"),
    ]) {
      expect([made.slice(0, 40), await of(technician(), { after: made })]).toEqual([
        made.slice(0, 40),
        "INVALID_CURSOR",
      ]);
      expect(await of(technician(), { after: made, orderBy: { by: "PEOPLE" } })).toBe("INVALID_CURSOR");
      expect(await codeOf(searchPartner(technician(), { text: "company", first: 1, after: made }))).toBe(
        "INVALID_CURSOR",
      );
    }
    const hit = (await searchPartner(technician(), { text: "company", first: 1 })).pageInfo.endCursor;
    expect(await codeOf(searchPartner(technician(), { text: "compan", first: 1, after: hit }))).toBe("INVALID_CURSOR");
    expect(await codeOf(searchPartner(colleague(), { text: "company", first: 1, after: hit }))).toBe("INVALID_CURSOR");
    expect(await codeOf(readCompanies(technician(), { first: 1, after: hit }))).toBe("INVALID_CURSOR");
  });

  it("answers what is no filter, no page and no day with what is wrong with it", async () => {
    const labels = Array.from({ length: 10_000 }, (_, n) => `label ${n}`);
    const list = (args: object) => codeOf(readCompanies(technician(), { first: 1, ...args }));
    for (const way of ["all", "any", "none"])
      expect(await list({ filter: { labels: { [way]: labels } } })).toBe("BAD_USER_INPUT");
    for (const filter of [
      { labels: { any: [""] } },
      { labels: { any: ["x".repeat(41)] } },
      { labels: { any: ["a\u0000b"] } },
      { labels: { any: ["a\nb"] } },
      { text: "" },
      { text: "x".repeat(101) },
      { text: "\u202e" },
      { plans: Array(9).fill("TRIAL") },
      { recovery: Array(1_000).fill("OK") },
    ])
      expect([filter, await list({ filter })]).toEqual([filter, "BAD_USER_INPUT"]);
    for (const first of [0, -1, 101, 2_147_483_647, 1.5]) expect(await list({ first })).toBe("BAD_USER_INPUT");
    expect(await codeOf(readCompany(technician(), "x"))).toBe("BAD_USER_INPUT");
    for (const text of ["", "x", "x".repeat(101)])
      expect(await codeOf(searchPartner(technician(), { text, first: 1 }))).toBe("BAD_USER_INPUT");
    const { partner } = makeLoaders(technician());
    const [tenant] = red as [TenantId];
    for (const from of ["", "2026", "2026-02-30", "2026-13-01", "0000-01-01", "99999-01-01", "infinity", "2026-01-01'"])
      expect([from, await codeOf(partner.seatDays(tenant, { from, to: null, first: 1 }))]).toEqual([
        from,
        "BAD_USER_INPUT",
      ]);
    const days = await partner.seatDays(tenant, { from: "2026-03-02", to: "2026-03-04", first: 2 });
    expect(days.map(({ day }) => day)).toEqual(["2026-03-04", "2026-03-03"]);
    expect(await codeOf(partner.entries(tenant, { kinds: [], first: 1, after: null }))).toBe("BAD_USER_INPUT");
    expect(await codeOf(partner.entries(tenant, { kinds: null, first: 501, after: null }))).toBe("BAD_USER_INPUT");
    expect(await codeOf(partner.users(tenant, { first: 101, after: null }))).toBe("BAD_USER_INPUT");
    expect(await codeOf(partner.users(tenant, { first: 1, after: "x" }))).toBe("INVALID_CURSOR");
  });

  it("pages through people and logs of many companies at once", async () => {
    const { partner } = makeLoaders(technician());
    const [one, two] = red as [TenantId, TenantId];
    const first = await Promise.all([one, two].map((tenant) => partner.users(tenant, { first: 1, after: null })));
    const cursors = first.map(({ pageInfo }) => pageInfo.endCursor);
    const second = await Promise.all(
      [one, two].map((tenant, at) => partner.users(tenant, { first: 1, after: cursors[at] ?? null })),
    );
    for (const at of [0, 1]) {
      const people = [...(first[at]?.edges ?? []), ...(second[at]?.edges ?? [])].map(({ node }) => node.user);
      expect(people).toHaveLength(2);
      expect(people).toEqual([...new Set(people)].sort());
      expect(second[at]?.pageInfo.hasNextPage).toBe(false);
    }
    const entries = await partner.entries(one, { kinds: null, first: 1, after: null });
    const rest = await partner.entries(one, { kinds: null, first: 5, after: entries.pageInfo.endCursor });
    expect([...entries.edges, ...rest.edges].map(({ node }) => node.revision)).toEqual([1001, 1002]);
  });

  it("ends with the relation, the role, the label and the session, at once", async () => {
    const [tenant] = both as [TenantId];
    const passing = await north.hire("TECHNICIAN", { scope: "LABELS", labels: ["red"] });
    expect(await codeOf(readCompany(passing(), tenant))).toBe("ANSWERED");
    await house.asSuperuser("update partner_company set labels = '{blue}' where tenant_id = $1", [tenant]);
    expect(await codeOf(readCompany(passing(), tenant))).toBe("NOT_FOUND");
    expect(await codeOf(readCompany(north.owner(), tenant))).toBe("ANSWERED");
    await house.asSuperuser("update partner_company set partner_id = $2 where tenant_id = $1", [tenant, south.id]);
    expect(await codeOf(readCompany(north.owner(), tenant))).toBe("NOT_FOUND");
    expect(await codeOf(readCompany(south.owner(), tenant))).toBe("ANSWERED");
    await house.asSuperuser("update partner_company set partner_id = $2, labels = '{blue,red}' where tenant_id = $1", [
      tenant,
      north.id,
    ]);
    await house.asSuperuser(
      "delete from partner_staff where user_id = (select user_id from session where access_hash = $1)",
      [Buffer.from(passing().accessHash as Uint8Array)],
    );
    expect(await codeOf(readCompany(passing(), tenant))).toBe("FORBIDDEN");
    expect(await codeOf(readCompanies(template.ada.portal(), { first: 1 }))).toBe("WRONG_SURFACE");
    expect(await codeOf(readTotals(template.ada.app(), null))).toBe("WRONG_SURFACE");
    expect(await codeOf(readCompanies(house.anonymous(), { first: 1 }))).toBe("UNAUTHENTICATED");
  });

  it("takes the rosters of those alone into its hands that a page shows", async () => {
    const client = await house.house.pool.connect();
    try {
      await client.query("begin");
      const { accessHash, now } = north.owner();
      await client.query("select * from enter_partner($1, $2, '{}', null)", [
        Buffer.from(accessHash as Uint8Array),
        now,
      ]);
      const { statement, values } = listCompanies(parseFilter(null), "NAME", false, null, 1);
      const { rows } = await client.query(`explain (analyze, format text) ${statement.text}`, [...values]);
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      expect(plan).toMatch(/ on tenant .*loops=6\)/);
      expect([...plan.matchAll(/ on roster .*loops=(\d+)\)/g)].map(([, loops]) => loops)).toEqual(["1", "1"]);
    } finally {
      await client.query("rollback");
      client.release();
    }
  });

  it("reads companies of partners under it, one level deep and no deeper", async () => {
    const under = await BarePartner.found(house, north);
    const [tenant, other] = alone as [TenantId, TenantId];
    await under.takeOn([tenant], ["red"]);
    expect(await readCompany(north.owner(), tenant)).toMatchObject({ partner: under.id });
    // The desk that is shown is that of whoever looks after it, and so are the templates.
    const { desk, policies } = await makeLoaders(north.owner()).partner.posture(tenant, "DESK");
    expect([desk, policies.behind]).toEqual([null, null]);
    expect(await shown(under.owner())).toEqual([tenant]);
    expect(await codeOf(readCompany(technician(), tenant))).toBe("NOT_FOUND");
    expect(await codeOf(readCompany(south.owner(), tenant))).toBe("NOT_FOUND");
    expect(await codeOf(readCompany(under.owner(), (red as TenantId[])[0] as TenantId))).toBe("NOT_FOUND");
    expect(await codeOf(readCompany(north.owner(), other))).toBe("NOT_FOUND");
    // Of the log each is shown what happened since they read it.
    const entries = (by: BarePartner) =>
      makeLoaders(by.owner()).partner.entries(tenant, { kinds: null, first: 5, after: null });
    const read = async () => [(await entries(under)).edges.length, (await entries(north)).edges.length];
    expect(await read()).toEqual([2, 2]);
    const later = "update partner set parent_since = now() + interval '1 hour' where tenant_id = $1";
    await house.asSuperuser(later, [under.id]);
    expect(await read()).toEqual([2, 0]);
  });

  it("is told to a company with who stands above: with its partner, beside the desk, in an offer, and in its log", async () => {
    const under = await BarePartner.found(house, north);
    await house.asSuperuser("update tenant set name = 'North Distribution' where id = $1", [north.id]);
    const id = formatUuid(template.state.head.id);
    await under.takeOn([id]);
    await house.asSuperuser(
      `insert into desk (tenant_id, id, genesis, rights, hours, seq, created_at)
       select $1, $2, hash, 7, 9, 1, now() from roster_link where tenant_id = $2 and roster_id = $2 and seq = 0`,
      [id, under.id],
    );
    await house.asSuperuser(
      `insert into partner_offer (partner_id, hash, offer, author_id, keeper_id, address, name, salt, created_at, expires_at)
       select tenant_id, sha256('o'), signing_key, user_id, user_id, 'keeper@under.example', 'K', sha256('s'), now(), now() + interval '1 day'
       from account_key where tenant_id = $1`,
      [under.id],
    );
    const parents = async () => {
      const [partnership, [desk], offer] = await Promise.all([
        readPartnership(template.ada.app()),
        readDesks(template.ada.app()),
        openOffer(template.ada.portal(), under.id, createHash("sha256").update("o").digest()),
      ]);
      return [partnership, desk, offer].map((each) => each?.parent);
    };
    const noted = async (tenant: string) =>
      (
        await house.asSuperuser(
          "delete from audit_waiting where tenant_id = $1 and kind like 'PARTNER%NESTED' returning kind, records::text",
          [tenant],
        )
      ).map(({ kind, records }) => [kind, records]);
    const above = { partner: north.id, name: "North Distribution" };
    expect(await parents()).toEqual([above, above, above]);
    await asOperator(house, (owner) => nestPartner(owner, under.id, north.id));
    expect(await noted(id)).toEqual([]);
    await asOperator(house, (owner) => nestPartner(owner, under.id, null));
    expect(await parents()).toEqual([null, null, null]);
    expect(await noted(id)).toEqual([["PARTNER_UNNESTED", `{${north.id}}`]]);
    await asOperator(house, (owner) => nestPartner(owner, under.id, south.id));
    for (const tenant of [id, under.id])
      expect(await noted(tenant)).toContainEqual(["PARTNER_NESTED", `{${south.id}}`]);
    expect(await parents()).toEqual(Array(3).fill(expect.objectContaining({ partner: south.id })));
  });

  it("is empty to whoever was entered for no partner, in every view, and the views of all are granted to nobody", async () => {
    const views = (
      await house.asSuperuser(
        "select viewname from pg_views where schemaname = 'public' and viewname like 'managed%' order by viewname",
      )
    ).map(({ viewname }) => String(viewname));
    expect(views.length).toBeGreaterThanOrEqual(13);
    const client = await house.house.pool.connect();
    try {
      await client.query("begin");
      await client.query("select * from enter($1, now(), null, null)", [
        Buffer.from(north.owner().accessHash as Uint8Array),
      ]);
      for (const view of views) {
        for (const asked of ["", `{${(red as string[])[0]}}`, `{${north.id}}`]) {
          await client.query("select set_config('app.asked', $1, true)", [asked]);
          expect([view, (await client.query(`select count(*)::integer as n from ${view}`)).rows[0].n]).toEqual([
            view,
            0,
          ]);
        }
      }
      for (const view of ["every_person_ground", "every_recovery_ground", "every_group_recipient"]) {
        await client.query("savepoint here");
        await expect(client.query(`select 1 from ${view}`)).rejects.toMatchObject({ code: "42501" });
        await client.query("rollback to here");
      }
      // And of what is written for partners and read by all, everybody is shown their own tenant's.
      for (const [view, column] of [
        ["person_ground", "tenant_id"],
        ["recovery_ground", "tenant_id"],
        ["group_recipient", "tenant_id"],
      ]) {
        const seen = await client.query(`select distinct ${column} as tenant from ${view}`);
        expect(seen.rows.every(({ tenant }) => tenant === north.id)).toBe(true);
      }
    } finally {
      await client.query("rollback");
      client.release();
    }
  });

  it("has no column of a key, a seal, a salt, a hash of a token or an item in any view", async () => {
    const columns = await house.asSuperuser(
      `select c.relname || '.' || a.attname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
       where c.relkind = 'v' and c.relname like 'managed%' and format_type(a.atttypid, null) = 'bytea' order by 1`,
    );
    expect(columns.map(({ name }) => name)).toEqual([
      "managed_audit_entry.hash",
      "managed_audit_entry.invitation",
      "managed_company.roster_head",
      "managed_document.document",
      "managed_own_policies.document",
      "managed_partner.head",
      "managed_partner.state",
      "managed_recovery.group_head",
      "managed_recovery.tenant_head",
      "managed_recovery_state.group_head",
      "managed_recovery_state.group_state",
      "managed_recovery_state.tenant_head",
      "managed_recovery_state.tenant_state",
      "managed_template.hash",
      "managed_template.signed",
    ]);
  });
});
