import { join } from "node:path";
import type { DataSource } from "typeorm";
import { makeDataSource, roleOf } from "../../ormconfig.ts";
import type { Config } from "../config.ts";
import { connect } from "./connect.ts";
import { demandCurrentSchema, migrateUp } from "./migrate.ts";
import { type Embedded, startEmbedded } from "./postgres/start.ts";
import { demandServerVersion, demandWorkingRole } from "./working-role.ts";

/** A database that is connected, current and safe to work with. */
export interface Database {
  readonly dataSource: DataSource;
  /** `null` where DATABASE_URL names a PostgreSQL of somebody else. */
  readonly embedded: Embedded | null;
  /** Names of the migrations that this start applied. */
  readonly migrated: readonly string[];
  /** Ends the pool, then the embedded server. */
  close(): Promise<void>;
}

/**
 * Opens the database of DATABASE_URL, or starts the embedded one; migrates as the owner where there is one. The data
 * folder exists. `onLost` is called when the embedded server goes away. Throws `StartRefused`, with nothing left running.
 */
export async function openDatabase(config: Config, onLost: () => void): Promise<Database> {
  const embedded = config.databaseUrl
    ? null
    : await startEmbedded({ folder: join(config.dataDir, "postgres"), durable: true, onLost });
  const applicationUrl = embedded?.applicationUrl ?? config.databaseUrl ?? "";
  const ownerUrl = embedded?.ownerUrl ?? config.databaseOwnerUrl;
  const dataSource = makeDataSource({ url: applicationUrl, poolSize: config.poolSize });
  const close = async () => {
    if (dataSource.isInitialized) await dataSource.destroy();
    await embedded?.stop();
  };
  try {
    await connect(dataSource, applicationUrl, "DATABASE_URL");
    await demandServerVersion(dataSource);
    const migrated = ownerUrl ? await migrateAs(ownerUrl, roleOf(applicationUrl)) : [];
    await demandWorkingRole(dataSource);
    await demandCurrentSchema(dataSource);
    return { dataSource, embedded, migrated, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function migrateAs(ownerUrl: string, applicationRole: string): Promise<readonly string[]> {
  const owner = makeDataSource({ url: ownerUrl, applicationRole, poolSize: 2 });
  await connect(owner, ownerUrl, "DATABASE_OWNER_URL");
  try {
    return await migrateUp(owner);
  } finally {
    await owner.destroy();
  }
}
