/** What the database walks to answer: found by an index, however large a company has become. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { operation } from "../../src/crypto/link.ts";
import { groupClass } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import type { Bound } from "../../src/domain/batch.ts";
import { beginning } from "../../src/domain/sync/positions.ts";
import { listRosters } from "../../src/domain/sync/rows.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
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
