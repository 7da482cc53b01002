import { readdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { DataSource } from "typeorm";
import { migrationTexts } from "../../migrations/index.ts";
import { makeDataSource, roleOf } from "../../ormconfig.ts";
import { demandCurrentSchema, migrateDown, migrateUp, readSchemaState } from "../../src/operator/migrate.ts";
import { type FreshDatabase, freshDatabase } from "../support/database.ts";

let database: FreshDatabase;
let owner: DataSource;

beforeEach(async () => {
  database = await freshDatabase();
  const applicationRole = roleOf(database.applicationUrl);
  owner = await makeDataSource({ url: database.ownerUrl, applicationRole, poolSize: 2 }).initialize();
});

afterEach(async () => {
  await owner.destroy();
  await database.drop();
});

describe("the migrations", () => {
  it("come in pairs, and every file of the folder is one", () => {
    const files = readdirSync(new URL("../../migrations/", import.meta.url)).filter((name) => name !== "index.ts");
    const stems = migrationTexts.map((text) => text.name.slice(0, -14));
    expect(files.sort()).toEqual(stems.flatMap((stem) => [`${stem}.down.sql`, `${stem}.up.sql`]));
  });

  it("make the tables that the entities describe, to the last constraint", async () => {
    const { upQueries } = await owner.driver.createSchemaBuilder().log();
    expect(upQueries.map((query) => query.query)).toEqual([]);
  });

  it("leave nothing behind when all are taken back, and can be applied again", async () => {
    const before = await objectsOf(owner);
    await migrateDown(owner);
    expect(await objectsOf(owner)).toEqual(["applied_migration", "migration"]);
    expect(await migrateUp(owner)).toEqual(migrationTexts.map((text) => text.name));
    expect(await objectsOf(owner)).toEqual(before);
  });

  it("take shares along that guests were invited into, and leave all others", async () => {
    const [tenant, user, opened, other] = Array.from({ length: 4 }, () => crypto.randomUUID());
    await owner.query("insert into tenant (id, created_at) values ($1, now())", [tenant]);
    await owner.query(
      `insert into "user" (tenant_id, id, address, name, role, is_primary, person_salt, created_at)
       values ($1, $2, 'a@b', 'name', 'USER', false, sha256('salt'), now())`,
      [tenant, user],
    );
    for (const share of [opened, other]) {
      await owner.query(
        "insert into roster (tenant_id, id, kind, seq, head, epoch, state) values ($1, $2, 'SHARE', 0, sha256('head'), 1, 'state')",
        [tenant, share],
      );
      await owner.query("insert into vault (tenant_id, id, class, revision, count) values ($1, $2, 'SHARE', 0, 0)", [
        tenant,
        share,
      ]);
      await owner.query(
        `insert into share (tenant_id, id, scope, name, name_epoch, founder_id, created_at, opened)
         values ($1, $2::uuid, 'BUSINESS', decode(repeat('01', 329), 'hex'), 1, $3, now(), $2::uuid = $4::uuid)`,
        [tenant, share, user, opened],
      );
    }
    await owner.query(
      `with g as (insert into share_guest values ($1, $2, gen_random_uuid(), 'a@b', 'name', sha256('salt'), decode(repeat('00', 1216), 'hex'), 'ACTIVE', now())
         returning tenant_id, share_id, user_id)
       insert into share_recipient (tenant_id, share_id, recipient_id, guest_id, role) select tenant_id, share_id, user_id, user_id, 'READER' from g`,
      [tenant, opened],
    );
    await owner.query(
      "insert into share_invitation values ($1, $2, sha256('key'), 1, $3, 'a@b', 'name', sha256('salt'), 'READER', now(), now())",
      [tenant, opened, user],
    );
    for (let last = migrationTexts.length; last >= 14; last--) await owner.undoLastMigration({ transaction: "all" });
    for (const table of ["share", "vault", "roster"]) {
      expect(await owner.query(`select id from ${table} where tenant_id = $1`, [tenant])).toEqual([{ id: other }]);
    }
    expect(await owner.query("select recipient_id from share_recipient where tenant_id = $1", [tenant])).toEqual([]);
    await migrateUp(owner);
    expect(await owner.query("select id from share where not opened")).toEqual([{ id: other }]);
  });

  it("take recovery groups along with what was entrusted to them, and leave people, vaults and other groups", async () => {
    const [tenant, user, vault, recovery, named] = Array.from({ length: 5 }, () => crypto.randomUUID());
    const run = (sql: string, ...values: unknown[]) => owner.query(sql, values);
    const wrap = "decode(repeat('00', 1225), 'hex')";
    const key = "decode(repeat('00', 1216), 'hex')";
    await run("insert into tenant (id, created_at) values ($1, now())", tenant);
    await run(
      `insert into "user" (tenant_id, id, address, name, role, is_primary, person_salt, created_at)
       values ($1, $2, 'a@b', 'name', 'ADMINISTRATOR', false, sha256('salt'), now())`,
      tenant,
      user,
    );
    for (const [roster, kind] of [
      [vault, "PROFILE"],
      [recovery, "GROUP"],
      [named, "GROUP"],
    ]) {
      await run(
        "insert into roster (tenant_id, id, kind, seq, head, epoch, state) values ($1, $2, $3, 0, sha256('head'), 1, 'state')",
        tenant,
        roster,
        kind,
      );
    }
    await run(
      "insert into vault (tenant_id, id, user_id, class, revision, count) values ($1, $2, $3, 'BUSINESS', 0, 0)",
      tenant,
      vault,
      user,
    );
    await run(
      `insert into user_group (tenant_id, id, class, name, name_epoch, created_at)
       values ($1, $2, 'RECOVERY', null, null, now()), ($1, $3, 'NAMED', decode(repeat('01', 329), 'hex'), 1, now())`,
      tenant,
      recovery,
      named,
    );
    await run(
      "insert into group_member values ($1, $2, $4, 'CUSTODIAN'), ($1, $3, $4, default)",
      tenant,
      recovery,
      named,
      user,
    );
    await run(`insert into group_epoch values ($1, $2, 1, ${key}, null)`, tenant, recovery);
    await run(`insert into member_wrap values ($1, $2, 1, $3, $3, ${wrap}, now())`, tenant, recovery, user);
    await run(`insert into recovery_code values ($1, $2, 1, ${key}, sha256('key'), now())`, tenant, recovery);
    await run(`insert into recovery_code_wrap values ($1, $2, 1, $3, ${wrap}, now())`, tenant, recovery, user);
    await run(
      "insert into recovery_switch values ($1, 'IN_FORCE', $2, 1, sha256('head'), 0, 0, 1, $3, now())",
      tenant,
      recovery,
      user,
    );
    await run(
      `insert into entrusted_wrap values ($1, $2, 1, $3, 1, $4, ${wrap}, now())`,
      tenant,
      vault,
      recovery,
      user,
    );
    for (let last = migrationTexts.length; last >= 16; last--) await owner.undoLastMigration({ transaction: "all" });
    expect(await run("select id from user_group")).toEqual([{ id: named }]);
    expect(await run("select group_id from group_member")).toEqual([{ group_id: named }]);
    expect(await run("select id from roster where kind = 'GROUP'")).toEqual([{ id: named }]);
    expect(await run("select id from vault")).toEqual([{ id: vault }]);
    await migrateUp(owner);
    expect(await run("select role from group_member")).toEqual([{ role: "MEMBER" }]);
  });

  it("are applied once when two processes start at the same time", async () => {
    await migrateDown(owner);
    const applicationRole = roleOf(database.applicationUrl);
    const other = await makeDataSource({ url: database.ownerUrl, applicationRole, poolSize: 2 }).initialize();
    const applied = await Promise.all([migrateUp(owner), migrateUp(other)]);
    await other.destroy();
    expect(applied.map((names) => names.length).sort()).toEqual([0, migrationTexts.length]);
  });
});

describe("a database", () => {
  it("that is up to date passes, also for the role the server works as", async () => {
    const application = await makeDataSource({ url: database.applicationUrl, poolSize: 1 }).initialize();
    await demandCurrentSchema(application);
    await application.destroy();
  });

  it("whose migration had another text is refused", async () => {
    await owner.query("update applied_migration set checksum = repeat('0', 64)");
    await expect(migrateUp(owner)).rejects.toMatchObject({ reason: "MIGRATION_CHANGED" });
  });

  it("that knows a migration we do not is refused", async () => {
    await owner.query("insert into applied_migration values ('0999-from-tomorrow-1000000000999', repeat('0', 64))");
    await expect(migrateUp(owner)).rejects.toMatchObject({ reason: "SCHEMA_NEWER" });
    await expect(demandCurrentSchema(owner)).rejects.toMatchObject({ reason: "SCHEMA_NEWER" });
  });

  it("that lacks a migration is refused unless the owner migrates", async () => {
    await migrateDown(owner);
    await expect(demandCurrentSchema(owner)).rejects.toMatchObject({ reason: "SCHEMA_BEHIND" });
    await migrateUp(owner);
    expect((await readSchemaState(owner)).pending).toEqual([]);
  });
});

/** Names of everything that stands in the schema: tables, indexes, sequences, functions, types, policies. */
async function objectsOf(dataSource: DataSource): Promise<string[]> {
  const rows: { name: string }[] = await dataSource.query(`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p', 'f')
    union all select 'function ' || proname from pg_proc where pronamespace = 'public'::regnamespace
    union all select 'type ' || typname from pg_type where typnamespace = 'public'::regnamespace and typtype in ('e', 'd')
    union all select 'policy ' || polname from pg_policy
    order by 1`);
  return rows.map((row) => row.name);
}
