/**
 * A partner's graph over GraphQL: every field that can be reached from `Query.partner`, made from the contract, asked by each role, of a
 * company in scope and of one that is not; in how many statements a page is answered; and what a document may cost.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type DocumentNode, type GraphQLSchema, graphql, type OperationDefinitionNode, parse } from "graphql";
import { cloneCompany } from "../../bench/seed/clone-company.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import type { Request } from "../../src/domain/context.ts";
import { revokeServiceAccount } from "../../src/domain/machine/service-account.ts";
import { findActor } from "../../src/domain/session/find-actor.ts";
import { deviceGid, profileGid, recordGid, tenantGid, userGid } from "../../src/resolvers/global-id.ts";
import { gateRootFields, makeContext, resolvers } from "../../src/resolvers/index.ts";
import { buildContractedSchema } from "../../src/schema/build.ts";
import { costOf } from "../../src/server/cost.ts";
import { makeInTurn } from "../../src/server/in-turn.ts";
import { limits } from "../../src/server/limits.ts";
import { asOwner, BarePartner } from "../support/bare-partner.ts";
import { makeMachine } from "../support/machine.ts";
import { nestedFields } from "../support/nested-fields.ts";
import { traceStatements } from "../support/statements.ts";
import { makeTemplates } from "../support/varied-companies.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const posture = `people administrators suspended invitations secondFactor { with without demanded } devices staleDevices pendingWraps
  recovery { state failed warned } backups { fresh stale missing oldest } desk { rights hours staff breakGlass { from until } }
  policies { seq since behind }`;
const page = `query ($first: Int!, $after: String, $filter: CompanyFilter, $orderBy: CompanyOrder) { partner { companies(
  first: $first, after: $after, filter: $filter, orderBy: $orderBy) { pageInfo { hasNextPage endCursor } edges { node {
    id tenant name reference labels partner since founded plan trialEndsAt seats seatsTaken suspendedAt createdAt lastActiveAt
    rosterSeq rosterHead posture { ${posture} } } } } } }`;
const sums = `companies suspendedCompanies seats seatsTaken people administrators suspended invitations devices staleDevices pendingWraps
  secondFactor { with without demanded } recovery { ok warning failed } backups { fresh stale missing oldest }`;

interface Asked {
  readonly companies: { readonly edges: readonly { readonly node: Record<string, { readonly edges: unknown[] }> }[] };
  readonly company: { readonly id: string };
  readonly totals: object;
}
const partnerIn = (data: unknown): Asked => (data as { partner: Asked }).partner;

describe("the graph of a partner", () => {
  let house: VerbsHouse;
  let schema: GraphQLSchema;
  let partner: BarePartner;
  let inside: string;
  let outside: string;
  /** Whatever would give away that something is the other company's. */
  let marks: string[];

  beforeAll(async () => {
    house = await openVerbsHouse();
    schema = gateRootFields(buildContractedSchema(resolvers));
    const { rich } = await makeTemplates(house);
    const clones = await asOwner(house, (owner) => cloneCompany(owner, formatUuid(rich.state.head.id), 60));
    inside = clones[0] as string;
    outside = clones[1] as string;
    partner = await BarePartner.found(house);
    await partner.takeOn(clones.slice(2));
    await partner.takeOn([inside], ["in"]);
    await partner.takeOn([outside], ["out"]);
    await house.asSuperuser("update tenant set name = 'Outsiders' where id = $1", [outside]);
    await house.asSuperuser(
      `update "user" set address = 'mallory' || substr(id::text, 1, 4) || '@outside.example' where tenant_id = $1`,
      [outside],
    );
    const people = await house.asSuperuser('select id, address from "user" where tenant_id = $1', [outside]);
    marks = [outside, "Outsiders", ...people.flatMap(({ id, address }) => [String(id), String(address)])];
  });
  afterAll(() => house.close());

  async function ask(source: string, request: Request, variableValues: Record<string, unknown> = {}) {
    const answer = await graphql({ schema, source, variableValues, contextValue: makeContext(request) });
    const [error] = answer.errors ?? [];
    const cause = error?.originalError as { code?: string } | undefined;
    if (error && !cause?.code) throw error;
    return { code: cause?.code ?? "answered", data: answer.data };
  }

  /** Leaves of one type and place at once. What hangs on a company by the company that is named, too. */
  function documentsOf(company: string): Map<string, readonly string[]> {
    const values = { "company.tenant": JSON.stringify(company), "search.text": '"mallory"' };
    const named = `company(tenant: ${JSON.stringify(company)}) $1`;
    const documents = nestedFields(schema, "partner", values).flatMap(({ document, ofItsType, way }) => {
      const each = ofItsType ?? document;
      return [each, each.replace(/companies \{ edges \{ node (\{.*\}) \} \}/, named)].map(
        (text) => [text, way] as const,
      );
    });
    return new Map(documents);
  }

  it("shows each role what is in its scope, by every path, and nothing of what is not", async () => {
    const scope = { scope: "LABELS", labels: ["in"] } as const;
    const graph = /^(ManagedCompany|CompanyPosture|Partner\.(companies|company|totals|search)$)/;
    const people = /ManagedCompany\.(users|groups|auditEvents)/;
    for (const role of ["TECHNICIAN", "BILLING"] as const) {
      const staff = await partner.hire(role, scope);
      for (const company of [inside, outside]) {
        const documents = documentsOf(company);
        expect(documents.size).toBeGreaterThan(60);
        for (const [document, way] of documents) {
          const { code, data } = await ask(document, staff());
          const isNamed = document.includes("company(tenant");
          const isOfPeople = role === "BILLING" && way.some((step) => people.test(step));
          const wanted = isNamed && company === outside ? "NOT_FOUND" : isOfPeople ? "FORBIDDEN" : "answered";
          // What its own verb refuses to some roles is that verb's; that nothing of the other company is shown is everybody's.
          if (way.some((step) => graph.test(step))) expect([role, document, code]).toEqual([role, document, wanted]);
          const told = JSON.stringify(data ?? {});
          expect([document, marks.filter((mark) => told.includes(mark))]).toEqual([document, []]);
        }
      }
    }
    const seen = await ask(
      `{ partner { search(text: "mallory") { edges { node { user { address } company { name } } } } } }`,
      partner.owner(),
    );
    expect(JSON.stringify(seen.data)).toContain("Outsiders");
  });

  it("answers a page of one company and of a hundred, with all there is about them, in as many statements, twelve at most", async () => {
    const own = await BarePartner.found(house);
    await house.asSuperuser("update partner_company set partner_id = $1 where tenant_id = $2", [own.id, inside]);
    const few = () => traceStatements(() => ask(page, own.owner(), { first: 100 }));
    await few();
    const one = await few();
    const many = await traceStatements(() => ask(page, partner.owner(), { first: 100 }));
    const again = await traceStatements(() => ask(page, partner.owner(), { first: 100 }));
    await house.asSuperuser("update partner_company set partner_id = $1 where tenant_id = $2", [partner.id, inside]);
    const lengthOf = ({ result }: typeof one) => partnerIn(result.data).companies.edges.length;
    expect([lengthOf(one), lengthOf(many)]).toEqual([1, 59]);
    expect([...again.names].sort()).toEqual([...one.names].sort());
    // What rosters state is read once for as long as they stand.
    expect([many.names.length, many.names.length - again.names.length]).toEqual([expect.any(Number), 4]);
    expect(many.names.length).toBeLessThanOrEqual(12);
    const hard = {
      filter: { recovery: ["OK", "WARNING", "FAILED"], people: { atLeast: 1 } },
      orderBy: { by: "RECOVERY" },
    };
    const sorted = await traceStatements(() => ask(page, partner.owner(), { first: 100, ...hard }));
    expect([lengthOf(sorted), sorted.names.length <= 13]).toEqual([60, true]);
    const total = await traceStatements(() => ask(`{ partner { totals { ${sums} } } }`, partner.owner()));
    expect(partnerIn(total.result.data).totals).toMatchObject({ companies: 60, people: 60 * 3 });
    expect(total.names.length).toBeLessThanOrEqual(8);
  });

  it("answers what hangs on companies in as many statements for one as for all", async () => {
    const edges = `users(first: 2) { edges { node { user address devices business { entrusted backedUpAt } } } }
      groups(first: 2) { edges { node { group members } } } documents(first: 2) { edges { node { seq } } }
      policies { requireTwoFactor { value origin } } seatsByDay(first: 2) { day } readiness { check state }
      auditEvents(first: 2) { edges { node { revision kind } } }`;
    const of = (first: number) =>
      traceStatements(() =>
        ask(`{ partner { companies(first: ${first}) { edges { node { tenant ${edges} } } } } }`, partner.owner()),
      );
    await of(59);
    const [one, all] = [await of(1), await of(59)];
    expect(all.result.code).toBe("answered");
    // What is asked for beside each other comes in no order.
    expect(all.names.sort()).toEqual(one.names.sort());
    const node = partnerIn(all.result.data).companies.edges[0]?.node;
    expect(node?.users?.edges).toHaveLength(2);
    expect(node?.documents?.edges).toHaveLength(1);
    expect(node?.groups?.edges).toHaveLength(2);
  });

  it("refuses no dashboard, and what multiplies companies by people by pages", () => {
    const costs = (source: string, variables: Record<string, unknown> = {}) => {
      const document = parse(source);
      return costOf(schema, document, document.definitions[0] as OperationDefinitionNode, variables);
    };
    const fits = (source: string, variables?: Record<string, unknown>) => costs(source, variables) <= limits.cost;
    expect(fits(page, { first: 100 })).toBe(true);
    const dashboard = `query ($first: Int!) { all: partner { totals { ${sums} } bad: totals(filter: { recovery: [FAILED] }) { ${sums} }
      labels { label companies } viewer { role }
      companies(first: $first) { edges { node { tenant name seatsTaken readiness { check state mend } posture { ${posture} }
        policies { requireTwoFactor { value locked } organisationBackup { value locked } } seatsByDay(first: 31) { day taken }
        groups(first: 10) { edges { node { group members } } } } } }
      worst: companies(first: 10, orderBy: { by: RECOVERY, direction: DESCENDING }) { edges { node { tenant name posture { ${posture} } } } } } }`;
    expect(fits(dashboard, { first: 100 })).toBe(true);
    const documents = "documents(first: 4) { edges { node { scope document } } }";
    expect(fits(`{ partner { companies(first: 50) { edges { node { tenant ${documents} } } } } }`)).toBe(true);
    expect(fits("{ partner { templates(first: 100) { edges { node { signed } } } } }")).toBe(true);
    const people = "edges { node { user address business { entrusted } } }";
    expect(
      fits(
        `{ partner { company(tenant: "x") { users(first: 100) { ${people} } auditEvents(first: 500) { edges { node { kind } } } } } }`,
      ),
    ).toBe(true);
    for (const bomb of [
      `{ partner { companies(first: 100) { edges { node { users(first: 100) { ${people} } } } } } }`,
      `{ partner { companies(first: 100) { edges { node { auditEvents(first: 500) { edges { node { kind } } } } } } } }`,
      `{ partner { companies(first: 100) { edges { node { seatsByDay(first: 400) { day } } } } } }`,
      "{ partner { companies(first: 100) { edges { node { documents(first: 10) { edges { node { document } } } } } } } }",
      `{ partner { ${["a", "b"].map((n) => `${n}: templates(first: 100) { edges { node { signed } } }`).join(" ")} } }`,
      `{ partner { search(text: "an", first: 100) { edges { node { company { users(first: 100) { ${people} } } } } } } }`,
      `{ partner { ${Array.from({ length: 13 }, (_, n) => `t${n}: totals { people }`).join(" ")} } }`,
      `{ partner { ${Array.from({ length: 25 }, (_, n) => `c${n}: companies(first: 1) { edges { node { tenant } } }`).join(" ")} } }`,
      `query { ...a } fragment a on Query { partner { ...b } } fragment b on Partner { companies(first: 100) { edges { node { ...c } } } }
       fragment c on ManagedCompany { one: users(first: 50) { ${people} } two: users(first: 51) { ${people} } }`,
    ])
      expect([bomb, fits(bomb)]).toEqual([bomb, false]);
    expect(
      fits(
        "query ($n: Int!) { partner { companies(first: $n) { edges { node { users(first: $n) { edges { node { user business { entrusted } } } } } } } } }",
        { n: 100 },
      ),
    ).toBe(false);
  });

  it("is asked for in turn by whoever acts for a partner, and keeps nobody else waiting", async () => {
    const wide = [
      "{ partner { companies { edges { node { tenant } } } } }",
      "{ partner { totals { people } } }",
      'query ($t: String = "an") { ...a } fragment a on Query { partner { search(text: $t) { edges { node { user { name } } } } } }',
    ].map((text) => parse(text));
    const narrow = parse(`{ viewer { id } partner { company(tenant: "${inside}") { tenant } labels { label } } }`);
    const askers = new Set<string>();
    const inTurn = makeInTurn(schema, findActor, {
      passed() {},
      take: async (asker) => {
        askers.add(asker);
        return "turn" as never;
      },
    });
    const of = (document: DocumentNode, request: Request) =>
      inTurn(
        document,
        request,
        () => false,
        async () => "at once",
      );
    const machine = await makeMachine(house, partner.owner, ["READ_COMPANIES"]);
    for (const document of wide) {
      expect(await of(document, partner.owner())).toBe("turn");
      expect(await of(document, machine.by())).toBe("turn");
      // It is refused where it is executed.
      expect(await of(document, partner.company.ada.portal())).toBe("at once");
      await expect(of(document, house.anonymous())).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    }
    expect(await of(narrow, partner.owner())).toBe("at once");
    expect(await of(narrow, house.anonymous())).toBe("at once");
    expect([...askers]).toEqual([formatUuid(partner.company.ada.account.tenant.id)]);
  });

  it("leads to a company by its global id for whoever looks after it, and to nothing for everybody else", async () => {
    const { data } = await ask(`{ partner { company(tenant: "${outside}") { id } } }`, partner.owner());
    const id = partnerIn(data).company.id;
    const node = `{ node(id: "${id}") { id ... on ManagedCompany { tenant name posture { people } } } }`;
    expect((await ask(node, partner.owner())).data).toEqual({
      node: { id, tenant: outside, name: "Outsiders", posture: { people: 3 } },
    });
    const technician = await partner.hire("TECHNICIAN", { scope: "LABELS", labels: ["in"] });
    expect((await ask(node, technician())).data).toEqual({ node: null });
    expect((await ask(node, partner.company.ada.portal())).data).toEqual({ node: null });
  });

  it("leads a service account to companies of its scope by their global ids, and to nothing else that has one", async () => {
    const of = async (tenant: string) => {
      const { data } = await ask(`{ partner { company(tenant: "${tenant}") { id } } }`, partner.owner());
      return `{ node(id: "${partnerIn(data).company.id}") { ... on ManagedCompany { tenant } } }`;
    };
    const [here, there] = [await of(inside), await of(outside)];
    const reader = await makeMachine(house, partner.owner, ["READ_COMPANIES"], { labels: ["in"] });
    expect(await ask(here, reader.by())).toEqual({ code: "answered", data: { node: { tenant: inside } } });
    expect(await ask(there, reader.by())).toEqual({ code: "answered", data: { node: null } });
    const listener = await makeMachine(house, partner.owner, ["READ_EVENTS"]);
    expect(await ask(here, listener.by())).toMatchObject({ code: "FORBIDDEN" });
    // Of its keeper's own it sees nothing, also by an id that is right; and no more by one that is none.
    const { user, tenant, device } = partner.company.ada.account;
    const keepers = [userGid(formatUuid(user) as never), tenantGid(formatUuid(tenant.id) as never)];
    const others = [profileGid(formatUuid(user) as never), recordGid(formatUuid(user) as never, inside as never), "x"];
    for (const id of [...keepers, deviceGid(formatUuid(device) as never), ...others])
      expect(await ask(`{ node(id: "${id}") { id } }`, reader.by())).toMatchObject({ code: "WRONG_SURFACE" });
    // A program is not told to sign in, but what it may ask for.
    const told = await graphql({ schema, source: "{ viewer { id } }", contextValue: makeContext(reader.by()) });
    expect(told.errors?.[0]?.message).toMatch(/^A service account asks for `partner`, .*people who sign in\.$/);
    await revokeServiceAccount(partner.owner(), { account: reader.account });
    expect(await ask(here, reader.by())).toMatchObject({ code: "SESSION_ENDED" });
  });
});
