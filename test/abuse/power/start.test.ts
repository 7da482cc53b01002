/**
 * The server is killed during its first start, at every step that leaves something behind, and during its migrations, at many
 * packets on their way. The next start makes everything whole without being told to, and the schema is the one that is made
 * at once.
 */
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Client } from "pg";
import { stopLeftOver } from "../../../src/operator/postgres/start.ts";
import { emptyDatabase, type FreshDatabase, freshDatabase } from "../../support/database.ts";
import { openDatabaseLine } from "../../support/database-line.ts";
import { type Launched, launch, ready } from "../../support/launch.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sealgraph-start-"));
  chmodSync(folder, 0o711);
});
afterEach(async () => {
  await stopLeftOver(join(folder, "postgres"));
  rmSync(folder, { recursive: true, force: true });
});

const isThere = (path: string) => existsSync(join(folder, path));
/** Signs that a first start has come so far. */
const signs: readonly [string, () => boolean][] = [
  ["its folder is begun", () => readdirSync(folder).length > 0],
  ["PostgreSQL's folder has its place", () => isThere("postgres/data/PG_VERSION")],
  ["PostgreSQL is starting", () => isThere("postgres/data/postmaster.pid")],
  ["the server's secret is written", () => isThere("server.secret")],
];

async function killedWhen(house: Launched, isSo: () => boolean): Promise<void> {
  let over = false;
  void house.ended.then(() => {
    over = true;
  });
  // Each millisecond: a loop without any pause would take a processor from the start that it watches.
  while (!isSo() && !over) await new Promise((resolve) => setTimeout(resolve, 1));
  house.signal("SIGKILL");
  await house.ended;
}

describe("a first start that is killed", () => {
  it.each(signs)("when %s is made good by the next", async (_, isSo) => {
    await killedWhen(await launch({ folder }), isSo);
    const next = await launch({ folder });
    await next.written(ready);
    expect((await fetch(`${next.url}/health/ready`)).status).toBe(200);
    next.signal("SIGINT");
    expect((await next.ended).code).toBe(0);
    // Nothing half made is left lying about.
    expect(readdirSync(folder).filter((name) => name.includes(".new-"))).toEqual([]);
  });
});

/** Tables, columns, constraints, policies, functions and rights, as text. */
async function schemaOf(superuserUrl: string): Promise<unknown> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  const ask = async (text: string) => (await client.query(text)).rows;
  const found = {
    columns: await ask(
      "select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns where table_schema = 'public' order by 1, 2",
    ),
    constraints: await ask(
      "select conrelid::regclass::text as of, conname, pg_get_constraintdef(oid) as text from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2",
    ),
    indexes: await ask("select indexname, indexdef from pg_indexes where schemaname = 'public' order by 1"),
    policies: await ask(
      "select tablename, policyname, cmd, qual, with_check from pg_policies where schemaname = 'public' order by 1, 2",
    ),
    functions: await ask(
      "select proname, md5(prosrc) as source, prosecdef from pg_proc where pronamespace = 'public'::regnamespace order by 1, 2",
    ),
    migrations: await ask("select name, checksum from applied_migration order by 1"),
  };
  await client.end();
  return found;
}

describe("migrations that are killed", () => {
  let database: FreshDatabase;
  beforeEach(async () => {
    database = await emptyDatabase();
  });
  afterEach(() => database.drop());

  it("on their way are all or nothing, and the next start makes them whole", async () => {
    const whole = await freshDatabase();
    const expected = await schemaOf(whole.superuserUrl);
    await whole.drop();
    const line = await openDatabaseLine();
    const start = () =>
      launch({
        folder,
        environment: {
          DATABASE_URL: line.through(database.applicationUrl),
          DATABASE_OWNER_URL: line.through(database.ownerUrl),
          SERVER_SECRET: randomBytes(32).toString("base64url"),
        },
      });
    let killed = 0;
    for (const packet of [6, 12, 18, 24, 30, 36]) {
      let isReached = false;
      line.onPacket(packet, () => {
        isReached = true;
      });
      const house = await start();
      const isUp = house.written(ready).then(
        () => true,
        () => false,
      );
      await killedWhen(house, () => isReached);
      if (!(await isUp)) killed++;
      const client = new Client({ connectionString: database.superuserUrl });
      await client.connect();
      const { rows } = await client.query("select count(*)::int as tables from pg_tables where schemaname = 'public'");
      await client.end();
      // None, the list of migrations alone, or all of them.
      expect([0, 1, 2, (expected as { tables?: number }).tables ?? rows[0].tables]).toContain(rows[0].tables);
    }
    expect(killed).toBeGreaterThan(2);
    const house = await start();
    await house.written(ready);
    house.signal("SIGINT");
    await house.ended;
    expect(await schemaOf(database.superuserUrl)).toEqual(expected);
    await line.close();
  });
});
