/** What is recorded of items, at terminals: told by the commands that show, copy, use, import and export. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { allChained } from "../support/audit.ts";
import { openTown, password, type Town } from "../support/command-line.ts";
import { tenantCodeIn } from "../support/operator.ts";

let town: Town;
let folder: string;
beforeAll(async () => {
  town = await openTown();
  folder = await mkdtemp(join(tmpdir(), "sealgraph-item-events-"));
});
afterAll(async () => {
  await town.close();
  await rm(folder, { recursive: true });
});

it("Commands tell the company's log what they do with business items, where the policy says so", async () => {
  const [laptop, desk] = [await town.terminal(), await town.terminal()];
  const secretKey = await town.signUp(laptop, "ada@example.com");
  await desk.ask(["login", "--address", "ada@example.com", "--device", "desk", "--portal"], {
    environment: { SEALGRAPH_PASSWORD: password, SEALGRAPH_SECRET_KEY: secretKey },
  });
  const portal = { environment: await town.unlocked(desk) };
  await desk.ask(["company", "redeem", await tenantCodeIn(town.server.database, { seats: 10 })], portal);
  const app = { environment: await town.unlocked(laptop) };
  const run = async (...args: string[]) => {
    const ended = await laptop.run(args, app);
    expect([ended.code, ended.err]).toEqual([0, ended.err]);
    return ended;
  };
  const file = join(folder, "logins.csv");
  await writeFile(file, "name,url,username,password\nShop,https://shop.example,ada,secret\n");

  await run("import", file, "--profile", "business");
  await run("item", "get", "Shop");
  expect(
    (await desk.run(["policy", "set", "passwordAuditing", "viewed,copied,used,exported,imported"], portal)).code,
  ).toBe(0);
  await run("sync");
  await writeFile(file, "name,url,username,password\nBank,https://bank.example,ada,other\n");
  await run("import", file, "--profile", "business");
  await run("item", "get", "Bank");
  await run("item", "history", "Bank");
  await run("item", "get", "Bank", "--field", "password");
  await run("export", "--file", join(folder, "export.json"));
  for (const format of ["archive", "csv"]) await run("export", "--format", format, "--file", join(folder, format));
  await run("export", "--format", "bitwarden-json", "--profile", "business", "--file", join(folder, "bitwarden"));
  await allChained(town.server.database);
  const { entries } = await desk.ask<{ entries: { kind: string; amount: number }[] }>(
    ["audit", "list", "--origin", "client"],
    portal,
  );
  expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([
    ["ITEMS_IMPORTED", 1],
    ["ITEMS_VIEWED", 1],
    ["ITEMS_VIEWED", 1],
    ["ITEMS_COPIED", 1],
    ...["json", "archive", "csv", "bitwarden-json"].map(() => ["ITEMS_EXPORTED", 2]),
  ]);
  const shown = await desk.run(["audit", "list", "--kind", "ITEMS_VIEWED"], portal);
  expect(shown.out).toMatch(/ITEMS_VIEWED +by Ada.* +as a client says/);
  const seen = await desk.run(["audit", "list", "--origin", "server"], portal);
  expect(seen.out).not.toContain("as a client says");
});
