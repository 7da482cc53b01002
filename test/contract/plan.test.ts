/** What the database walks to answer: found by an index, however large a company has become. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { makeDataSource } from "../../ormconfig.ts";
import { operation } from "../../src/crypto/link.ts";
import { groupClass } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import type { Bound } from "../../src/domain/batch.ts";
import { openWhatStands } from "../../src/domain/commit/offers.ts";
import { offerHeads } from "../../src/domain/restoring/offer-heads.ts";
import { beginning } from "../../src/domain/sync/positions.ts";
import { listHeard, listRosters } from "../../src/domain/sync/roster-rows.ts";
import { listHeads, listRecords } from "../../src/domain/sync/rows.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import type { VaultId } from "../../src/ids.ts";
import { longestCursor } from "../../src/schema/scalars.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { BareShare } from "../support/bare-share.ts";
import { beginRestoredIn } from "../support/operator.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());

interface PlanNode {
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly PlanNode[];
}

/** How many rows of a table a statement takes into its hands, for somebody. */
async function walked(who: BareMember, { statement, values }: Bound<unknown>, table: string): Promise<number> {
  const { accessHash, now } = who.app();
  const client = await house.house.pool.connect();
  try {
    await client.query("begin");
    await client.query("select * from enter($1, $2, '{}', null)", [accessHash, now]);
    const { rows } = await client.query(`explain (analyze, format json) ${statement.text}`, [...values]);
    return rowsOf(rows[0]["QUERY PLAN"][0].Plan, table);
  } finally {
    await client.query("rollback");
    client.release();
  }
}

function rowsOf(node: PlanNode, table: string): number {
  const own = (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"];
  const below = (node.Plans ?? []).reduce((sum, each) => sum + rowsOf(each, table), 0);
  return below + (node["Relation Name"] === table ? own : 0);
}

it("is made once for all values, walks no table that an index serves, and is not compiled", async () => {
  const server = await makeDataSource({ url: house.ownerUrl }).initialize();
  const settings: { name: string; setting: string }[] = await server.query(
    "select name, setting from pg_settings where name in ('plan_cache_mode', 'enable_seqscan', 'jit') order by name",
  );
  await server.destroy();
  expect(settings.map(({ name, setting }) => `${name} ${setting}`)).toEqual([
    "enable_seqscan off",
    "jit off",
    "plan_cache_mode force_generic_plan",
  ]);
});

describe("the rosters of a page", () => {
  it("are found without walking those of everybody else in the company", async () => {
    const company = await BareCompany.found(house);
    const bob = await company.hire();
    await company.group(company.ada, groupClass.EVERYONE, company.ada, bob);
    await house.asSuperuser(
      `insert into roster (tenant_id, id, kind, seq, head, epoch, state)
       select $1, gen_random_uuid(), 'PROFILE', 0, decode(repeat('00', 32), 'hex'), 1, decode(repeat('00', 600), 'hex')
       from generate_series(1, 20000)`,
      [formatUuid(company.state.head.id)],
    );
    await house.asSuperuser("analyze roster");
    for (const who of [bob, company.ada]) {
      expect(await walked(who, listRosters(beginning, 500), "roster")).toBeLessThan(20);
    }
  });

  it("are the tenant's, own vaults', those of own groups and Everyone's; for administrators of all groups that stand", async () => {
    const company = await BareCompany.found(house);
    const { ada } = company;
    const [bob, eve] = [await company.hire(), await company.hire()];
    const everyone = await company.group(ada, groupClass.EVERYONE, ada, bob, eve);
    const both = await company.group(ada, groupClass.NAMED, ada, bob);
    const hers = await company.group(ada, groupClass.NAMED, ada, eve);
    const ended = await company.group(ada, groupClass.NAMED, ada, bob);
    const before = await sync(bob.app(), null, 100);
    await company.act(ada, { operation: operation.END_GROUP, subject: { group: ended.state.head.id } });
    const tenant = formatUuid(company.state.head.id);
    const vaultsOf = ({ account }: BareMember) => Object.values(account.vaults).map(({ id }) => formatUuid(id));
    const seen = async (who: BareMember) => (await sync(who.app(), null, 100)).rosters.map(({ roster }) => roster);
    const groups = (...each: { id: string }[]) => each.map(({ id }) => id).sort();
    expect(await seen(ada)).toEqual([tenant, ...vaultsOf(ada).sort(), ...groups(everyone, both, hers)]);
    expect(await seen(bob)).toEqual([tenant, ...vaultsOf(bob).sort(), ...groups(everyone, both)]);
    expect(await seen(eve)).toEqual([tenant, ...vaultsOf(eve).sort(), ...groups(everyone, hers)]);
    // What was read once is followed on, and a group that has ended among it.
    expect(before.rosters.map(({ roster }) => roster)).toContain(ended.id);
    expect((await sync(bob.app(), before.cursor, 100)).rosters.map(({ roster }) => roster)).toEqual([tenant]);
  });
});

describe("the vaults that somebody reads", () => {
  it("are found without walking shares of others, nor their recipients", async () => {
    const company = await BareCompany.found(house);
    const [bob, eve] = [await company.hire(), await company.hire()];
    const tenant = formatUuid(company.state.head.id);
    for (const statement of [
      `insert into roster (tenant_id, id, kind, seq, head, epoch, state)
       select $1, gen_random_uuid(), 'SHARE', 0, decode(repeat('00', 32), 'hex'), 1, '' from generate_series(1, 3000)`,
      `insert into vault (tenant_id, id, class, revision, count)
       select tenant_id, id, 'SHARE', 0, 0 from roster where tenant_id = $1 and kind = 'SHARE'`,
    ]) {
      await house.asSuperuser(statement, [tenant]);
    }
    for (const statement of [
      `insert into share (tenant_id, id, scope, name, name_epoch, founder_id, created_at)
       select tenant_id, id, 'PERSONAL', decode(repeat('01', 329), 'hex'), 1, $2, now() from vault where tenant_id = $1 and class = 'SHARE'`,
      `with given as (
         insert into share_recipient (tenant_id, share_id, recipient_id, user_id, role)
         select s.tenant_id, s.id, $2, $2, 'READER' from share s where s.tenant_id = $1 returning tenant_id, share_id, user_id)
       insert into share_answer select tenant_id, user_id, share_id, 'ACCEPTED', now() from given`,
    ]) {
      await house.asSuperuser(statement, [tenant, formatUuid(eve.account.user)]);
    }
    const mine = await BareShare.found(company, company.ada);
    await mine.add(company.ada, bob);
    await mine.accept(bob);
    for (const table of ["vault", "share_recipient", "share_answer", "share", "roster"])
      await house.asSuperuser(`analyze ${table}`);
    for (const bound of [listHeads(beginning), listRecords(beginning, 100), listRosters(beginning, 500), listHeard()]) {
      for (const table of ["vault", "share_recipient", "share_answer"]) {
        expect([bound.statement.name, table, (await walked(bob, bound, table)) < 40]).toEqual([
          bound.statement.name,
          table,
          true,
        ]);
      }
    }
    const named = { ...beginning, vaults: [], others: "LEFT_OUT" } as const;
    expect(await walked(bob, listHeads(named), "share_recipient")).toBeLessThan(20);
    // Whoever has as many as there may be, and some more, has a cursor that says so.
    const { cursor } = await sync(eve.app(), null, 100);
    expect(cursor.length).toBeLessThan(longestCursor);
    expect(await sync(eve.app(), cursor, 100)).toMatchObject({ vaults: [], rosters: [], lost: [] });
    // What somebody has a lot of is what is walked.
    expect(await walked(eve, listHeard(), "share_answer")).toBeGreaterThan(2_999);
  });
});

describe("the opening of a restored vault", () => {
  it("walks no sessions of those who do not write to it", async () => {
    const company = await BareCompany.found(house);
    const [bob, eve] = [await company.hire(), await company.hire()];
    const share = await BareShare.found(company, bob);
    await house.asSuperuser(
      `insert into session (tenant_id, id, user_id, device_id, surface, access_hash, access_expires_at, refresh_hash, expires_at, created_at)
       select tenant_id, gen_random_uuid(), user_id, id, 'APP', sha256((id::text || n)::bytea), now(), sha256((n || id::text)::bytea), now() + interval '1 day', now()
       from device, generate_series(1, 3000) as n where user_id = $1 limit 3000`,
      [formatUuid(eve.account.user)],
    );
    for (const table of ["session", "vault", "share_answer", "share_recipient"])
      await house.asSuperuser(`analyze ${table}`);
    await beginRestoredIn(house);
    const vaults = [formatUuid(bob.account.vaults.PERSONAL.id), share.id] as VaultId[];
    await offerHeads(
      bob.app(),
      vaults.map((vault) => ({ vault, revision: 0 })),
    );
    const seen = await walked(bob, openWhatStands(vaults, house.house.clock()), "session");
    expect(seen).toBeGreaterThan(0);
    expect(seen).toBeLessThan(100);
  });
});
