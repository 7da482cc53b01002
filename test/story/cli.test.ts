import { chmod, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Command } from "commander";
import { makeProgram } from "../../src/cli/program.ts";
import { openTown, password, type Terminal, type Town } from "../support/command-line.ts";

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

/** A signed-up and unlocked terminal of somebody new, and what a second one needs. */
async function newcomer(
  address: string,
): Promise<{ terminal: Terminal; environment: Record<string, string>; secretKey: string }> {
  const terminal = await town.terminal();
  const secretKey = await town.signUp(terminal, address);
  return { terminal, secretKey, environment: await town.unlocked(terminal) };
}

interface ItemShape {
  id: string;
  title: string;
  state: string;
  path: string;
  profile: string;
  fields: { name: string; value: string | null }[];
  notes: string | null;
}

describe("a person at a terminal", () => {
  it("signs up, keeps a login, reads it back, and has nothing readable on the disk", async () => {
    const { terminal, environment, secretKey } = await newcomer("ada@example.com");
    expect(secretKey).toMatch(/^SG1(-[0-9A-Z]{5}){6}$/);
    const add = [
      "item",
      "add",
      "Web shop",
      "--set",
      "username=ada",
      "--set",
      "url=https://shop.example",
      "--secret-stdin",
      "password",
    ];
    const item = await terminal.ask<ItemShape>(add, { environment, input: "s3cret-välue\n" });
    expect(item).toMatchObject({ title: "Web shop", state: "SYNCED", profile: "PERSONAL" });

    const value = await terminal.run(["item", "get", "web SHOP", "--field", "password"], { environment });
    expect(value).toEqual({ code: 0, out: "s3cret-välue\n", err: "" });
    const hidden = await terminal.run(["item", "get", item.id], { environment });
    expect(hidden.out).toContain("••••••••");
    expect(hidden.out).not.toContain("s3cret");
    expect((await terminal.run(["item", "get", item.id, "--show"], { environment })).out).toContain("s3cret-välue");

    for (const file of await readdir(terminal.home, { recursive: true, withFileTypes: true })) {
      const path = join(file.parentPath, file.name);
      expect((await stat(path)).mode & 0o077).toBe(0);
      if (file.isFile()) {
        const bytes = await readFile(path, "latin1");
        for (const secret of ["Web shop", "s3cret", "shop.example", password, environment.SEALGRAPH_SESSION ?? ""])
          expect(bytes).not.toContain(secret);
      }
    }
  });

  it("edits, moves, trashes, restores and purges, and sees the history", async () => {
    const { terminal, environment } = await newcomer("bea@example.com");
    const ask = <T>(...args: string[]) => terminal.ask<T>(args, { environment });
    await ask("folder", "add", "Work");
    await ask("folder", "add", "Servers", "--in", "Work");
    await ask("item", "add", "Router", "--folder", "Work/Servers", "--set", "username=root");
    await ask("item", "edit", "Router", "--title", "Big router", "--set", "username=admin", "--tag", "network");
    expect(await ask<ItemShape>("item", "get", "Big router")).toMatchObject({
      path: "Work/Servers",
      version: 2,
      tags: ["network"],
      fields: [{ name: "username", value: "admin", secret: false }],
    });
    expect(await ask("item", "history", "Big router")).toMatchObject([
      { version: 2, title: "Big router" },
      { version: 1, title: "Router" },
    ]);

    expect(await ask("item", "move", "Big router", "--to", "business")).toMatchObject({
      profile: "BUSINESS",
      path: "",
    });
    await ask("item", "trash", "Big router", "--profile", "business");
    expect(await ask("item", "list", "--profile", "business")).toEqual([]);
    await ask("item", "restore", "Big router", "--profile", "business");
    expect(await ask("item", "list", "--profile", "business")).toMatchObject([{ title: "Big router" }]);
    await ask("item", "trash", "Big router", "--profile", "business");
    await ask("item", "purge", "Big router", "--profile", "business", "--yes");
    expect(await ask("item", "list", "--trash", "--profile", "business")).toEqual([]);

    expect(await ask("folder", "rename", "Work/Servers", "Machines")).toMatchObject({ path: "Work/Machines" });
    expect(await ask("folder", "move", "Work/Machines", "--in", "/")).toMatchObject({ path: "Machines" });
    await ask("folder", "trash", "Machines");
    await ask("folder", "purge", "Machines", "--yes");
    expect(await ask("folder", "list")).toMatchObject([{ path: "Work" }]);
  });

  it("has a second device with the Secret Key, names and revokes devices", async () => {
    const { terminal, environment, secretKey } = await newcomer("cem@example.com");
    await terminal.ask(["item", "add", "Shared", "--secret-stdin", "notes"], { environment, input: "only for us" });
    const phone = await town.terminal();
    await town.signIn(phone, "cem@example.com", secretKey);
    const phoneKeys = await town.unlocked(phone);
    expect((await phone.run(["item", "get", "Shared", "--field", "notes"], { environment: phoneKeys })).out).toBe(
      "only for us\n",
    );

    await terminal.ask(["device", "rename", "second", "phone"], { environment });
    expect(await terminal.ask(["device", "list"])).toMatchObject([
      { current: true },
      { name: "phone", revokedAt: null },
    ]);
    await terminal.ask(["device", "revoke", "phone", "--yes"]);
    const refused = await phone.run(["sync"], { environment: phoneKeys });
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining("revoked") });
  });

  it("changes the password, after which the old one opens nothing", async () => {
    const { terminal, secretKey } = await newcomer("dora@example.com");
    const next = "another long password";
    await terminal.ask(["password", "change"], {
      environment: { SEALGRAPH_PASSWORD: password, SEALGRAPH_NEW_PASSWORD: next },
    });
    expect(await terminal.run(["unlock"], { environment: { SEALGRAPH_PASSWORD: password } })).toMatchObject({
      code: 3,
    });
    expect(await terminal.run(["unlock"], { input: `${next}\n`, environment: {} })).toMatchObject({ code: 3 });
    expect(await terminal.run(["unlock", "--password-stdin"], { input: `${next}\n` })).toMatchObject({ code: 0 });
    const other = await town.terminal();
    const old = { SEALGRAPH_PASSWORD: password, SEALGRAPH_SECRET_KEY: secretKey };
    expect(await other.run(["login", "--address", "dora@example.com"], { environment: old })).toMatchObject({
      code: 3,
    });
  });

  it("starts a new key epoch, and a second device still reads everything", async () => {
    const { terminal, environment, secretKey } = await newcomer("ella@example.com");
    await terminal.ask(["item", "add", "Before"], { environment });
    expect(await terminal.ask(["profile", "rotate", "--profile", "personal"], { environment })).toMatchObject({
      epoch: 2,
    });
    await terminal.ask(["item", "add", "After"], { environment });
    const other = await town.terminal();
    await town.signIn(other, "ella@example.com", secretKey);
    const titles = await other.ask<ItemShape[]>(["item", "list"], { environment: await town.unlocked(other) });
    expect(titles.map(({ title }) => title)).toEqual(["After", "Before"]);
  });

  it("sees with sync --watch what another device does, and ends it with Ctrl-C", async () => {
    const { terminal, environment, secretKey } = await newcomer("finn@example.com");
    const other = await town.terminal();
    await town.signIn(other, "finn@example.com", secretKey);
    const watching = other.start(["sync", "--watch", "--json"], { environment: await town.unlocked(other) });
    await watching.line('"LIVE"');
    await terminal.ask(["item", "add", "First", "--profile", "business"], { environment });
    const first = JSON.parse(await watching.line('"First"')) as Record<string, unknown>;
    expect(first).toMatchObject({
      profile: "BUSINESS",
      kind: "ITEM",
      change: "ADDED",
      title: "First",
      state: "SYNCED",
    });
    await terminal.ask(["item", "edit", "First", "--title", "Second"], { environment });
    await watching.line('"Second"', "CHANGED");
    await terminal.ask(["item", "trash", "Second"], { environment });
    await watching.line("TRASHED");
    watching.signal("SIGINT");
    expect(await watching.ended).toMatchObject({ code: 0, err: "" });
  });

  it("locks, and the session key is worth nothing any more; signs out, and the folder holds nothing", async () => {
    const { terminal, environment } = await newcomer("gus@example.com");
    expect(await terminal.run(["item", "list"], { environment })).toMatchObject({ code: 0 });
    await terminal.ask(["lock"]);
    expect(await terminal.run(["item", "list"], { environment })).toMatchObject({ code: 3 });
    const locked = await terminal.run(["item", "list"]);
    expect(locked).toMatchObject({ code: 3, err: expect.stringContaining("SEALGRAPH_PASSWORD") });
    await terminal.ask(["logout"]);
    const gone = await terminal.run(["status"]);
    expect(gone).toMatchObject({ code: 3, err: expect.stringContaining("Nobody is signed in") });
  });

  it("is shown the account, the counts and the token that requests need", async () => {
    const { terminal, environment } = await newcomer("ida@example.com");
    await terminal.ask(["item", "add", "One"], { environment });
    expect(await terminal.ask(["status"], { environment })).toMatchObject({
      account: { address: "ida@example.com" },
      signedIn: true,
      locked: false,
      pending: 0,
      evidence: 0,
      profiles: [
        { profile: "PERSONAL", count: 1, frozen: false },
        { profile: "BUSINESS", count: 0, frozen: false },
      ],
    });
    const { out } = await terminal.run(["token"]);
    const [name = "", value = ""] = out.trim().split(": ");
    const answer = await fetch(`${town.server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", [name]: value },
      body: JSON.stringify({ query: "{ viewer { address } }" }),
    });
    expect(await answer.json()).toEqual({ data: { viewer: { address: "ida@example.com" } } });
    expect(await terminal.ask(["evidence", "list"], { environment })).toEqual([]);
  });
});

describe("what goes wrong is one sentence and an exit code", () => {
  it("without an account, a value, or the right credentials", async () => {
    const terminal = await town.terminal();
    const codes = async (...args: string[]) => (await terminal.run(args)).code;
    expect(await codes("item", "list")).toBe(3);
    expect(await codes("login")).toBe(2);
    expect(await codes("login", "--address", "nobody@example.com")).toBe(2);
    const environment = {
      SEALGRAPH_PASSWORD: password,
      SEALGRAPH_SECRET_KEY: "SG1-00000-00000-00000-00000-00000-00000",
    };
    expect((await terminal.run(["login", "--address", "nobody@example.com"], { environment })).code).not.toBe(0);
  });

  it("with a wrong password, a wrong session key, an unknown item, one of two names, or nobody who reads", async () => {
    const { terminal, environment } = await newcomer("jon@example.com");
    const wrong = await terminal.run(["unlock", "--password-stdin"], { input: "wrong\n" });
    expect(wrong).toMatchObject({ code: 3, out: "" });
    expect(await terminal.run(["item", "list"], { environment: { SEALGRAPH_SESSION: "garbage" } })).toMatchObject({
      code: 3,
    });
    const failed = await terminal.run(["item", "get", "nothing", "--json"], { environment });
    expect(failed).toMatchObject({ code: 5, out: "" });
    expect(JSON.parse(failed.err)).toMatchObject({ error: { code: "NOT_FOUND", exit: 5 } });
    await terminal.ask(["item", "add", "Twin"], { environment });
    await terminal.ask(["item", "add", "Twin"], { environment });
    expect(await terminal.run(["item", "get", "Twin"], { environment })).toMatchObject({ code: 2 });

    const unread = terminal.start(["item", "list"], { environment });
    unread.stopReading();
    expect(await unread.ended).toMatchObject({ code: 0, err: "" });
  });

  it("with secrets as arguments, unknown commands and unknown options", async () => {
    const terminal = await town.terminal();
    for (const args of [
      ["item", "add", "a", "--set", "password=x"],
      ["itme"],
      ["item", "lst"],
      ["status", "--colour"],
      ["sync", "--profile"],
    ])
      expect(await terminal.run(args)).toMatchObject({ code: 2, out: "" });
    const { err } = await terminal.run(["item", "add", "a", "--set", "password=hunter2"]);
    expect(err).toContain("--secret-stdin password");
  });

  it("when no server answers, and when the folder is open to others", async () => {
    const lonely = await town.terminal({ SEALGRAPH_SERVER: "http://localhost:9" });
    expect(await lonely.run(["signup", "--address", "a@example.com", "--request"])).toMatchObject({ code: 7 });
    await chmod(lonely.home, 0o755);
    const open = await lonely.run(["status"]);
    expect(open).toMatchObject({ code: 11, err: expect.stringContaining(`chmod 700 ${lonely.home}`) });
  });
});

describe("work without the server", () => {
  it("reads what is here, keeps a change that nobody answered, and says so", async () => {
    const away = await openTown();
    const terminal = await away.terminal();
    await away.signUp(terminal, "lea@example.com");
    const environment = await away.unlocked(terminal);
    await terminal.ask(["item", "add", "Before"], { environment });
    await away.stopServing();
    expect(await terminal.ask(["item", "list"], { environment })).toMatchObject([{ title: "Before", state: "SYNCED" }]);
    const failed = await terminal.run(["item", "trash", "Before", "--json"], { environment });
    expect(failed).toMatchObject({ code: 7, out: "" });
    expect(JSON.parse(failed.err)).toMatchObject({ error: { code: "NOT_SENT" } });
    expect(await terminal.ask(["status"], { environment })).toMatchObject({ pending: 1 });
    expect(await terminal.run(["sync"], { environment })).toMatchObject({ code: 7 });
    await away.close();
  });
});

describe("the help", () => {
  it("of every command says what it does and gives an example", () => {
    const names: string[] = [];
    const look = (command: Command) => {
      names.push(command.name());
      expect(command.description()).not.toBe("");
      let help = "";
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      if (command.commands.length === 0) expect(help).toContain("Example:");
      for (const below of command.commands) look(below);
    };
    look(makeProgram());
    expect(names).toEqual(
      expect.arrayContaining(["signup", "unlock", "token", "sync", "history", "evidence", "import"]),
    );
  });
});
