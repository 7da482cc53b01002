import { dirname } from "node:path";
import { Client } from "pg";
import { StartRefused } from "../../failure.ts";

/** Any number, the same in every version. */
const lock = 7_283_470;

/**
 * Takes a lock that lives as long as its connection: no other process serves these data, and a crash locks nobody out.
 * Throws `StartRefused` ALREADY_RUNNING, with who holds it, or POSTGRES_BROKEN when PostgreSQL does not let us in.
 */
export async function hold(url: string, folder: string, onLost?: () => void): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: `process ${process.pid}`, keepAlive: true });
  client.on("error", () => {});
  await client.connect().catch((error: Error) => {
    throw new StartRefused("POSTGRES_BROKEN", { step: "its first connection", log: error.message });
  });
  const { rows } = await client.query(`select pg_try_advisory_lock(${lock}) as held`);
  if (rows[0].held) {
    client.once("end", () => onLost?.());
    return client;
  }
  const { rows: holders } = await client.query(
    `select application_name as name from pg_locks join pg_stat_activity using (pid) where objid = ${lock} and granted`,
  );
  await client.end();
  throw new StartRefused("ALREADY_RUNNING", { folder: dirname(folder), holder: holders[0]?.name ?? "ended just now" });
}
