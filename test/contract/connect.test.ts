import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Client } from "pg";
import { DataSource, EntitySchema, TypeORMError } from "typeorm";
import { connect } from "../../src/operator/connect.ts";
import { type FreshDatabase, freshDatabase } from "../support/database.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const source = (url: string, entities: EntitySchema[] = []) => new DataSource({ type: "postgres", url, entities });

describe("what keeps the server from its database", () => {
  it("is told as what it is where it is a mistake of ours, and not as a PostgreSQL that is not there", async () => {
    const lost = new EntitySchema<{ id: number; above: object }>({
      name: "lost",
      columns: { id: { type: Number, primary: true } },
      relations: { above: { type: "many-to-one", target: "nowhere" } },
    });
    const url = database.applicationUrl;
    await expect(connect(source(url, [lost]), url, "DATABASE_URL")).rejects.toThrow(TypeORMError);
  });

  it("is told by PostgreSQL's own code where PostgreSQL refuses what it is asked first", async () => {
    const owner = new Client({ connectionString: database.superuserUrl });
    await owner.connect();
    const { rows } = await owner.query("select current_database() as name");
    await owner.query(`alter database "${rows[0].name}" set statement_timeout = '1'`);
    await owner.query(
      "create schema slow; create function slow.version() returns text language sql as 'select pg_sleep(1)::text'",
    );
    await owner.query("grant usage on schema slow to public");
    await owner.query(`alter database "${rows[0].name}" set search_path = slow, pg_catalog, public`);
    await owner.end();
    const url = database.applicationUrl;
    await expect(connect(source(url), url, "DATABASE_URL")).rejects.toThrow(
      "refuses the connection of DATABASE_URL (code 57014)",
    );
  });
});
