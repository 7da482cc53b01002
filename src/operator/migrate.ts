import type { DataSource, QueryRunner } from "typeorm";
import { type MigrationText, migrationTexts } from "../../migrations/index.ts";
import { StartRefused } from "../failure.ts";

/** How the database stands to the migrations of this version, by name. */
export interface SchemaState {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  /** Applied to the database, unknown here: a newer version was started on it. */
  readonly unknown: readonly string[];
  /** Applied with another text than ours. */
  readonly changed: readonly string[];
}

/** Works with the owner and with the application role. */
export async function readSchemaState(
  dataSource: DataSource,
  texts: readonly MigrationText[] = migrationTexts,
): Promise<SchemaState> {
  const [{ found }] = await dataSource.query("select to_regclass('applied_migration') is not null as found");
  const rows: { name: string; checksum: string }[] = found
    ? await dataSource.query("select name, checksum from applied_migration order by name")
    : [];
  const checksums = new Map(rows.map((row) => [row.name, row.checksum]));
  const known = new Set(texts.map((text) => text.name));
  return {
    applied: [...checksums.keys()],
    pending: texts.filter((text) => !checksums.has(text.name)).map((text) => text.name),
    unknown: [...checksums.keys()].filter((name) => !known.has(name)),
    changed: texts
      .filter((text) => (checksums.get(text.name) ?? text.checksum) !== text.checksum)
      .map((text) => text.name),
  };
}

/**
 * Applies every pending migration, all or nothing, and answers their names. `owner` is connected as the owner; other
 * processes that migrate wait for their turn. Throws `StartRefused` SCHEMA_NEWER, MIGRATION_CHANGED, MIGRATION_FAILED.
 */
export async function migrateUp(owner: DataSource): Promise<readonly string[]> {
  return inTurn(owner, async () => {
    const { pending } = demandKnown(await readSchemaState(owner));
    if (pending.length === 0) return [];
    try {
      await owner.runMigrations({ transaction: "all" });
    } catch (error) {
      const { code = "none", message } = error as Error & { code?: string };
      throw new StartRefused("MIGRATION_FAILED", { code, message });
    }
    return pending;
  });
}

/** Takes back every migration, last one first: what is stored is gone. */
export async function migrateDown(owner: DataSource): Promise<void> {
  await inTurn(owner, async () => {
    const { applied } = demandKnown(await readSchemaState(owner));
    for (const _ of applied) await owner.undoLastMigration({ transaction: "all" });
  });
}

/** Throws `StartRefused` unless the database has exactly our migrations: SCHEMA_NEWER, MIGRATION_CHANGED, SCHEMA_BEHIND. */
export async function demandCurrentSchema(dataSource: DataSource): Promise<void> {
  const { pending } = demandKnown(await readSchemaState(dataSource));
  if (pending[0]) throw new StartRefused("SCHEMA_BEHIND", { count: pending.length, name: pending[0] });
}

function demandKnown(state: SchemaState): SchemaState {
  if (state.unknown[0]) throw new StartRefused("SCHEMA_NEWER", { name: state.unknown[0] });
  if (state.changed[0]) throw new StartRefused("MIGRATION_CHANGED", { name: state.changed[0] });
  return state;
}

async function inTurn<T>(owner: DataSource, act: () => Promise<T>): Promise<T> {
  const runner: QueryRunner = owner.createQueryRunner();
  try {
    await runner.query("select pg_advisory_lock(7283471)");
    return await act();
  } finally {
    await runner.query("select pg_advisory_unlock(7283471)").catch(() => {});
    await runner.release();
  }
}
