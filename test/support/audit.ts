import { Client } from "pg";
import type { FreshDatabase } from "./database.ts";

/** Resolves when everything that was done has its place in the logs: told by the worker that chained it. */
export async function allChained({ superuserUrl }: Pick<FreshDatabase, "superuserUrl">): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    let told = () => {};
    let heard = new Promise<void>((resolve) => (told = resolve));
    client.on("notification", ({ payload }) => {
      if (payload?.includes(" audit")) told();
    });
    await client.query("listen sealgraph");
    for (;;) {
      const { rows } = await client.query("select from audit_waiting limit 1");
      if (rows.length === 0) return;
      await heard;
      heard = new Promise<void>((resolve) => (told = resolve));
    }
  } finally {
    await client.end();
  }
}
