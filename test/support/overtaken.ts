import { Client } from "pg";
import type { VerbsHouse } from "./verbs.ts";

/** What becomes of an act that waits for the roster of a company while something else is done there, and stands before it goes on. */
export async function overtaken<T>(
  house: VerbsHouse,
  company: string,
  act: () => Promise<T>,
  meanwhile: string,
): Promise<T | string> {
  const client = new Client({ connectionString: house.superuserUrl });
  await client.connect();
  await client.query("begin");
  await client.query("select from roster where tenant_id = $1 and id = $1 for update", [company]);
  const running = act().catch((error) => error.code as string);
  while (!(await waits(house)));
  await client.query(meanwhile);
  await client.query("commit");
  await client.end();
  return running;
}

/** What becomes of an act while something else was begun before it, and stands only after the act has looked. */
export async function besides<T>(house: VerbsHouse, act: () => Promise<T>, begun: string): Promise<T | string> {
  const client = new Client({ connectionString: house.superuserUrl });
  await client.connect();
  await client.query("begin");
  await client.query(begun);
  let isOver = false;
  const running = act()
    .catch((error) => error.code as string)
    .finally(() => {
      isOver = true;
    });
  while (!(isOver || (await waits(house))));
  await client.query("commit");
  await client.end();
  return running;
}

/** Whether anybody waits for a lock. */
async function waits(house: VerbsHouse): Promise<boolean> {
  const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
  return (await house.asSuperuser(waiting)).length > 0;
}
