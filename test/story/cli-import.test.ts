import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { zipSync } from "fflate";
import { formats } from "../../src/client/import/index.ts";
import { openTown, type Town } from "../support/command-line.ts";
import { makeDatabase, password } from "../support/kdbx.ts";
import { bitwardenCsvOf } from "../support/samples/many.ts";

let town: Town;
let folder: string;
beforeAll(async () => {
  town = await openTown();
  folder = await mkdtemp(join(tmpdir(), "sealgraph-exports-"));
});
afterAll(async () => {
  await town.close();
  await rm(folder, { recursive: true });
});

const sample = (name: string) => fileURLToPath(new URL(`../support/samples/${name}`, import.meta.url));

interface ItemShape {
  id: string;
  title: string;
  path: string;
}

async function newcomer(address: string) {
  const terminal = await town.terminal();
  const secretKey = await town.signUp(terminal, address);
  const environment = await town.unlocked(terminal);
  const file = async (name: string, content: string | Uint8Array) => {
    const path = join(folder, `${address} ${name}`);
    await writeFile(path, content);
    return path;
  };
  return { terminal, secretKey, environment, file };
}

describe("an export of 5,000 entries", () => {
  it("is imported once, and a second device has all of it", async () => {
    const { terminal, secretKey, environment, file } = await newcomer("mia@example.com");
    const path = await file("export.csv", bitwardenCsvOf(5_000));
    expect(await terminal.ask(["import", path, "--dry-run"])).toMatchObject({ read: 5_000, added: 0, skipped: [] });
    expect(await terminal.ask(["import", path], { environment })).toMatchObject({
      added: 5_000,
      known: 0,
      skipped: [],
    });
    expect(await terminal.ask(["import", path], { environment })).toMatchObject({ added: 0, known: 5_000 });

    const other = await town.terminal();
    await town.signIn(other, "mia@example.com", secretKey);
    const there = await town.unlocked(other);
    const [mine, theirs] = await Promise.all([
      terminal.ask<ItemShape[]>(["item", "list"], { environment }),
      other.ask<ItemShape[]>(["item", "list"], { environment: there }),
    ]);
    expect(mine).toHaveLength(5_000);
    expect(theirs).toEqual(mine);
    const one = ["item", "get", "Site 4321", "--show"];
    const value = await other.ask(one, { environment: there });
    expect(value).toEqual(await terminal.ask(one, { environment }));
    expect(value).toMatchObject({
      fields: expect.arrayContaining([{ name: "password", value: 'pass, "word" 4321', secret: true }]),
    });
  }, 180_000);
});

describe("imports", () => {
  it("of every format arrive with their folders, under one of their own where asked", async () => {
    const { terminal, environment } = await newcomer("nils@example.com");
    await terminal.ask(["import", sample("bitwarden.json"), "--folder", "From Bitwarden"], { environment });
    await terminal.ask(["import", sample("chrome.csv"), "--profile", "business"], { environment });
    const items = await terminal.ask<ItemShape[]>(["item", "list"], { environment });
    expect(items.map(({ title, path }) => `${path}: ${title}`)).toEqual(
      expect.arrayContaining(["From Bitwarden/Work/Servers: Database of the shop", ": com.example.app"]),
    );
    const { out } = await terminal.run(["item", "get", "Deploy key", "--field", "privateKey"], { environment });
    expect(out).toContain("BEGIN OPENSSH PRIVATE KEY");
  });

  it("take what is sound and report the rest by line and reason, never by content", async () => {
    const { terminal, environment, file } = await newcomer("olga@example.com");
    const path = await file("ragged.csv", 'name,url,username,password\ngood,u,n,p\nhunter2\nhunter2,u,n,"p"x\n');
    const partly = await terminal.run(["import", path], { environment });
    expect(partly.code).toBe(10);
    expect(partly.out).toContain("line 3: the number of columns is wrong");
    expect(partly.out + partly.err).not.toContain("hunter2");
    expect(await terminal.ask<ItemShape[]>(["item", "list"], { environment })).toMatchObject([{ title: "good" }]);
  });

  it("of files that are none end with 9, before any password is asked for", async () => {
    const { terminal, file } = await newcomer("pia@example.com");
    const files: [string, string | Uint8Array, string][] = [
      ["empty", "", "EMPTY_FILE"],
      ["zip", new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 0]), "ZIP_DAMAGED"],
      ["cut.json", '{"items": [{"name": "hunter2', "TRUNCATED"],
      ["encrypted.json", '{"encrypted": true, "items": []}', "ENCRYPTED_EXPORT"],
      ["other.csv", "site,user,pass\n", "UNKNOWN_FORMAT"],
      [
        "mixed.csv",
        Buffer.concat([Buffer.from("name,url,username,password\nä,u,n,p\n"), Buffer.from([0xe4, 0x2c])]),
        "MIXED_ENCODING",
      ],
    ];
    for (const [name, content, reason] of files) {
      const { code, out, err } = await terminal.run(["import", await file(name, content), "--json"]);
      expect([name, code, out]).toEqual([name, 9, ""]);
      expect(JSON.parse(err)).toMatchObject({ error: { code: reason, exit: 9 } });
      expect(err).not.toContain("hunter2");
    }
    const notJson = [
      "import",
      await file("a.csv", "name,url,username,password\na,u,n,p\n"),
      "--format",
      "bitwarden-json",
    ];
    expect(await terminal.run(notJson)).toMatchObject({ code: 9, err: expect.stringContaining("is no JSON") });
    const bare = await terminal.run(["import", await file("bare.csv", "name,url,username,password\n"), "--dry-run"]);
    expect(bare).toMatchObject({ code: 0, out: expect.stringContaining("holds no entries") });
    for (const path of ["/nowhere/at/all.csv", "/dev/zero", terminal.home])
      expect(await terminal.run(["import", path])).toMatchObject({ code: 9, out: "" });
  });

  it("of packed and of locked files arrive, and say what they hold before", async () => {
    const { terminal, environment, file } = await newcomer("rosa@example.com");
    const data = await readFile(sample("1password.json"));
    const pux = await file("export.1pux", zipSync({ "export.data": data, "files/a": new Uint8Array(10) }));
    const dry = await terminal.run(["import", pux, "--dry-run"]);
    expect(dry).toMatchObject({
      code: 10,
      out: expect.stringContaining("11 items and 2 folders would be imported (1Password 1PUX)"),
    });
    expect(dry.out).toContain("By kind: login 2, card 1");
    expect(dry.out).toContain("entry 6: files attached to it were left in the other product");
    expect(await terminal.ask(["import", sample("dashlane-ids.csv"), "--dry-run"])).toMatchObject({
      format: "dashlane-csv",
      kinds: { identity: 3, passport: 1, "driving-licence": 1 },
    });

    const keyFile = new TextEncoder().encode("any file");
    const locked = await file("company.kdbx", await makeDatabase({ keyFile }));
    const key = ["--key-file", await file("company.keyx", keyFile)];
    const without = await terminal.run(["import", locked, "--json"], { environment });
    expect([without.code, JSON.parse(without.err).error.code]).toEqual([2, "MISSING_VALUE"]);
    const wrong = { ...environment, SEALGRAPH_FILE_PASSWORD: "hunter2" };
    const refused = await terminal.run(["import", locked, ...key, "--json"], { environment: wrong });
    expect([refused.code, JSON.parse(refused.err).error.code]).toEqual([9, "WRONG_PASSWORD"]);
    expect(refused.err).not.toContain("hunter2");
    const right = { ...environment, SEALGRAPH_FILE_PASSWORD: password };
    expect(await terminal.ask(["import", locked, ...key], { environment: right })).toMatchObject({
      added: 1,
      known: 0,
    });
    expect(await terminal.ask(["import", locked, ...key], { environment: right })).toMatchObject({
      added: 0,
      known: 1,
    });
    const talk = terminal.converse(["import", locked, ...key, "--dry-run"], { environment });
    await talk.asked("The password of the file");
    talk.type("hunter2");
    await talk.asked("do not open this KeePass database");
    talk.type(password);
    expect(await talk.ended).toMatchObject({ code: 0, out: expect.stringContaining("1 item and 1 folder") });
    expect(talk.said()).not.toContain("hunter2");
    const { out } = await terminal.run(["item", "get", "Shop", "--field", "password"], { environment });
    expect(out).toContain('p"ass, ünïcödé');
    const help = (await terminal.run(["import", "--help"])).out;
    for (const { called } of Object.values(formats)) expect(help).toContain(called);
  });

  it("larger than the limit are refused by their size, unread", async () => {
    const { terminal, file } = await newcomer("quin@example.com");
    const path = await file("huge.csv", new Uint8Array(67_108_865));
    expect(await terminal.run(["import", path])).toMatchObject({ code: 9, err: expect.stringContaining("64 MiB") });
  });
});
