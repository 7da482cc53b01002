import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Command } from "commander";
import { Client } from "pg";
import { makeDataSource, roleOf } from "../../ormconfig.ts";
import { migrateDown } from "../../src/operator/migrate.ts";
import { listCodes, revokeCode } from "../../src/operator/open-codes.ts";
import { note } from "../../src/operator/options.ts";
import { addTenantCommands } from "../../src/operator/tenant-commands.ts";
import { makeTenantCode } from "../../src/operator/tenants.ts";
import { type FreshDatabase, freshDatabase } from "../support/database.ts";
import { freePort } from "../support/free-port.ts";
import { launch, launchToEnd, operate, ready } from "../support/launch.ts";
import { urlOf } from "../support/template-url.ts";

const SERVER_SECRET = Buffer.alloc(32, 1).toString("base64url");

let folder: string;
let database: FreshDatabase;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sealgraph-refused-"));
  chmodSync(folder, 0o711);
  database = await freshDatabase();
});
afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

/** Starts with these variables and expects the refusal: code 1, the sentence, and a hint in a line of its own. */
async function refusalOf(environment: Record<string, string>): Promise<string> {
  const { code, output } = await launchToEnd({ folder, environment });
  expect(code).toBe(1);
  expect(output).toMatch(/^Sealgraph does not start: .+\n {2}.+\n$/);
  expect(output).not.toContain("hunter2");
  return output;
}

const withDatabase = (url: string, more: Record<string, string> = {}) =>
  refusalOf({ DATABASE_URL: url, SERVER_SECRET, ...more });

describe("a start is refused, each time with its own sentence,", () => {
  it("when the port is taken", async () => {
    const [server, port] = await occupy();
    expect(await withDatabase(database.applicationUrl, { PORT: String(port) })).toContain(
      `Port ${port} on 127.0.0.1 is taken`,
    );
    server.close();
  });

  it("when the port of the metrics is taken, and stops the PostgreSQL it had started", async () => {
    const [server, port] = await occupy();
    expect(await refusalOf({ METRICS_PORT: String(port) })).toContain("(METRICS_PORT)");
    expect(existsSync(join(folder, "postgres/data/postmaster.pid"))).toBe(false);
    server.close();
  });

  it("when the host is not of this machine", async () => {
    expect(await withDatabase(database.applicationUrl, { HOST: "192.0.2.1" })).toContain(
      "Cannot listen on 192.0.2.1 (HOST",
    );
  });

  it("when DATABASE_URL is malformed", async () => {
    expect(await withDatabase("postgres:/hunter2")).toMatch(/DATABASE_URL is malformed/);
  });

  it("when no PostgreSQL answers", async () => {
    const port = await freePort();
    const output = await withDatabase(`postgres://app:hunter2@127.0.0.1:${port}/vault`);
    expect(output).toContain(`No PostgreSQL answers at 127.0.0.1:${port} (ECONNREFUSED)`);
  });

  it("when the password is wrong", async () => {
    const url = new URL(database.applicationUrl);
    url.password = "hunter2";
    expect(await withDatabase(url.href)).toMatch(/refuses the user name or the password in DATABASE_URL/);
  });

  it("when the owner's password is wrong", async () => {
    const url = new URL(database.ownerUrl);
    url.password = "hunter2";
    const output = await withDatabase(database.applicationUrl, { DATABASE_OWNER_URL: url.href });
    expect(output).toContain("the password in DATABASE_OWNER_URL");
  });

  it("when there is no such database", async () => {
    expect(await withDatabase(urlOf(database.applicationUrl, "nowhere"))).toContain("no database nowhere");
  });

  it("when the role is a superuser", async () => {
    expect(await withDatabase(database.superuserUrl)).toContain("is a superuser");
  });

  it("when the role owns the tables", async () => {
    expect(await withDatabase(database.ownerUrl)).toContain("owns tables");
  });

  it("when the role passes row-level security", async () => {
    const client = new Client({ connectionString: database.superuserUrl });
    await client.connect();
    const role = `bypasser_${process.pid}_${Date.now()}`;
    await client.query(`create role ${role} login bypassrls password 'word'`);
    const output = await withDatabase(
      urlOf(database.superuserUrl, new URL(database.superuserUrl).pathname.slice(1), role, "word"),
    );
    await client.query(`drop role ${role}`);
    await client.end();
    expect(output).toContain("bypasses row-level security");
  });

  it("when the database is newer than the code", async () => {
    await asOwner((owner) => owner.query("insert into applied_migration values ('0999-from-tomorrow', 'x')"));
    expect(await withDatabase(database.applicationUrl)).toContain("newer than this Sealgraph");
  });

  it("when the schema is behind and nobody may migrate it; with the owner it is migrated", async () => {
    await asOwner(migrateDown);
    expect(await withDatabase(database.applicationUrl)).toMatch(/lacks \d+ migration\(s\)/);

    const { applicationUrl, ownerUrl } = database;
    const environment = { DATABASE_URL: applicationUrl, DATABASE_OWNER_URL: ownerUrl, SERVER_SECRET };
    expect(await operate({ folder, environment }, "tenant", "list")).toMatchObject({
      code: 1,
      output: expect.stringContaining("There is no data of a Sealgraph in the database"),
    });
    const house = await launch({ folder, environment });
    expect(await house.written(ready)).toContain("migration(s) applied");
    house.signal("SIGINT");
    expect(await house.ended).toMatchObject({ code: 0 });
  });

  it("when the data folder cannot be written", async () => {
    writeFileSync(join(folder, "file"), "");
    expect(await refusalOf({ DATA_DIR: join(folder, "file", "data") })).toMatch(/cannot be written \(ENOTDIR\)/);
  });

  it("when .env has a name that nobody knows", async () => {
    writeFileSync(join(folder, ".env"), "DATABSE_URL=postgres://app:hunter2@db/vault\n");
    expect(await refusalOf({})).toMatch(/DATABSE_URL in \.env is no variable/);
  });

  it("when an operator works where there is no Sealgraph; where there is one, it says which, and of what it sold", async () => {
    const missing = join(folder, "dtaa");
    const selling = ["partner", "create", "--seats", "100", "--plans", "Standard,trial", "ADVANCED"];
    const noted = ["--for", "Pia's IT, offer 7"];
    const refused = await operate({ folder, environment: { DATA_DIR: missing } }, ...selling);
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining(`no data of a Sealgraph in ${missing}`) });
    expect(refused.output).toContain("npm start makes it");
    expect(existsSync(missing)).toBe(false);

    const { applicationUrl, ownerUrl } = database;
    const environment = { DATABASE_URL: applicationUrl, DATABASE_OWNER_URL: ownerUrl, SERVER_SECRET };
    const sold = await operate({ folder, environment }, ...selling, ...noted);
    const [code = ""] = /^PARTNER-.+$/m.exec(sold.output) ?? [];
    expect(sold.output).toMatch(/^Works on the database \S+ at [\w.]+:\d+\n/);
    expect(sold.output).not.toMatch(/:\/\/|@/);
    const [, mark = ""] = /code revoke ([0-9a-f]{12})/.exec(sold.output) ?? [];
    const listed = (await operate({ folder, environment }, "code", "list")).output;
    expect(listed).toMatch(
      new RegExp(`${mark}  for a partner, until .+  standard, advanced, trial, 100 seats, for Pia's IT, offer 7`),
    );
    expect(listed).not.toContain(code);
    await asOwner(async (owner) => {
      await makeTenantCode(owner, { plan: "STANDARD", seats: 1, trialEndsAt: null }, new Date(0));
      for (const [reference, outcome] of [
        ["", "NOT_FOUND"],
        [mark.slice(0, 3), "NOT_FOUND"],
        ["PARTNER-AAAA-AAAA-AAAA-AAAA-AAAA", "NOT_FOUND"],
        [code.toLowerCase(), "DONE"],
        [mark, "NOT_FOUND"],
      ] as const)
        expect(await revokeCode(owner, reference)).toBe(outcome);
      expect(await listCodes(owner)).toEqual([]);
      const soon = new Date(Date.now() + 60_000);
      await makeTenantCode(owner, { plan: "STANDARD", seats: 1, trialEndsAt: null }, soon, "Babbage");
      const [one] = await listCodes(owner);
      expect(one).toMatchObject({ kind: "TEAM", seats: 1, plans: ["STANDARD"], parent: null, note: "Babbage" });
      for (const text of ["", " ", "x".repeat(101), "a\nb", "a\u202eb"]) expect(() => note(text)).toThrow("1 to 100");
      expect(await revokeCode(owner, String(one?.mark).slice(0, 6))).toBe("DONE");
    });
  });

  it("when an operator says days of a trial that is none, before anything is opened", async () => {
    const opened: string[] = [];
    const run = (...args: string[]) => {
      const program = new Command("operator").exitOverride().configureOutput({ writeErr: () => {} });
      addTenantCommands(program, async () => void opened.push(args[1] ?? ""), console.log);
      return program.parseAsync(args, { from: "user" });
    };
    const days = ["--trial-days", "9"];
    const another = ["tenant", "plan", "01890a5d-ac96-774b-bcce-b302099a8057", "--plan"];
    const says = "--trial-days says how long a trial lasts, and the plan is";
    await expect(run("tenant", "create", "--seats", "5", ...days)).rejects.toThrow(`${says} standard`);
    await expect(run(...another, "advanced", ...days)).rejects.toThrow(`${says} advanced`);
    expect(opened).toEqual([]);
    await run("tenant", "create", "--seats", "5", "--plan", "trial", ...days);
    await run(...another, "advanced");
    expect(opened).toEqual(["create", "plan"]);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;

  asRoot("when we are root and a folder on the way is closed to PostgreSQL's user", async () => {
    const closed = join(folder, "closed");
    mkdirSync(closed, { mode: 0o700 });
    expect(await refusalOf({ DATA_DIR: join(closed, "data") })).toContain(
      `cannot enter ${closed} to keep its data there`,
    );
  });
});

async function asOwner(act: (owner: ReturnType<typeof makeDataSource>) => Promise<unknown>): Promise<void> {
  const applicationRole = roleOf(database.applicationUrl);
  const owner = await makeDataSource({ url: database.ownerUrl, applicationRole, poolSize: 2 }).initialize();
  await act(owner);
  await owner.destroy();
}

/** A port that somebody listens on. */
function occupy(): Promise<[Server, number]> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve([server, typeof address === "object" && address ? address.port : 0]);
    });
  });
}
