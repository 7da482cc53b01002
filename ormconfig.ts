import "reflect-metadata";
import { DataSource } from "typeorm";
import { migrationsFor } from "./migrations/index.ts";
import { entities } from "./src/entities/index.ts";

export interface DataSourceOptions {
  /** `postgres://…` of the role that connects. */
  readonly url: string;
  /** The role that migrations grant to; the one that connects unless told. */
  readonly applicationRole?: string;
  readonly poolSize?: number;
}

/**
 * Every statement looks things up by key, whatever the planner believes of the tables' sizes: its statistics lag behind a
 * table that grows, and planning anew costs more than most lookups. Nor is any plan compiled: up to PostgreSQL 17 a table that has to
 * be walked after all counts for so much without sequential scans that it would be, at a hundred times its cost (docs/adr/0014).
 */
const planning = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off";

/** THE DataSource, not yet connected: the server, the operator's commands and the tests make theirs here. */
export function makeDataSource(options: DataSourceOptions): DataSource {
  return new DataSource({
    type: "postgres",
    url: options.url,
    entities: [...entities],
    migrations: migrationsFor(options.applicationRole ?? roleOf(options.url)),
    migrationsTableName: "migration",
    migrationsTransactionMode: "all",
    synchronize: false,
    logging: false,
    installExtensions: false,
    applicationName: "sealgraph",
    connectTimeoutMS: 5_000,
    poolSize: options.poolSize ?? 10,
    // Connections stay: each has its prepared statements, and a timer per request would be set in vain.
    extra: { options: planning, idleTimeoutMillis: 0 },
  });
}

/** The user name of a `postgres://` URL; none of what is no URL, which is refused where configuration is read. */
export const roleOf = (url: string): string => (URL.canParse(url) ? decodeURIComponent(new URL(url).username) : "");

const { DATABASE_URL = "postgres://localhost/sealgraph", DATABASE_OWNER_URL = DATABASE_URL } = process.env;

/** For TypeORM's own command line: the owner's connection, by the environment. */
export default makeDataSource({ url: DATABASE_OWNER_URL, applicationRole: roleOf(DATABASE_URL) });
