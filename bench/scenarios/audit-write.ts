import { Client } from "pg";
import { openHouse } from "../house.ts";
import type { Scenario } from "../scenario.ts";
import { openOurs } from "./put-item.ts";

/**
 * What the log costs: commits to business profiles, each with its entry, which is chained meanwhile. The baseline is the same
 * server on a database of its own whose entries go nowhere: a trigger drops them, so it pays for making an entry, and not
 * for keeping one.
 */
export const auditWrite: Scenario = {
  name: "audit-write",
  unit: "commits/s",
  aim: { bound: "AT_LEAST", ratio: 0.85 },
  async prepare(house) {
    const silent = await openHouse();
    try {
      await dropEntries(silent.ownerUrl);
      return {
        ours: await openOurs(house, "business"),
        baseline: await openOurs(silent, "business"),
        close: silent.close,
      };
    } catch (error) {
      await silent.close();
      throw error;
    }
  },
};

async function dropEntries(ownerUrl: string): Promise<void> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query(`
      create function drop_entry() returns trigger language plpgsql as $$ begin return null; end $$;
      create trigger no_log before insert on audit_waiting for each row execute function drop_entry()`);
  } finally {
    await owner.end();
  }
}
