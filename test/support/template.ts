import { randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { makeDataSource } from "../../ormconfig.ts";
import { migrateUp } from "../../src/operator/migrate.ts";
import { isAlive } from "../../src/operator/postgres/postmaster.ts";
import { startEmbedded, stopLeftOver } from "../../src/operator/postgres/start.ts";
import { type Template, urlOf } from "./template-url.ts";

/**
 * Makes one migrated database for the workers to clone: on the PostgreSQL of TEST_POSTGRES_URL (a role that may make
 * roles and databases), else on an embedded one in a folder of its own. `remove` takes everything away again. Where there
 * is one already, because many runs share it, that one is taken and left.
 */
export async function prepareTemplate(): Promise<{ remove(): Promise<void> }> {
  if (process.env.SEALGRAPH_TEST_TEMPLATE) return { remove: async () => {} };
  await removeAbandoned();
  const external = process.env.TEST_POSTGRES_URL;
  const server = external ? { superuserUrl: external, stop: async () => {} } : await startTemporary();
  const made = await makeTemplate(server.superuserUrl);
  process.env.SEALGRAPH_TEST_TEMPLATE = JSON.stringify(made.template);
  return {
    remove: async () => {
      if (external) await made.drop();
      await server.stop();
    },
  };
}

const prefix = "sealgraph-test-";

async function startTemporary() {
  const folder = join(tmpdir(), `${prefix}${process.pid}`);
  await mkdir(folder);
  await chmod(folder, 0o711);
  const { superuserUrl, stop } = await startEmbedded({ folder: join(folder, "postgres"), durable: false });
  return {
    superuserUrl,
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function makeTemplate(superuserUrl: string) {
  const suffix = randomBytes(4).toString("hex");
  const names = {
    owner: `sealgraph_owner_${suffix}`,
    application: `sealgraph_app_${suffix}`,
    database: `template_${suffix}`,
  };
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  await client.query(`create role ${names.owner} login password '${suffix}'`);
  await client.query(`create role ${names.application} login password '${suffix}'`);
  await client.query(`create database ${names.database} owner ${names.owner}`);
  await client.end();
  const template = {
    superuserUrl,
    ownerUrl: urlOf(superuserUrl, names.database, names.owner, suffix),
    applicationUrl: urlOf(superuserUrl, names.database, names.application, suffix),
  } satisfies Template;
  const owner = await makeDataSource({
    url: template.ownerUrl,
    applicationRole: names.application,
    poolSize: 2,
  }).initialize();
  await migrateUp(owner);
  await owner.destroy();
  const drop = async () => {
    const client = new Client({ connectionString: superuserUrl });
    await client.connect();
    const { rows } = await client.query("select datname as name from pg_database where datname like $1", [
      `%_${suffix}%`,
    ]);
    for (const { name } of rows) await client.query(`drop database ${client.escapeIdentifier(name)} with (force)`);
    await client.query(`drop role ${names.owner}, ${names.application}`);
    await client.end();
  };
  return { template, drop };
}

/** Servers and folders of test runs that were killed. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue;
    const folder = join(tmpdir(), name);
    await stopLeftOver(join(folder, "postgres")).catch(() => {});
    await rm(folder, { recursive: true, force: true });
  }
}
