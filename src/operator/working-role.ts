import type { DataSource } from "typeorm";
import { StartRefused } from "../failure.ts";

/** Throws `StartRefused` DATABASE_TOO_OLD below PostgreSQL 15. */
export async function demandServerVersion(dataSource: DataSource): Promise<void> {
  const [{ number, version }] = await dataSource.query(
    "select current_setting('server_version_num')::int as number, current_setting('server_version') as version",
  );
  if (number < 150_000) throw new StartRefused("DATABASE_TOO_OLD", { found: version });
}

/**
 * Throws `StartRefused` ROLE_TOO_POWERFUL when the connected role, or a role that it may become, is a superuser,
 * bypasses row-level security or owns a table: for such a role the second lock would not exist.
 */
export async function demandWorkingRole(dataSource: DataSource): Promise<void> {
  const [rights] = await dataSource.query(`
    select current_user as role,
           exists (select from pg_roles where rolsuper and pg_has_role(oid, 'member')) as super,
           exists (select from pg_roles where rolbypassrls and pg_has_role(oid, 'member')) as bypasses,
           exists (select from pg_class where relkind in ('r', 'p', 'v', 'm', 'f') and relpersistence <> 't'
                     and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)
                     and pg_has_role(relowner, 'member')) as owns`);
  const refuse = (why: string) => new StartRefused("ROLE_TOO_POWERFUL", { role: rights.role, why });
  if (rights.super) throw refuse("is a superuser, or may become one");
  if (rights.bypasses) throw refuse("bypasses row-level security");
  if (rights.owns) throw refuse("owns tables, or may become the role that does");
}
