/**
 * Every statement that the server ever sends, prepared on the database as the role that serves requests: each column, function and
 * right that it names is there, on whatever PostgreSQL this runs.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { Client } from "pg";
import { namedStatements, statement } from "../../src/domain/batch.ts";
import { type FreshDatabase, freshDatabase } from "../support/database.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const folder = "src/domain";
/** What begins and ends transactions cannot be prepared by SQL, and is run by every other test. */
const control = /^(begin|commit|rollback|savepoint|release|listen|notify)\b/i;

it("is parsed by the database", async () => {
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, file);
    if (file.endsWith(".ts") && /\bstatement\b/.test(readFileSync(path, "utf8"))) await import(`../../${path}`);
  }
  const statements = [...namedStatements()].filter(([, text]) => !control.test(text.trim()));
  expect(statements.length).toBeGreaterThan(400);
  const client = new Client({ connectionString: database.applicationUrl });
  await client.connect();
  const refused: string[] = [];
  for (const [place, [name, text]] of statements.entries()) {
    await client
      .query(`prepare s${place} as ${text}`)
      .catch((error: Error) => refused.push(`${name}: ${error.message}`));
  }
  await client.end();
  expect(refused).toEqual([]);
});

it("has a name that is no other's", () => {
  const { name, text } = statement("twice", "select 1");
  expect(statement(name, text)).toEqual({ name, text });
  expect(() => statement(name, "select 2")).toThrow("two statements are called twice");
});
