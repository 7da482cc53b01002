import type { Client } from "pg";
import type { Passwords } from "./folder.ts";

/**
 * Makes, where they are missing, the database `sealgraph`, the role that owns and migrates it, and the role the server
 * works as: that one owns nothing and passes no row-level security. Can be repeated after a crash at any point.
 */
export async function makeRoles(superuser: Client, passwords: Passwords): Promise<void> {
  await makeRole(superuser, "sealgraph_owner", passwords.owner);
  await makeRole(superuser, "sealgraph_app", passwords.application);
  const { rowCount } = await superuser.query("select from pg_database where datname = 'sealgraph'");
  if (!rowCount) await superuser.query("create database sealgraph owner sealgraph_owner");
  await superuser.query("revoke all on database sealgraph from public");
  await superuser.query("grant connect on database sealgraph to sealgraph_app");
}

async function makeRole(superuser: Client, name: string, password: string): Promise<void> {
  const { rowCount } = await superuser.query("select from pg_roles where rolname = $1", [name]);
  if (rowCount) return;
  const role = superuser.escapeIdentifier(name);
  await superuser.query(
    `create role ${role} login nosuperuser nobypassrls password ${superuser.escapeLiteral(password)}`,
  );
}
