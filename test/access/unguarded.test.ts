/**
 * The server without its own checks: in this test every condition on tenant and user is taken out of its SQL on the way to
 * PostgreSQL, every grant is given, and there is no gate before the root fields. What is left is row-level security, and that
 * alone keeps one company's rows from another's, on every connection and after whatever went wrong on it.
 *
 * The control does the same as a role for which there is no row-level security: there the same questions show what is
 * another's, so the test would see it.
 *
 * Source: our own reasoning; a second lock counts only where it holds without the first.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type GraphQLSchema, graphql, isNonNullType } from "graphql";
import { Pool } from "pg";
import { serialize } from "pg-protocol";
import { recordClass } from "../../src/crypto/leaf.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { Grant } from "../../src/domain/access.ts";
import { makeAccountCode } from "../../src/domain/account-code/make.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import type { Request } from "../../src/domain/context.ts";
import type { RecordId, TenantId, UserId, VaultId } from "../../src/ids.ts";
import { profileGid, recordGid, tenantGid, userGid } from "../../src/resolvers/global-id.ts";
import { makeContext, resolvers } from "../../src/resolvers/index.ts";
import { buildContractedSchema } from "../../src/schema/build.ts";
import { prepareCode } from "../support/account-code.ts";
import { draft, newRecord } from "../support/bare-client.ts";
import type { BareCompany } from "../support/bare-company.ts";
import { BareShare } from "../support/bare-share.ts";
import { outward } from "../support/caller.ts";
import { dump } from "../support/dump.ts";
import { honestArguments } from "../support/honest-arguments.ts";
import { nestedFields, wholeDocuments } from "../support/nested-fields.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

const { parse } = serialize;
const { authorize, authorizeLinks } = Grant;

/** A statement without its conditions on who asks. */
const unguarded = (text: string): string =>
  text
    .replaceAll(/= current_(tenant|actor)\(\)/g, "is not null")
    .replaceAll("readable_vault", "vault")
    .replaceAll("own_share", "share_recipient")
    .replaceAll("concerning_share", "share");

function takeChecksOut(): void {
  serialize.parse = (query) => parse({ ...query, text: unguarded(query.text) });
  const give = (tx: unknown, held: { id: unknown } | undefined) => held && Reflect.construct(Grant, [tx, held.id]);
  Object.assign(Grant, {
    authorize: (tx: unknown, _action: string, held?: { id: unknown }) => give(tx, held),
    authorizeLinks: (tx: { actor: { tenant: string } }) => give(tx, { id: tx.actor.tenant }),
  });
}

function putChecksBack(): void {
  serialize.parse = parse;
  Object.assign(Grant, { authorize, authorizeLinks });
}

type Connections = "fresh" | "used" | "broken";

let house: VerbsHouse;
let schema: GraphQLSchema;
let owner: SignedUpAccount;
let stranger: SignedUpAccount;
let item: string;
let share: string;
let url: string;
beforeAll(async () => {
  house = await openVerbsHouse();
  schema = buildContractedSchema(resolvers);
  url = (house.house.pool as unknown as { options: { connectionString: string } }).options.connectionString;
  owner = await house.signUp();
  const { PERSONAL } = owner.account.vaults;
  const change = newRecord(PERSONAL, recordClass.ITEM, new TextEncoder().encode("an item"));
  const drafted = draft(owner.account, PERSONAL, [change]);
  await commit(owner.request(), { clientMutationId: "one", vaults: [drafted.input] });
  drafted.apply();
  item = change.input.record;
  share = await foundShare(owner);
  await makeAccountCode(owner.request(), (await prepareCode(house, owner.account)).input);
});
afterAll(() => house.close());
beforeEach(async () => {
  putChecksBack();
  house.advance(3_600_001);
  stranger = await house.signUp();
  takeChecksOut();
  return putChecksBack;
});

/** Of somebody in a tenant of one. */
async function foundShare({ account, request }: SignedUpAccount): Promise<string> {
  const company = { state: account.tenantState } as BareCompany;
  const made = await BareShare.found(company, { account, app: request, portal: request });
  return made.id;
}

/** Runs `work` with one connection that no checked statement was ever prepared on. */
async function over<T>(connectionString: string, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool({ connectionString, max: 1 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

const on = (pool: Pool, request: Request): Request => ({ ...request, house: { ...request.house, pool } });

/** What was done on the connection before: by the owner, and to its end or not. */
async function wear(pool: Pool, connections: Connections): Promise<void> {
  if (connections === "fresh") return;
  const { tenant, user } = owner.account;
  const client = await pool.connect();
  try {
    await client.query("begin");
    const values = [formatUuid(tenant.id), formatUuid(user)];
    await client.query("select set_config('app.tenant', $1, true), set_config('app.user', $2, true)", values);
    const { rows } = await client.query("select id from vault");
    expect(rows).toHaveLength(4);
    if (connections === "broken") await expect(client.query("select 1 / 0")).rejects.toThrow();
    await client.query(connections === "broken" ? "rollback" : "commit");
  } finally {
    client.release();
  }
}

async function ask(request: Request, source: string, variableValues: object = {}): Promise<string> {
  const answer = await graphql({
    schema,
    source,
    variableValues: variableValues as Record<string, unknown>,
    contextValue: makeContext(request),
  });
  return JSON.stringify(answer.data ?? null);
}

/** Documents that ask for every field there is, with the owner's ids wherever one may be given. */
function questions(): string[] {
  const { account } = owner;
  const user = JSON.stringify(formatUuid(account.user));
  const values = {
    user,
    users: `[${user}]`,
    seqs: "[1]",
    groups: "[]",
    kind: "PERSONAL",
    scope: "USER",
    "tryPolicies.id": user,
    record: JSON.stringify(item),
    share: JSON.stringify(share),
    "groupRoster.group": JSON.stringify(share),
  };
  const vault = formatUuid(account.vaults.PERSONAL.id) as VaultId;
  const nodes: readonly [string, string][] = [
    ["User", userGid(formatUuid(account.user) as UserId)],
    ["Tenant", tenantGid(formatUuid(account.tenant.id) as TenantId)],
    ["Profile", profileGid(vault)],
    ["Item", recordGid(vault, item as RecordId)],
  ];
  return wholeDocuments([
    ...nestedFields(schema, "viewer", values),
    ...nestedFields(schema, "sync", values),
    ...["shares", "share", "companyShares"].flatMap((root) => nestedFields(schema, root, values)),
    ...nodes.flatMap(([type, id]) => nestedFields(schema, "node", { ...values, "node.id": JSON.stringify(id) }, type)),
  ]);
}

/** Whatever would give away that something is the owner's. */
const marks = (): string[] => {
  const { account } = owner;
  const ids = [account.tenant.id, account.user, account.device, ...Object.values(account.vaults).map(({ id }) => id)];
  return [...ids.map(formatUuid), item, share, account.address];
};
const given = (told: string): string[] => marks().filter((mark) => told.includes(mark));

/** The owner's rows, of whatever table. */
async function rowsOfOwner(): Promise<string[]> {
  const tenant = formatUuid(owner.account.tenant.id);
  return Object.values(await dump(house, ["device_request"])).flatMap((rows) =>
    rows.filter((row) => row.includes(tenant)),
  );
}

const mutations = () => Object.values(schema.getMutationType()?.getFields() ?? {});
const documentOf = ({ name, args }: ReturnType<typeof mutations>[number]): string => {
  const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(", ");
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
  return `mutation ${declared && `(${declared})`} { ${name}${passed && `(${passed})`} { __typename } }`;
};
const variablesOf = ({ name, args }: ReturnType<typeof mutations>[number]): object => {
  const all = outward(honestArguments(owner.account, owner.account.device)) as Record<string, object>;
  if (args.some((arg) => isNonNullType(arg.type)) && !all[name]) throw new Error(`no arguments for ${name}`);
  return all[name] ?? {};
};

describe("without the server's own checks, row-level security", () => {
  it.each(["fresh", "used", "broken"] as const)(
    "lets nothing of another tenant be read on %s connections",
    async (connections) => {
      await over(url, async (pool) => {
        for (const question of questions()) {
          await wear(pool, connections);
          const told = await ask(on(pool, stranger.request()), question);
          expect([question, given(told)]).toEqual([question, []]);
        }
      });
    },
  );

  it.each(["fresh", "used", "broken"] as const)(
    "lets nothing of another tenant be changed on %s connections",
    async (connections) => {
      const before = await rowsOfOwner();
      for (const field of mutations()) {
        putChecksBack();
        house.advance(3_600_001);
        const other = await house.signUp();
        takeChecksOut();
        await over(url, async (pool) => {
          await wear(pool, connections);
          const told = await ask(on(pool, other.request()), documentOf(field), variablesOf(field));
          expect([field.name, given(told)]).toEqual([field.name, []]);
        });
      }
      expect(await rowsOfOwner()).toEqual(before);
    },
  );

  it("is what does it: a role that it does not bind reads and changes what is another's", async () => {
    const shown = new Set<string>();
    const before = await rowsOfOwner();
    await over(house.superuserUrl, async (pool) => {
      for (const question of questions()) {
        const told = await ask(on(pool, stranger.request()), question);
        for (const mark of given(told)) shown.add(mark);
      }
      for (const field of mutations().filter(({ name }) => name === "revokeDevice")) {
        await ask(on(pool, stranger.request()), documentOf(field), variablesOf(field));
      }
    });
    expect([...shown].sort()).toEqual(marks().sort());
    expect(await rowsOfOwner()).not.toEqual(before);
  });
});
