import { chmod, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Command } from "commander";
import { makeProgram } from "../../src/cli/program.ts";
import { fileStore } from "../../src/client/node.ts";
import { codeMailedTo, openTown, password, type Terminal, type Town } from "../support/command-line.ts";

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
    expect(await terminal.ask(["rotate", "profile", "personal"], { environment })).toMatchObject({
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
    const [line, raw] = [await terminal.run(["token", "--header"]), await terminal.run(["token", "--raw"])];
    expect(JSON.parse(out)).toEqual({ authorization: `Bearer ${raw.out.trim()}` });
    const [name = "", value = ""] = line.out.trim().split(": ");
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
    expect(await terminal.start(["itme"]).ended).toMatchObject({ code: 2, out: "" });
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
  it("reads what is here, keeps a change that nobody answered, and sends it when somebody does", async () => {
    const away = await openTown();
    const terminal = await away.terminal();
    await away.signUp(terminal, "lea@example.com");
    const environment = await away.unlocked(terminal);
    await terminal.ask(["item", "add", "Before"], { environment });
    await away.stopServing();
    expect(await terminal.ask(["item", "list"], { environment })).toMatchObject([{ title: "Before", state: "SYNCED" }]);
    const added = await terminal.run(["item", "add", "Meanwhile", "--json"], { environment });
    expect(added.code).toBe(0);
    expect(JSON.parse(added.out)).toMatchObject({ title: "Meanwhile", state: "OFFLINE" });
    expect(await terminal.ask(["status"], { environment })).toMatchObject({
      pending: 1,
      refused: 0,
      conflicts: 0,
      locked: false,
    });
    expect(await terminal.ask(["status"])).toMatchObject({ pending: 1, conflicts: null, locked: true });
    expect(await terminal.run(["item", "edit", "Meanwhile", "--set", "username=lea"], { environment })).toMatchObject({
      code: 0,
      err: expect.stringContaining("2 changes kept here"),
    });
    expect(await terminal.ask(["queue", "list"], { environment })).toMatchObject([
      { state: "OFFLINE", records: [{ change: "ADD" }] },
      { state: "OFFLINE", records: [{ change: "EDIT" }] },
    ]);
    const discarding = (id: string) => terminal.run(["queue", "discard", id], { environment });
    expect(await discarding("01890a5d-ac96-774b-bcce-b302099a8057")).toMatchObject({ code: 5 });
    const [first] = await terminal.ask<{ id: string }[]>(["queue", "list"], { environment });
    expect(await discarding(first?.id ?? "")).toMatchObject({ code: 2, err: expect.stringContaining("--yes") });
    expect(await terminal.run(["sync"], { environment })).toMatchObject({ code: 7 });
    expect(await terminal.ask(["status"])).toMatchObject({ pending: 2 });

    await away.serveAgain();
    expect(await terminal.ask(["sync"], { environment })).toMatchObject({ pending: 0 });
    const titles = async () =>
      (await terminal.ask<ItemShape[]>(["item", "list"], { environment })).map(({ title, state }) => [title, state]);
    expect(await titles()).toEqual([
      ["Before", "SYNCED"],
      ["Meanwhile", "SYNCED"],
    ]);
    expect(await terminal.ask(["status"])).toMatchObject({ pending: 0 });

    await away.stopServing();
    await terminal.run(["item", "add", "Third"], { environment });
    await away.serveAgain();
    await terminal.ask(["item", "add", "Fourth"], { environment });
    expect((await titles()).map(([title]) => title)).toEqual(["Before", "Fourth", "Meanwhile", "Third"]);
    await away.close();
  });
});

describe("somebody who can be asked", () => {
  it("is asked again for a Secret Key, an address, a password or a code with a mistake in it", async () => {
    const { secretKey, terminal } = await newcomer("rosa@example.com");
    const phone = await town.terminal();
    const login = phone.converse(["login"]);
    await login.asked("e-mail address");
    login.type("rosa");
    await login.asked("This is no e-mail address.");
    login.type("@example.com");
    await login.asked("password");
    login.type(password);
    await login.asked("Secret Key");
    login.type(secretKey.slice(0, -1));
    await login.asked("a character is wrong or missing");
    login.type(secretKey.slice(-1));
    expect(await login.ended).toMatchObject({ code: 0 });

    const left = phone.converse(["unlock", "--raw"]);
    await left.asked("password");
    left.type("\u0004"); // Ctrl-D
    expect(await left.ended).toMatchObject({ code: 130, out: "", err: expect.stringContaining("Nothing was done.") });

    const unlock = phone.converse(["unlock", "--raw"]);
    await unlock.asked("password");
    unlock.type("wrong");
    await unlock.asked("The password is not right.");
    await unlock.asked("password");
    unlock.type(password);
    const unlocked = await unlock.ended;
    expect(unlocked).toMatchObject({ code: 0, err: expect.not.stringContaining("Secret Key") });

    const kit = terminal.converse(["kit"], { environment: { SEALGRAPH_SESSION: unlocked.out.trim() } });
    await kit.asked("password");
    kit.type(password);
    expect((await kit.ended).out).toContain(secretKey);

    const signup = (await town.terminal()).converse(["signup", "--address", "sven@example.com", "--name", "Sven"]);
    for (const [first, second] of [
      ["short one", "shart one"],
      ["short one", "short one"],
    ] as const) {
      await signup.asked("password");
      signup.type(first);
      await signup.asked("again");
      signup.type(second);
    }
    await signup.asked("Several random words");
    await signup.asked("Take it all the same?");
    signup.type("");
    for (const asked of ["password for the account", "again"]) {
      await signup.asked(asked);
      signup.type("short two");
    }
    await signup.asked("Take it all the same?");
    signup.type("\u001b[D");
    await signup.asked("code");
    signup.type("00000000");
    await signup.asked("The code is wrong");
    await signup.asked("code from the mail");
    signup.type(await codeMailedTo(town.server, "sven@example.com"));
    expect(await signup.ended).toMatchObject({ code: 0, out: expect.stringContaining("SG1-") });
  });

  it("reads what is wrong in words where nobody can be asked", async () => {
    const terminal = await town.terminal();
    const environment = { SEALGRAPH_PASSWORD: password, SEALGRAPH_SECRET_KEY: "SG1-00000" };
    const wrong = await terminal.run(["login", "--address", "a@example.com"], { environment });
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("This is no Secret Key") });
    const nobody = await terminal.run(["signup", "--address", "a", "--request"]);
    expect(nobody).toMatchObject({ code: 2, err: expect.stringContaining("This is no e-mail address.") });
    const signup = ["signup", "--address", "nora@example.com", "--name", "Nora"];
    for (const code of [{}, { SEALGRAPH_CODE: "12345678" }])
      expect(await terminal.run(signup, { environment: { SEALGRAPH_PASSWORD: password, ...code } })).toMatchObject({
        code: 2,
        err: expect.stringMatching(/Nothing was sent\.\n[\s\S]*--request [\s\S]*--complete <id>/),
      });
    await expect(codeMailedTo(town.server, "nora@example.com")).rejects.toThrow("no letter");
  });
});

describe("small things", () => {
  it("folders and the trash are named as people name them", async () => {
    const { terminal, environment } = await newcomer("tea@example.com");
    const ask = <T>(...args: string[]) => terminal.ask<T>(args, { environment });
    const run = (...args: string[]) => terminal.run(args, { environment });
    const none = (where: string) =>
      `There is no item${where} on this device yet. Make one by sealgraph item add, bring many by sealgraph import, or fetch what other devices have by sealgraph sync.\n`;
    expect(await run("item", "list")).toEqual({ code: 0, out: "", err: none("") });
    expect((await run("item", "list", "--profile", "business")).err).toBe(none(" in the business profile"));
    await ask("item", "add", "One");
    expect((await run("item", "list", "--search", "two")).err).toContain("sealgraph item list shows all that are");
    await ask("item", "trash", "One");
    await ask("folder", "add", "Work");
    const servers = await ask<ItemShape>("folder", "add", "Servers", "--in", "Work");
    expect(await run("folder", "add", "Work/More")).toMatchObject({ code: 2, err: expect.stringContaining("--in") });
    expect(await run("folder", "rename", "Work", "a/b")).toMatchObject({ code: 2 });
    expect(await run("folder", "add", "Work")).toMatchObject({ code: 6, err: expect.stringContaining("already") });
    await ask("folder", "trash", "Work/Servers");
    expect(await ask("folder", "restore", "Work/Servers")).toMatchObject({ id: servers.id, path: "Work/Servers" });
    expect(await run("folder", "purge", "Work/Servers", "--yes")).toMatchObject({ code: 6 });
    expect(await run("folder", "move", "Work/Servers")).toMatchObject({ code: 2 });
    expect(await ask("folder", "move", "Work/Servers", "--to", "business")).toMatchObject({ path: "Servers" });

    expect(await run("item", "add", " ")).toMatchObject({ code: 2, err: expect.stringContaining("title") });
    const [one, other] = [
      await ask<ItemShape>("item", "add", "Twin"),
      await ask<ItemShape>("item", "add", "Twin", "--folder", "Work"),
    ];
    const { err } = await run("item", "get", "Twin");
    for (const line of [`${one.id}  Twin`, `${other.id}  Work/Twin`]) expect(err).toContain(line);
    await ask("item", "trash", one.id);
    expect((await run("item", "get", one.id)).err).toContain("in the trash");
    expect((await run("item", "purge", other.id, "--yes")).err).toContain("trash it first");
  });

  it("status shows a session key that is of no use, and commands are written as they were called", async () => {
    const { terminal } = await newcomer("udo@example.com");
    const environment = { SEALGRAPH_SESSION: "garbage", npm_command: "exec" };
    const status = await terminal.run(["status"], { environment });
    expect(status).toMatchObject({ code: 0, out: expect.stringMatching(/^Locked +yes$/m) });
    expect(status.err).toContain("npx sealgraph unlock");
    expect((await terminal.run(["item", "--help"], { environment })).out).toContain("npx sealgraph item");
    const keys = { ...(await town.unlocked(terminal)), npm_command: "exec" };
    expect((await terminal.run(["item", "list"], { environment: keys })).err).toContain("npx sealgraph sync.");
    expect((await terminal.run(["device", "list"], { environment: keys })).out).toMatch(
      /last seen \d{4}-\d\d-\d\dT\d\d:\d\dZ/,
    );
  });

  it("a device that is being watched lets other commands in, and shows what they did", async () => {
    const { terminal, environment } = await newcomer("vera@example.com");
    const ask = <T>(...args: string[]) => terminal.ask<T>(args, { environment });
    const watching = terminal.start(["sync", "--watch", "--json"], { environment });
    await watching.line('"LIVE"');
    for (const title of ["One", "Two"]) {
      expect(await ask<ItemShape>("item", "add", title)).toMatchObject({ state: "SYNCED" });
    }
    expect((await ask<ItemShape[]>("item", "list")).map(({ title }) => title)).toEqual(["One", "Two"]);
    // It came back in between, or is about to.
    watching.signal("SIGINT");
    expect(await watching.ended).toMatchObject({ code: 0, err: "" });
  });

  it("a folder in which another command sits at a prompt says by which process, and what to do", async () => {
    const { terminal, environment } = await newcomer("vita@example.com");
    const hold = await fileStore(join(terminal.home, "store"));
    try {
      const { code, err } = await terminal.run(["status"], { environment });
      expect([code, err]).toEqual([6, expect.stringMatching(/process \d+.*\n.*SEALGRAPH_HOME/)]);
    } finally {
      await hold.close();
    }
  });

  it("each terminal has a session key of its own, until the device is locked", async () => {
    const { terminal, environment } = await newcomer("wim@example.com");
    const another = await town.unlocked(terminal);
    expect(another.SEALGRAPH_SESSION).not.toBe(environment.SEALGRAPH_SESSION);
    for (const each of [environment, another]) {
      expect((await terminal.run(["item", "list"], { environment: each })).code).toBe(0);
    }
    await terminal.run(["lock"]);
    for (const each of [environment, another]) {
      expect((await terminal.run(["item", "list"], { environment: each })).code).toBe(3);
    }
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
