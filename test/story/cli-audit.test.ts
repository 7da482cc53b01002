/** The log of a company at a terminal: listed, exported, cut and gone on with, verified. */
import { appendFile, chmod, mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Client as Database } from "pg";
import { allChained } from "../support/audit.ts";
import { openTown, password, type Terminal, type Town } from "../support/command-line.ts";
import { tenantCodeIn } from "../support/operator.ts";

let town: Town;
let folder: string;
let secretKey: string;
let desk: Terminal;
let environment: Readonly<Record<string, string>>;
beforeAll(async () => {
  town = await openTown();
  folder = await mkdtemp(join(tmpdir(), "sealgraph-audit-"));
  const laptop = await town.terminal();
  desk = await town.terminal();
  secretKey = await town.signUp(laptop, "ada@example.com");
  await desk.ask(["login", "--address", "ada@example.com", "--device", "desk", "--portal"], {
    environment: { SEALGRAPH_PASSWORD: password, SEALGRAPH_SECRET_KEY: secretKey },
  });
  environment = await town.unlocked(desk);
  await ask(["company", "redeem", await tenantCodeIn(town.server.database, { seats: 5 })]);
  await ask(["company", "rename", "Babbage & Co."]);
  await allChained(town.server.database);
});
afterAll(async () => {
  await town.close();
  await rm(folder, { recursive: true });
});

const ask = <T>(args: string[]) => desk.ask<T>(args, { environment });
const run = (args: string[]) => desk.run(args, { environment });
const at = (name: string) => join(folder, name);
const linesIn = async (file: string) => (await readFile(file, "utf8")).split("\n");

describe("the log at a terminal", () => {
  it("is listed with names, by kind and person", async () => {
    const { out } = await run(["audit", "list"]);
    expect(out).toContain("SIGNED_IN_TO_PORTAL");
    expect(out).toContain("by Ada Lovelace");
    const named = await run(["audit", "list", "--kind", "company-named", "--actor", "ada@example.com"]);
    expect(named.out).toContain("COMPANY_NAMED");
    expect(named.out).not.toContain("SIGNED_IN");
    expect((await run(["audit", "list", "--until", "2001-01-01"])).out).toContain("Nothing of that kind");
    const page = await run(["audit", "list", "--first", "2"]);
    expect(page.err).toContain("There is more: --after ");
    expect((await run(["audit", "list", "--kind", "nonsense"])).err).toContain("audit kinds");
    expect(await run(["audit", "list", "--actor", "nobody"])).toMatchObject({ code: 5 });
    expect((await run(["audit", "list", "--actor", "ada lovelace"])).out).toContain("COMPANY_NAMED");
    for (const time of ["yesterday", "2026-02-31", "2026-13-01"])
      expect(await run(["audit", "list", "--from", time])).toMatchObject({ code: 2 });
    for (const cursor of ["nonsense", "A".repeat(1_000_000)])
      expect(await run(["audit", "list", "--after", cursor])).toMatchObject({
        code: 2,
        err: expect.stringContaining("after --after"),
      });
    expect((await run(["audit", "list", "--kind", "company-code-redeemed"])).out).toContain("amount 5");
    expect((await run(["audit", "kinds"])).out).toContain("USER_INVITED");
  });

  it("is exported for its owner alone; a cut export goes on where it stopped, and nothing is written twice", async () => {
    const [whole, cut] = [at("whole.jsonl"), at("cut.jsonl")];
    await ask(["audit", "export", "--file", whole]);
    expect((await stat(whole)).mode & 0o777).toBe(0o600);
    const content = await readFile(whole, "utf8");
    for (const left of [content.length - 30, 400, 20, 0]) {
      await writeFile(cut, content);
      await truncate(cut, left);
      await ask(["audit", "export", "--file", cut]);
      expect(await readFile(cut, "utf8")).toBe(content);
    }
    await ask(["company", "rename", "Babbage & Sons"]);
    await allChained(town.server.database);
    await chmod(cut, 0o644);
    expect(await ask(["audit", "export", "--file", cut])).toMatchObject({ entries: 1 });
    expect((await readFile(cut, "utf8")).startsWith(content)).toBe(true);
    expect((await stat(cut)).mode & 0o777).toBe(0o600);
    expect(await ask(["audit", "export", "--file", cut])).toMatchObject({ entries: 0 });
    expect((await linesIn(cut)).length).toBe(content.split("\n").length + 1);
  });

  it("is exported as a table, that goes on as well", async () => {
    const file = at("log.csv");
    await ask(["audit", "export", "--file", file, "--format", "csv"]);
    const before = await linesIn(file);
    expect(before[0]).toMatch(/^revision,at,kind,/);
    await appendFile(file, "99,2026-01-01,\n");
    expect(await run(["audit", "export", "--file", file, "--format", "csv"])).toMatchObject({ code: 9 });
    await writeFile(file, before.join("\n"));
    await appendFile(file, "99,2026-");
    await ask(["audit", "export", "--file", file, "--format", "csv"]);
    expect(await linesIn(file)).toEqual(before);
  });

  it("is not written over what is no export, nor through a link", async () => {
    const [file, link] = [at("diary.txt"), at("link.jsonl")];
    await writeFile(file, "dear diary");
    await symlink(file, link);
    for (const each of [file, link]) expect(await run(["audit", "export", "--file", each])).toMatchObject({ code: 9 });
    expect(await readFile(file, "utf8")).toBe("dear diary");
    expect(await run(["audit", "export", "--file", at("no/where")])).toMatchObject({ code: 9 });
  });

  it("is forgotten where a person says so", async () => {
    await ask(["audit", "verify"]);
    expect((await run(["audit", "forget"])).code).toBe(2);
    expect((await run(["audit", "forget", "--yes"])).out).toContain("It had seen the log up to revision");
    expect((await run(["audit", "forget", "--yes"])).out).toContain("had seen nothing");
  });

  it("is verified against the server, and in a file without one", async () => {
    const verified = await ask<{ to: { revision: number; hash: string } }>(["audit", "verify"]);
    expect(await ask(["audit", "verify", "--new"])).toEqual({ ...verified, from: verified.to, entries: 0 });
    const file = at("verified.jsonl");
    await ask(["audit", "export", "--file", file]);
    const stranger = await town.terminal();
    expect(await stranger.ask(["audit", "verify", "--file", file])).toMatchObject({ to: verified.to });
    const lines = await linesIn(file);
    await writeFile(file, lines.filter((_, place) => place !== 3).join("\n"));
    const broken = await stranger.run(["audit", "verify", "--file", file]);
    expect(broken).toMatchObject({ code: 9, err: expect.stringContaining("from line 4 on") });
    await writeFile(file, "PK\u0003\u0004");
    expect((await stranger.run(["audit", "verify", "--file", file])).err).toContain("no exported log");
    expect((await stranger.run(["audit", "verify", "--file", at("nothing")])).err).toContain("cannot be read");
  });

  it("shows a row that was changed, dropped or swapped in the database, and which, also where it was looked at before", async () => {
    const owner = new Database({ connectionString: town.server.database.ownerUrl });
    await owner.connect();
    try {
      const stranger = await town.terminal();
      const secrets = { SEALGRAPH_PASSWORD: password, SEALGRAPH_SECRET_KEY: secretKey };
      await stranger.ask(["login", "--address", "ada@example.com", "--portal"], { environment: secrets });
      await allChained(town.server.database);
      const { to, entries } = await ask<{ to: { revision: number; hash: string }; entries: number }>([
        ...["audit", "verify"],
      ]);
      expect(entries).toBe(to.revision);
      await owner.query("create table kept as table audit_entry; create table kept_head as table audit_head");
      const looks = () => [run(["audit", "verify"]), stranger.run(["audit", "verify"], { environment: secrets })];
      for (const done of [
        "update audit_entry set actor_id = gen_random_uuid() where revision = 3",
        "update audit_entry set happened_at = happened_at - interval '1 day' where revision = 3",
        "update audit_entry set hash = sha256(hash) where revision = 3",
        "delete from audit_entry where revision = 3",
        `delete from audit_entry where revision = 3; update audit_entry set revision = revision + 1000 where revision > 3;
         update audit_entry set revision = revision - 1001 where revision > 1000`,
        `update audit_entry set revision = 1000 where revision = 3; update audit_entry set revision = 3 where revision = 5;
         update audit_entry set revision = 5 where revision = 1000`,
      ]) {
        await owner.query(done);
        for (const look of looks()) {
          const { code, err } = await look;
          expect([done, code, err]).toEqual([done, 8, expect.stringContaining("The log does not hold at entry 3")]);
        }
        await owner.query("truncate audit_entry; insert into audit_entry table kept");
      }
      for (const look of looks()) expect(await look).toMatchObject({ code: 0, out: expect.stringContaining(to.hash) });

      await owner.query(
        `delete from audit_entry where revision = ${to.revision};
         update audit_head set revision = revision - 1, hash = (select hash from audit_entry where revision = ${to.revision - 1})`,
      );
      const { code, err } = await run(["audit", "verify"]);
      expect([code, err]).toEqual([8, expect.stringContaining(`entry ${to.revision} of the log no more`)]);
      expect(err).toContain("sealgraph audit forget");
      await owner.query(
        "truncate audit_entry, audit_head; insert into audit_entry table kept; insert into audit_head table kept_head",
      );
      for (const look of looks()) expect((await look).code).toBe(0);
    } finally {
      await owner.end();
    }
  });

  it("is exported portion by portion: Ctrl-C ends it behind a whole one and says how to go on", async () => {
    const owner = new Database({ connectionString: town.server.database.superuserUrl });
    await owner.connect();
    await owner.query(
      `insert into audit_waiting (tenant_id, id, kind, happened_at, origin, records)
       select tenant_id, gen_random_uuid(), 'SIGN_IN_REFUSED', now(), 'SERVER', '{}' from audit_head, generate_series(1, 1000)`,
    );
    await owner.end();
    await allChained(town.server.database);
    const file = at("interrupted.jsonl");
    const cut = await desk.run(["audit", "export", "--file", file], { environment, interrupted: true });
    expect(cut).toMatchObject({ code: 130, out: expect.stringContaining("500 entries written") });
    expect(cut.err).toMatch(/\d+ entries are missing still: the same command goes on from there\./);
    expect((await linesIn(file)).length).toBe(502);
    const whole = await ask<{ from: object; to: object; left: number }>(["audit", "export", "--file", file]);
    expect(whole).toMatchObject({ from: { revision: 500 }, left: 0 });
    expect(await ask(["audit", "verify", "--file", file])).toMatchObject({ from: { revision: 0 }, to: whole.to });
  });
});
