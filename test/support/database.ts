import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { roleOf, type Template, urlOf } from "./template-url.ts";

/** A migrated, empty database of the calling test's own. */
export interface FreshDatabase {
  /** For the role that the server works as. */
  readonly applicationUrl: string;
  /** For the role that owns the schema. */
  readonly ownerUrl: string;
  /** For a role that sees everything: to look at raw rows, or to make the roles that must be refused. */
  readonly superuserUrl: string;
  /** Takes a copy as it stands; nobody may be connected. Gives what puts it back, as often as it is called. */
  copy(): Promise<() => Promise<void>>;
  /** Ends every connection to it and its copies; may be repeated. */
  drop(): Promise<void>;
}

/** Clones the template that the global set-up migrated: a few hundredths of a second. */
export const freshDatabase = (): Promise<FreshDatabase> => makeDatabase(null);

/** One that nobody has migrated yet. */
export const emptyDatabase = (): Promise<FreshDatabase> => makeDatabase("template0");

async function makeDatabase(from: string | null): Promise<FreshDatabase> {
  const template = JSON.parse(process.env.SEALGRAPH_TEST_TEMPLATE ?? "null") as Template | null;
  if (!template) throw new Error("the global set-up did not run: start tests by jest");
  const source = new URL(template.ownerUrl).pathname.slice(1);
  const name = `test_${randomBytes(4).toString("hex")}_${source.replace("template_", "")}`;
  const copies: string[] = [];
  // By files: through the write-ahead log it takes eight times the work.
  const clone = (made: string, from: string) =>
    administer(
      template.superuserUrl,
      `create database ${made} template ${from} owner ${roleOf(template.ownerUrl)} strategy file_copy`,
    );
  const drop = (database: string) =>
    administer(template.superuserUrl, `drop database if exists ${database} with (force)`);
  await clone(name, from ?? source);
  return {
    applicationUrl: urlOf(template.applicationUrl, name),
    ownerUrl: urlOf(template.ownerUrl, name),
    superuserUrl: urlOf(template.superuserUrl, name),
    copy: async () => {
      const copy = `copy${copies.length}_${name}`;
      copies.push(copy);
      await clone(copy, name);
      return async () => {
        await drop(name);
        await clone(name, copy);
      };
    },
    drop: async () => {
      for (const database of [name, ...copies]) await drop(database);
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
