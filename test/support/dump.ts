import { Client } from "pg";
import type { FreshDatabase } from "./database.ts";

/** Rows that come and go with every request, and say nothing of anybody's things. */
const passing = ["attempt", "challenge", "sign_up", "factor_step"];
/** What servers write by themselves, and the logs, which tell of what was refused as well. */
const besides = ["job", "seat_day", "audit_waiting", "audit_entry", "audit_head"];

/** Every row of every table, as text and in order: to be compared. `leaveOut` names further tables. */
export async function dump(
  { superuserUrl }: Pick<FreshDatabase, "superuserUrl">,
  leaveOut: readonly string[] = [],
): Promise<Record<string, string[]>> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query(
      "select quote_ident(schemaname) || '.' || quote_ident(tablename) as full, tablename as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
    );
    const found: Record<string, string[]> = {};
    for (const { full, name } of tables) {
      if (passing.includes(name) || besides.includes(name) || leaveOut.includes(name)) continue;
      const { rows } = await client.query(`select t::text as row from ${full} t order by 1`);
      found[name] = rows.map(({ row }) => row);
    }
    return found;
  } finally {
    await client.end();
  }
}
