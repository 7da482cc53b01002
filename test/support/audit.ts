import { Client, Pool } from "pg";
import { chainAudit } from "../../src/domain/audit/chain.ts";
import { claimJob, finishJob } from "../../src/domain/job/rows.ts";
import { inHouse } from "../../src/domain/transaction.ts";
import { bareHouse } from "./bare-house.ts";
import type { FreshDatabase } from "./database.ts";

const channel = "sealgraph";
/** Later than whatever clock a house has. */
const atTheEnd = new Date("9000-01-01");

/**
 * Resolves when everything that was done has its place in the logs. Chains it as the worker of another server process would,
 * before its time; where the house's own worker is at it, waits to be told by that one.
 */
export async function allChained({ superuserUrl, applicationUrl }: Urls): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  const pool = new Pool({ connectionString: applicationUrl, max: 1 });
  // A pool says that it has ended before its connection has: the database may be dropped under it.
  pool.on("error", () => {});
  await client.connect();
  try {
    let told = () => {};
    let heard = new Promise<void>((resolve) => (told = resolve));
    client.on("notification", ({ payload }) => {
      if (payload?.includes(" audit")) told();
    });
    await client.query(`listen ${channel}`);
    const isChained = async () => (await client.query("select from audit_waiting limit 1")).rows.length === 0;
    while (!(await isChained())) {
      const grown = await chain(pool);
      for (const topic of grown) await client.query("select pg_notify($1, $2)", [channel, `another,${topic}`]);
      if (grown.length > 0 || (await isChained())) continue;
      await heard;
      heard = new Promise<void>((resolve) => (told = resolve));
    }
  } finally {
    await client.end();
    await pool.end();
  }
}

type Urls = Pick<FreshDatabase, "superuserUrl" | "applicationUrl">;

/** One turn of the job, unless another worker has it. Gives the topics that are to be rung. */
async function chain(pool: Pool): Promise<readonly string[]> {
  const rung: string[] = [];
  const house = bareHouse(pool, { doorbell: { ring: (topics) => rung.push(...topics), listen: () => () => {} } });
  await inHouse(house, async (tx) => {
    const [[claimed]] = await tx.run(claimJob(["CHAIN_AUDIT"], atTheEnd));
    if (!claimed) return;
    await chainAudit(tx, house);
    await tx.finish(finishJob(claimed, claimed.dueAt));
  });
  return rung;
}
