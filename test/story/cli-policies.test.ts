/** Policies at terminals: said, shown, tried, taken back, and held to. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { Client } from "pg";
import { policyNames } from "../../src/client/index.ts";
import { enforcement } from "../../src/domain/policy/enforcement.ts";
import { openTown, password, type Terminal, type Town } from "../support/command-line.ts";
import { tenantCodeIn } from "../support/operator.ts";

let town: Town;
let folder: string;
beforeAll(async () => {
  town = await openTown();
  folder = await mkdtemp(join(tmpdir(), "sealgraph-policies-"));
});
afterAll(async () => {
  await town.close();
  await rm(folder, { recursive: true });
});

interface Desk {
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string>>;
}

async function found(address: string): Promise<Desk> {
  const [laptop, desk] = [await town.terminal(), await town.terminal()];
  const secretKey = await town.signUp(laptop, address);
  await desk.ask(["login", "--address", address, "--device", "desk", "--portal"], {
    environment: { SEALGRAPH_PASSWORD: password, SEALGRAPH_SECRET_KEY: secretKey },
  });
  const environment = await town.unlocked(desk);
  await desk.ask(["company", "redeem", await tenantCodeIn(town.server.database, { seats: 10 })], { environment });
  return { terminal: desk, environment };
}

it("Policies are said, shown, tried, held to and taken back", async () => {
  const ada = await found("ada@example.com");
  const ask = <T>(args: string[]) => ada.terminal.ask<T>(args, { environment: ada.environment });
  const run = (args: string[]) => ada.terminal.run(args, { environment: ada.environment });
  const made = await ask<{ link: string }[]>(["invite", "add", "bob@example.com", "--name", "Bob"]);
  const link = JSON.stringify(made).match(/http:[^"\\]+/)?.[0] ?? "";
  const terminal = await town.terminal();
  await town.signUp(terminal, "bob@example.com", link);
  const bob = { terminal, environment: await town.unlocked(terminal) };
  const his = (args: string[]) => bob.terminal.run(args, { environment: bob.environment });

  expect((await run(["policy", "list"])).out).toContain("the defaults hold");
  const trial = await run(["policy", "try", "disableExport", "on", "--user", "bob@example.com"]);
  expect(trial.out).toMatch(/1 person would be touched[\s\S]*bob@example.com +disableExport +off +-> +on/);
  expect((await run(["policy", "list"])).out).toContain("the defaults hold");

  expect((await run(["policy", "set", "disableexport", "on", "--user", "bob@example.com"])).out).toContain(
    "disableExport: on. It is in force.",
  );
  expect((await run(["policy", "set", "sessionLifetimeHours", "12", "--lock"])).code).toBe(0);
  expect((await run(["policy", "list"])).out).toMatch(/the company +sessionLifetimeHours +12 hours +locked/);
  expect((await his(["policy", "show"])).out).toMatch(/disableExport +on +said of this person/);
  for (const format of ["json", "archive", "csv", "bitwarden-json"]) {
    const args = ["export", "--format", format, "--profile", "personal", "--file", join(folder, `export.${format}`)];
    expect((await his(args)).err).toContain("sealgraph policy show");
  }
  expect(await readdir(folder)).toEqual([]);
  expect((await run(["policy", "show", "bob@example.com"])).out).toMatch(
    /sessionLifetimeHours +12 hours +the company +locked/,
  );

  const refused = await run(["policy", "set", "sessionLifetimeHours", "100", "--user", "bob@example.com"]);
  expect(refused).toMatchObject({
    code: 4,
    err: expect.stringContaining(
      "sessionLifetimeHours cannot be locked for the company and said of a group or a person",
    ),
  });
  const outside = await run(["policy", "set", "allowedIpRanges", "198.51.100.0/24"]);
  expect(outside).toMatchObject({
    code: 4,
    err: expect.stringContaining("By allowedIpRanges you could not get in again"),
  });
  expect((await run(["policy", "try", "allowedIpRanges", "198.51.100.0/24"])).err).toContain("could not get in again");
  for (const [setting, value] of [
    ["allowedIpRanges", "192.0.2.1/24"],
    ["sessionLifetimeHours", "often"],
    ["sessionLifetimeHours", "0"],
    ["requireTwoFactor", "91"],
    ["businessItemDomains", "localhost"],
    ["allowedIpRanges", "::ffff:192.0.2.0/120"],
    ["allowedIpRanges", Array.from({ length: 101 }, (_, n) => `10.${n}.0.0/16`).join()],
    ["passwordAuditing", "created,sneezed"],
    ["disableExport", "perhaps"],
    ["nothing", "on"],
  ] as const)
    for (const verb of ["set", "try"]) {
      const { code, err } = await run(["policy", verb, setting, value]);
      expect([code, err]).toEqual([2, expect.stringMatching(/ takes |There is no setting/)]);
    }
  expect((await run(["policy", "set", "disableExport", "on", "--user", "x", "--group", "y"])).code).toBe(2);
  expect((await his(["policy", "set", "disableExport", "off"])).err).toContain("--portal");

  await run(["policy", "set", "maximumPasswordAge", "30"]);
  const owner = new Client({ connectionString: town.server.database.superuserUrl });
  await owner.connect();
  await owner.query("update account_key set password_set_at = password_set_at - interval '31 days'");
  await owner.end();
  const login = (more: Readonly<Record<string, string>>) =>
    bob.terminal.run(["login", "--address", "bob@example.com"], {
      environment: { SEALGRAPH_PASSWORD: password, ...more },
    });
  const tooOld = await login({});
  expect([tooOld.code, tooOld.err]).toEqual([4, expect.stringContaining("SEALGRAPH_NEW_PASSWORD")]);
  expect((await login({ SEALGRAPH_NEW_PASSWORD: "quite another long one" })).code).toBe(0);
  await run(["policy", "unset", "maximumPasswordAge"]);

  await run(["policy", "unset", "disableExport", "--user", "bob@example.com"]);
  expect((await his(["policy", "show"])).out).toMatch(/disableExport +off +default/);
  expect((await his(["export", "--file", join(folder, "export.json")])).code).toBe(0);
});

it("What a trial would do stands in lines, what is said stands widest first, and the help says what each setting does", async () => {
  const eve = await found("eve@example.com");
  const run = (args: string[]) => eve.terminal.run(args, { environment: eve.environment });
  const { out: made } = await run(["invite", "add", "joe@example.com", "--name", "Joe"]);
  const joe = await town.terminal();
  await town.signUp(joe, "joe@example.com", made.trim());
  const trial = await run(["policy", "try", "trashRetentionDays", "7"]);
  const [first, ...lines] = trial.out.trim().split("\n");
  expect(first).toBe("2 people would be touched.");
  expect(lines.map((line) => line.split(/ +/)[0]).sort()).toEqual(["eve@example.com", "joe@example.com"]);

  await run(["policy", "set", "disableExport", "on", "--user", "joe"]);
  const twice = await run(["policy", "set", "businessItemDomains", "b.example, A.example,a.example"]);
  expect(twice.out).toBe("businessItemDomains: a.example, b.example. It is in force.\n");
  expect((await run(["policy", "list"])).out).toMatch(/^the company .*\njoe@example\.com .*\n$/);
  expect((await run(["policy", "show"])).out).toMatch(/shareRecipientDomains +any +default/);
  expect((await run(["policy", "show"])).out).toMatch(/trashRetentionDays +nothing is purged +default/);
  expect((await run(["policy", "show", "joe"])).out).toMatch(/disableExport +on +said of this person/);

  const help = (await run(["policy", "set", "--help"])).out;
  for (const name of policyNames) {
    const [, its = ""] = help.split(new RegExp(`\\n  ${name} .*\\n +`));
    const line = its.split("\n")[0] ?? "";
    expect([name, line.length > 15, enforcement[name].length > 0]).toEqual([name, true, true]);
  }
  expect((await run(["policy", "set", "healthCounters", "on"])).out).toContain("It is in force");
});
