/**
 * The wall in a visit: a guest has one share of a company and nothing else of it, by whatever root field, by whatever row. The
 * second half asks as the application's role in SQL, with none of the application's own conditions: what is left is row-level
 * security. New tables and new root fields are in it as soon as they are there.
 */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type GraphQLField, type GraphQLSchema, graphql } from "graphql";
import { groupClass, role } from "../../src/crypto/state-entries.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { bind, statement } from "../../src/domain/batch.ts";
import type { Request } from "../../src/domain/context.ts";
import { deliverShareWraps } from "../../src/domain/share/wraps.ts";
import { inTransaction } from "../../src/domain/transaction.ts";
import { visitFields } from "../../src/resolvers/gate.ts";
import { gateRootFields, makeContext, resolvers } from "../../src/resolvers/index.ts";
import { buildContractedSchema } from "../../src/schema/build.ts";
import { BareCompany } from "../support/bare-company.ts";
import { BareGuest, invite } from "../support/bare-guest.ts";
import { BareShare } from "../support/bare-share.ts";
import { outward } from "../support/caller.ts";
import { honestArguments } from "../support/honest-arguments.ts";
import { nestedFields, wholeDocuments } from "../support/nested-fields.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let schema: GraphQLSchema;
let company: BareCompany;
let bea: BareGuest;
let carl: BareGuest;
/** Bea is in the first alone, Carl in the second. */
let shares: readonly [BareShare, BareShare];
let visit: () => Request;
beforeAll(async () => {
  house = await openVerbsHouse();
  schema = gateRootFields(buildContractedSchema(resolvers));
  company = await BareCompany.found(house);
  const { ada } = company;
  const bob = await company.hire();
  const group = await company.group(ada, groupClass.NAMED, ada, bob);
  await company.invite(ada);
  await company.auditItems(1);
  [bea, carl] = [await guestOf(), await guestOf()];
  const first = await opened(bea);
  await first.addGroup(ada, group, role.READER);
  await invite(first, ada, "somebody@example.com");
  shares = [first, await opened(carl)];
  visit = () => bea.visit(first);
});
afterAll(() => house.close());

async function guestOf(): Promise<BareGuest> {
  const { account, request } = await house.signUp();
  return new BareGuest(account, request);
}

/** A share with a guest who has written to it, in its second epoch. */
async function opened(guest: BareGuest): Promise<BareShare> {
  const { ada } = company;
  const share = await BareShare.found(company, ada);
  await guest.join(share, await invite(share, ada, guest.account.address));
  await deliverShareWraps(ada.app(), { shares: [{ share: share.id, wraps: [guest.wrap(share)] }] });
  await guest.write(share);
  return share;
}

const noShare = { code: "NOT_FOUND" };

async function ask(source: string, request: Request, variableValues?: Record<string, unknown>) {
  const answer = await graphql({
    schema,
    source,
    contextValue: makeContext(request),
    variableValues: variableValues ?? {},
  });
  const [error] = answer.errors ?? [];
  const cause = error?.originalError as { code?: string } | undefined;
  if (error && !cause?.code) throw error;
  return { code: cause?.code ?? "answered", data: answer.data };
}

describe("in a visit", () => {
  const roots = ["Query", "Mutation"] as const;
  const fieldsOf = (root: (typeof roots)[number]) =>
    Object.values(
      (schema.getType(root) as { getFields(): Record<string, GraphQLField<unknown, unknown>> }).getFields(),
    );

  it("every root field but those of the share is closed, before anything else", async () => {
    const arguments_ = honestArguments(bea.account, makeId(1));
    for (const root of roots) {
      for (const field of fieldsOf(root)) {
        const name = `${root}.${field.name}`;
        if (visitFields.has(name)) continue;
        const declared = field.args.map((arg) => `$${arg.name}: ${arg.type}`).join(", ");
        const given = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
        const document = `${root.toLowerCase()} ${declared && `(${declared})`} { ${field.name}${given && `(${given})`} { __typename } }`;
        const variables = outward(arguments_[field.name] ?? {}) as Record<string, unknown>;
        expect([name, (await ask(document, visit(), variables)).code]).toEqual([name, "FORBIDDEN"]);
      }
    }
    const subscriptions = Object.keys(schema.getSubscriptionType()?.getFields() ?? {});
    expect(subscriptions.filter((name) => visitFields.has(`Subscription.${name}`))).toEqual(["changes"]);
    expect([...visitFields].every((name) => name.split(".").length === 2)).toBe(true);
  });

  it("what is answered speaks of that share, and of nobody who is not in it", async () => {
    const [own, other] = shares;
    const values = { share: JSON.stringify(own.id), record: JSON.stringify(formatUuid(makeId(1))) };
    const documents = [...nestedFields(schema, "share", values), ...nestedFields(schema, "sync", values)];
    const told: string[] = [];
    for (const source of wholeDocuments(documents)) {
      const { code, data } = await ask(source, visit());
      expect([source, code]).toEqual([source, "answered"]);
      told.push(JSON.stringify(data));
    }
    const all = told.join();
    expect(all).toContain(own.id);
    for (const hidden of [other.id, carl.user, carl.account.address, "somebody@example.com"])
      expect(all).not.toContain(hidden);
    const away = await ask(`{ share(share: ${JSON.stringify(other.id)}) { share } }`, visit());
    expect(away).toEqual({ code: "answered", data: { share: null } });
  });

  it("nobody is admitted for what is due at home, nor from outside the networks of their session", async () => {
    const { user } = carl;
    const [, other] = shares;
    const there = () => carl.visit(other);
    expect(await ask("{ sync { cursor } }", there())).toMatchObject({ code: "answered" });
    for (const [surface, told] of [
      ["PASSWORD", "PASSWORD_TOO_OLD"],
      ["FACTOR", "SECOND_FACTOR_REQUIRED"],
      ["FORMER", "WRONG_SURFACE"],
    ] as const) {
      await house.asSuperuser("update session set surface = $2 where user_id = $1", [user, surface]);
      expect(await ask("{ sync { cursor } }", there())).toMatchObject({ code: told });
    }
    await house.asSuperuser("update session set surface = 'APP', networks = '{203.0.113.0/24}' where user_id = $1", [
      user,
    ]);
    expect(await ask("{ sync { cursor } }", there())).toMatchObject({ code: "NETWORK_REFUSED" });
    await house.asSuperuser("update session set networks = null where user_id = $1", [user]);
  });

  it("nobody is in a share that they are no guest of, be it their own company's", async () => {
    const [own, other] = shares;
    const { ada } = company;
    for (const [request, share] of [
      [bea.home(), other.id],
      [carl.home(), own.id],
      [ada.app(), own.id],
      [bea.home(), formatUuid(bea.account.vaults.PERSONAL.id)],
      [bea.home(), formatUuid(makeId(1))],
    ] as const) {
      const there = { ...request, visit: share as NonNullable<Request["visit"]> };
      expect(await ask("{ sync { cursor } }", there)).toMatchObject(noShare);
    }
  });
});

const text = (sql: string) =>
  bind(statement<Record<string, unknown>>(`wall_${createHash("sha256").update(sql).digest("base64url")}`, sql));
/** As the application's role, in a visit, with no condition of its own. */
const look = async (sql: string, request = visit()) =>
  inTransaction(request, async (tx) => (await tx.run(text(sql)))[0] as unknown as Record<string, unknown>[]);

/** By which column a table's rows are a share's. Every other shows a guest nothing. */
const ofShare: Readonly<Record<string, string>> = {
  roster: "id",
  roster_link: "rosterId",
  vault: "id",
  manifest: "vaultId",
  epoch_key: "vaultId",
  record: "vaultId",
  record_version: "vaultId",
  share: "id",
  share_recipient: "shareId",
  share_guest: "shareId",
  share_wrap: "shareId",
  guest_committed: "shareId",
};

describe("the second lock in a visit", () => {
  const tables = async () =>
    (
      await house.asSuperuser(`select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and exists (
        select from pg_policy p where p.polrelid = c.oid) order by 1`)
    ).map(({ name }) => String(name));

  it("shows of every table the rows of that share, or none", async () => {
    const [own] = shares;
    const seen: string[] = [];
    for (const name of await tables()) {
      const rows = await look(`select * from "${name}"`);
      const column = ofShare[name];
      if (column === undefined) expect([name, rows]).toEqual([name, []]);
      else expect([name, rows.filter((row) => row[column] !== own.id)]).toEqual([name, []]);
      if (rows.length > 0) seen.push(name);
    }
    // And the same looks find rows where there is no visit: of these tables at least.
    const empty = ["epoch_key", "record_version"];
    expect(seen.sort()).toEqual(
      Object.keys(ofShare)
        .filter((name) => !empty.includes(name))
        .sort(),
    );
    for (const name of ["user", "roster", "vault", "invitation", "user_group", "share_invitation", "policy_document"])
      expect([name, (await look(`select * from "${name}"`, company.ada.app())).length]).not.toEqual([name, 0]);
  });

  it("of wraps and of what was answered the visitor's own alone", async () => {
    expect((await look("select recipient_id from share_wrap")).map(({ recipientId }) => recipientId)).toEqual([
      bea.user,
    ]);
    expect((await look("select user_id from guest_committed")).map(({ userId }) => userId)).toEqual([bea.user]);
  });

  it.each([
    [
      "a vault",
      "insert into vault (tenant_id, id, class, revision, count) values (current_tenant(), gen_random_uuid(), 'SHARE', 0, 0)",
    ],
    [
      "an answer",
      "insert into share_answer select current_tenant(), current_actor(), current_visit(), 'ACCEPTED', now()",
    ],
    [
      "a wrap",
      "insert into share_wrap select current_tenant(), current_visit(), 1, gen_random_uuid(), null, gen_random_uuid(), decode(repeat('00', 1225), 'hex'), now()",
    ],
    [
      "an invitation",
      "insert into share_invitation select current_tenant(), current_visit(), sha256('k'), 1, gen_random_uuid(), 'a@b', 'n', sha256('s'), 'READER', now(), now()",
    ],
    [
      "a group",
      "insert into user_group (tenant_id, id, class, created_at) values (current_tenant(), gen_random_uuid(), 'NAMED', now())",
    ],
    [
      "a deed of the company",
      "insert into committed values (current_tenant(), current_actor(), 'x', gen_random_uuid(), sha256('x'), '', now())",
    ],
  ])("writes %s nowhere", async (_, sql) => {
    await expect(look(sql)).rejects.toMatchObject({ code: "42501" });
  });

  it("is entered by who is a guest alone, once, and is over with the transaction", async () => {
    const [own, other] = shares;
    const go = (share: BareShare) => `select from visit('${share.id}')`;
    await expect(look(go(other), bea.home())).rejects.toMatchObject(noShare);
    await expect(look(go(own))).rejects.toMatchObject(noShare);
    await expect(look(go(own), company.ada.app())).rejects.toMatchObject(noShare);
    expect(await look("select current_visit() as visit", bea.home())).toEqual([{ visit: null }]);
    expect(await look("select id from visited_rosters(true)", bea.home())).toEqual([]);
    expect(await look(`select user_id from list_introduced(array['${other.id}']::uuid[])`)).toEqual([]);
    expect(await look("select share from list_visits()")).toEqual([]);
  });
});
