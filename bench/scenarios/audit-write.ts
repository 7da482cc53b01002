import { Client } from "pg";
import { type House, openHouse } from "../house.ts";
import type { Measure, Scenario } from "../scenario.ts";
import { bindOthers, usersOf } from "../seed/policies.ts";
import { openOurs } from "./put-item.ts";

/**
 * What the log costs: commits to business profiles, each with the entry that a policy asks for, which is chained meanwhile. The baseline is the same
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
        ours: await openAudited(house),
        baseline: await openAudited(silent),
        close: silent.close,
      };
    } catch (error) {
      await silent.close();
      throw error;
    }
  },
};

/** Commits of people whose policy records what they do. */
async function openAudited(house: House): Promise<Measure> {
  const before = await usersOf(house);
  const commits = await openOurs(house, "business");
  await bindOthers(house, before);
  return commits;
}

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
