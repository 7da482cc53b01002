/** Organisation backup and recovery at terminals: one company, from the set-up to a backup that is opened where there is no server. */
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openTown, password, type Terminal, type Town } from "../support/command-line.ts";
import { tenantCodeIn } from "../support/operator.ts";

interface Desk {
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string>>;
  run(...args: string[]): ReturnType<Terminal["run"]>;
  ask<T>(...args: string[]): Promise<T>;
}

const deskOf = (terminal: Terminal, environment: Readonly<Record<string, string>>): Desk => ({
  terminal,
  environment,
  run: (...args) => terminal.run(args, { environment }),
  ask: (...args) => terminal.ask(args, { environment }),
});

let town: Town;
let ada: Desk;
let eve: Desk;
let chris: Desk;
/** A folder for what is written. */
let folder: string;
let code: string;
beforeAll(async () => {
  town = await openTown();
  const [laptop, portal] = [await town.terminal(), await town.terminal()];
  const login = async (terminal: Terminal, address: string, secretKey: string) => {
    await terminal.ask(["login", "--address", address, "--device", "desk", "--portal"], {
      environment: { SEALGRAPH_PASSWORD: password, SEALGRAPH_SECRET_KEY: secretKey },
    });
    return deskOf(terminal, await town.unlocked(terminal));
  };
  ada = await login(portal, "ada@example.com", await town.signUp(laptop, "ada@example.com"));
  await ada.ask("company", "redeem", await tenantCodeIn(town.server.database, { seats: 10 }));
  await ada.ask("company", "rename", "Babbage & Co.");
  const hire = async (first: string) => {
    const address = `${first.toLowerCase()}@example.com`;
    const { link } = await ada.ask<{ link: string }>("invite", "add", address, "--name", first);
    const joining = await town.terminal();
    return { joining, address, key: await town.signUp(joining, address, link) };
  };
  const [its, his] = [await hire("Eve"), await hire("Chris")];
  await ada.ask("user", "role", "eve@example.com", "administrator");
  eve = await login(await town.terminal(), its.address, its.key);
  chris = deskOf(his.joining, await town.unlocked(his.joining));
  for (const [title, secret] of [
    ["Supplier login", "old-supplier"],
    ["Bank", "old-bank"],
  ] as const)
    await chris.terminal.ask(
      ["item", "add", title, "--set", "username=us", "--secret-stdin", "password", "--profile", "business"],
      { environment: chris.environment, input: secret },
    );
  await chris.ask("item", "add", "Diary", "--kind", "note", "--profile", "personal");
  folder = portal.home;
});
afterAll(() => town.close());

const file = (name: string) => join(folder, name);

describe("recovery at a terminal", () => {
  it("is not set up by nobody, for nobody, nor on a plan without it", async () => {
    expect(await ada.run("recovery", "setup")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/Nobody could open anything[\s\S]*--custodian[\s\S]*--code/),
    });
    expect((await ada.run("recovery", "setup", "--custodian", "chris@example.com")).err).toContain("name yourself too");
    expect(
      (await ada.run("recovery", "setup", "--custodian", "ada@example.com", "--custodian", "chris@example.com")).err,
    ).toContain("sealgraph user role");
    expect((await ada.run("recovery", "setup", "--code", "--split", "3/2", "--yes")).code).toBe(2);
    expect((await ada.run("recovery", "setup", "--code", "--approvals", "6", "--yes")).code).toBe(2);
    expect((await ada.run("recovery", "setup", "--code")).err).toContain("--yes");
    expect(await ada.run("recovery", "setup", "--custodian", "ada@example.com")).toMatchObject({
      code: 4,
      err: expect.stringContaining("plan"),
    });
    await ada.ask("company", "redeem", await tenantCodeIn(town.server.database, { seats: 10, plan: "ADVANCED" }));
    expect((await ada.run("recovery", "status")).out).toMatch(/Recovery +off/);
  });

  it("is set up with a code on a sheet and a custodian, and counts once another administrator has confirmed what they are shown", async () => {
    const [sheet, stick] = [file("sheet.pdf"), file("code.txt")];
    const setting = ["recovery", "setup", "--custodian", "ada@example.com", "--sheet", sheet, "--file", stick];
    await writeFile(stick, "mine", { mode: 0o600 });
    expect(await ada.run(...setting, "--yes")).toMatchObject({ code: 9, err: expect.stringContaining("--force") });
    const made = await ada.run(...setting, "--yes", "--force");
    expect(made).toMatchObject({
      code: 0,
      out: expect.stringContaining("waits for another administrator"),
      err: expect.stringMatching(/sealgraph recovery confirm[\s\S]*Lost[\s\S]*found[\s\S]*one custodian/),
    });
    const written = await readFile(stick, "utf8");
    code = (written.match(/\d{6}( \d{6}){4}/g) ?? []).join(" ");
    expect(written).toContain("Babbage & Co.");
    expect((await readFile(sheet, "latin1")).startsWith("%PDF-")).toBe(true);
    expect([(await stat(sheet)).mode & 0o777, (await stat(stick)).mode & 0o777]).toEqual([0o600, 0o600]);
    expect(made.out + made.err).not.toContain(code.slice(0, 20));

    expect(await ada.run("recovery", "confirm", "--yes")).toMatchObject({ code: 4 });
    expect((await chris.run("recovery", "confirm", "--yes")).code).toBe(4);
    const unasked = await eve.run("recovery", "confirm");
    expect(unasked.err).toMatch(/Ada Lovelace wants this[\s\S]*Custodians +Ada Lovelace[\s\S]*Recovery code +since/);
    expect(unasked.code).toBe(2);
    expect((await eve.run("recovery", "confirm", "--yes")).out).toContain("in force");
    await chris.ask("sync");
    expect((await chris.run("recovery", "status")).out).toMatch(/in force[\s\S]*can open 1 vault of yours/);
    expect((await ada.run("recovery", "setup", "--custodian", "ada@example.com")).code).toBe(6);
  });

  it("is tried by key and by code, and says which group of a code is wrong", async () => {
    expect((await ada.run("recovery", "drill")).code).toBe(0);
    expect((await ada.run("recovery", "drill", "--code-file", file("code.txt"))).out).toContain("by the recovery code");
    expect((await eve.run("recovery", "drill")).code).not.toBe(0);
    const check = (text: string) =>
      ada.terminal.run(["recovery", "code", "check"], {
        environment: { ...ada.environment, SEALGRAPH_RECOVERY_CODE: text },
      });
    expect((await check(code)).out).toContain("It is the recovery code");
    const groups = code.split(" ");
    expect(await check([...groups.slice(0, 3), "123456", ...groups.slice(4)].join(" "))).toMatchObject({
      code: 3,
      err: expect.stringContaining("Group 4 of the recovery code is not right"),
    });
    const other = groups.map((_, place) => String(11 * (place + 1)).padStart(6, "0")).join(" ");
    expect((await check(other)).err).toContain("not the recovery code of the company");
    await writeFile(file("notes.txt"), "bread, butter\n2026-11-30\n", { mode: 0o600 });
    expect(await ada.run("recovery", "code", "check", "--code-file", file("notes.txt"))).toMatchObject({ code: 9 });

    const typing = ada.terminal.converse(["recovery", "code", "check"], { environment: ada.environment });
    await typing.asked("split into parts?");
    typing.type("n");
    await typing.asked("group 1 of 10");
    typing.type("123456");
    await typing.asked("Group 1 is not right");
    typing.type(`\u0015${groups.slice(0, 4).join(" ")}`);
    await typing.asked("group 5 of 10");
    typing.type(groups.slice(4).join(""));
    const typed = await typing.ended;
    expect(typed).toMatchObject({ code: 0, out: expect.stringContaining("It is the recovery code") });
    expect(typed.err).not.toContain(groups[0] as string);
  });

  it("gives back what somebody had who is gone: opened for a purpose, looked at, taken to a person and to a file, closed", async () => {
    expect((await ada.run("backup", "now", "chris@example.com")).out).toMatch(/backup|changed/);
    expect((await ada.run("backup", "list", "Chris")).out).toMatch(/business profile of Chris +\d+ records? +\d+ KiB/);
    await ada.ask("user", "suspend", "chris@example.com", "--yes");
    expect((await ada.run("recovery", "items")).err).toContain("sealgraph recovery open");
    expect((await ada.run("recovery", "open", "chris@example.com")).err).toContain("--purpose");
    expect((await eve.run("recovery", "open", "chris@example.com", "--purpose", "curious")).err).toContain(
      "not in the recovery group",
    );
    const opened = await ada.run("recovery", "open", "chris@example.com", "--purpose", "He left: the suppliers");
    expect(opened).toMatchObject({ code: 0, out: expect.stringContaining("open until") });
    expect((await eve.run("recovery", "list")).out).toMatch(/of Chris +by Ada Lovelace +open until .*the suppliers/);

    const listed = await ada.run("recovery", "items");
    expect(listed.out).toMatch(/login +Bank[\s\S]*login +Supplier login/);
    expect(listed.out + listed.err).not.toMatch(/Diary|old-/);
    expect((await ada.run("recovery", "show", "Supplier login")).out).toMatch(
      /username +us[\s\S]*password +old-supplier/,
    );
    expect((await ada.run("recovery", "take", "Bank")).code).toBe(2);
    expect((await ada.run("recovery", "take", "--to", "eve@example.com")).code).toBe(2);
    const taken = await ada.run("recovery", "take", "Supplier login", "--to", "eve@example.com", "--name", "Suppliers");
    expect(taken).toMatchObject({ code: 0, out: expect.stringContaining("1 item in the share Suppliers, for Eve") });
    await eve.ask("sync");
    await eve.ask("share", "accept", "Suppliers");
    expect((await eve.run("item", "get", "Supplier login", "--field", "password")).out).toBe("old-supplier\n");

    const sealed = file("chris.recovered");
    const { code: fileCode } = await ada.ask<{ code: string }>("recovery", "take", "--all", "--file", sealed);
    expect(await readFile(sealed, "latin1")).not.toMatch(/Bank|old-/);
    expect((await ada.run("recovery", "take", "--all", "--file", sealed)).code).toBe(9);
    const away = await town.terminal({ SEALGRAPH_SERVER: "http://localhost:9" });
    const reading = (given: string, ...args: string[]) =>
      away.run(["recovery", "read", sealed, ...args], { environment: { SEALGRAPH_FILE_CODE: given } });
    expect((await reading(fileCode)).out).toMatch(/Bank[\s\S]*Supplier login/);
    expect((await reading(fileCode, "--item", "Bank")).out).toContain("old-bank");
    expect((await reading(code)).code).toBe(3);
    // What is no such file is so before anybody is asked for ten groups of digits.
    expect((await away.run(["recovery", "read", sealed])).err).toContain("the code of the file");
    expect(await away.run(["recovery", "read", file("notes.txt")])).toMatchObject({
      code: 9,
      err: expect.not.stringContaining("the code of the file"),
    });

    const closed = await ada.run("recovery", "close", "--yes");
    expect(closed).toMatchObject({ code: 0, err: expect.stringContaining("passwords changed") });
    expect((await ada.run("recovery", "items")).code).toBe(5);
    const over = (await eve.run("recovery", "list")).out;
    expect(over).toContain("closed");
    expect((await eve.run("recovery", "approve", over.slice(0, 8), "--yes")).err).toContain("any more: closed.");
  });

  it("opens an exported backup where there is no server and no account, and says what is wrong with a file or a code", async () => {
    const [{ id = "" } = {}] = await ada.ask<{ id: string }[]>("backup", "list", "chris@example.com");
    const exported = file("chris.backup");
    expect((await ada.run("backup", "export", id, "--file", exported)).out).toContain("written to");
    const text = await readFile(exported, "utf8");
    expect(text).not.toMatch(/Bank|Supplier|old-/);
    const away = await town.terminal({ SEALGRAPH_SERVER: "http://localhost:9" });
    const environment = { SEALGRAPH_RECOVERY_CODE: code };
    expect((await away.run(["backup", "check", exported])).out).toMatch(
      /^The file is whole[\s\S]*of the business profile of Chris \(chris@example\.com\), as it was at/,
    );
    expect(await away.ask(["backup", "check", exported])).toMatchObject({ intact: true, kind: "PROFILE" });
    expect((await away.run(["backup", "open", exported], { environment })).out).toMatch(/Bank[\s\S]*Supplier login/);
    const out = file("chris.json");
    await away.ask(["backup", "open", exported, "--file", out], { environment });
    expect(await readFile(out, "utf8")).toContain("old-bank");

    await writeFile(file("cut.backup"), text.slice(0, -200), { mode: 0o600 });
    expect(await away.run(["backup", "check", file("cut.backup")])).toMatchObject({
      code: 9,
      err: expect.stringContaining("cut"),
    });
    // Without its last line nothing else is missing.
    await writeFile(file("cut.backup"), text.replace(/[^\n]*\n$/, ""), { mode: 0o600 });
    expect(await away.run(["backup", "check", file("cut.backup")])).toMatchObject({
      code: 10,
      out: expect.stringMatching(/was cut at its end: copy it again\. Of \d+ records each is there/),
    });
    await writeFile(file("newer.backup"), text.replace('"format":1', '"format":2'), { mode: 0o600 });
    expect(await away.run(["backup", "check", file("newer.backup")])).toMatchObject({
      code: 9,
      err: expect.stringContaining("newer"),
    });
    expect((await away.run(["backup", "check", file("notes.txt")])).code).toBe(9);
    expect((await away.run(["backup", "open", file("notes.txt")])).code).toBe(9);
    expect((await away.run(["backup", "open", exported])).err).toContain("the recovery code");
    expect((await away.run(["archive", "check", exported])).err).toContain(
      "a backup of a company, and its recovery code",
    );
    expect((await away.run(["backup", "check", file("none.backup")])).err).toContain("it is not there");
  });

  it("is opened by a code in parts, with the right ones and enough of them", async () => {
    const parts = [1, 2, 3].map((place) => file(`part-${place}.txt`));
    const making = ["recovery", "code", "new", "--split", "2/3", "--file", file("part.txt"), "--yes"];
    expect((await ada.run(...making)).code).toBe(0);
    const given = (...files: string[]) => files.flatMap((each) => ["--code-file", each]);
    const check = (...files: string[]) => ada.run("recovery", "code", "check", ...given(...files));
    const [one = "", two = "", three = ""] = parts;
    expect((await check(one, three)).code).toBe(0);
    expect((await check(two)).err).toContain("It takes 2 parts");
    expect((await check(two, two)).err).toContain("given before");
    expect((await check(file("code.txt"))).err).toContain("not the recovery code of the company");

    const typing = ada.terminal.converse(["recovery", "code", "new", "--split", "2/3"], {
      environment: ada.environment,
    });
    await typing.asked("shown this once");
    for (const part of [1, 2, 3]) {
      await typing.asked(`of part ${part}, as you wrote it down`);
      const [, shown = ""] = new RegExp(`Part ${part}: +([\\d ]+)`).exec(typing.said()) ?? [];
      await writeFile(file(`new-${part}.txt`), shown, { mode: 0o600 });
      const [, place = ""] = new RegExp(`Group (\\d+) of part ${part},`).exec(typing.said()) ?? [];
      typing.type(shown.split(" ")[Number(place) - 1] ?? "");
    }
    const typed = await typing.ended;
    expect(typed).toMatchObject({ code: 0, out: expect.stringContaining("The new code counts from now on") });
    expect(typed.out).not.toMatch(/\d{6} \d{6}/);
    expect((await check(file("new-1.txt"), two)).err).toContain("another split");
    expect((await check(one, two)).err).toContain("not the recovery code of the company");

    await ada.ask(
      "recovery",
      "open",
      "chris@example.com",
      "--purpose",
      "again",
      ...given(file("new-3.txt"), file("new-1.txt")),
    );
    expect((await ada.run("recovery", "items", ...given(file("new-1.txt"), file("new-2.txt")))).out).toContain("Bank");
    const closed = await ada.run("recovery", "close", "--yes");
    expect(closed.err).toContain("sealgraph recovery code new");
    expect((await ada.run("recovery", "code", "drop", "--yes")).err).toContain("organisationBackup recovery-group");
    expect((await ada.run("policy", "set", "organisationBackup", "recovery-group")).code).toBe(0);
    expect((await ada.run("recovery", "code", "drop", "--yes")).out).toContain("taken away");
    expect((await ada.run("recovery", "custodian", "remove", "ada@example.com", "--yes")).code).not.toBe(0);
    expect((await eve.run("recovery", "member", "add", "eve@example.com")).err).toContain("A custodian does this");
    expect((await ada.run("recovery", "custodian", "add", "eve@example.com")).code).toBe(0);
    expect((await eve.run("recovery", "drill")).code).toBe(0);
    expect((await ada.run("recovery", "off", "--yes")).out).toContain("waits for another administrator");
    expect((await eve.run("recovery", "confirm", "--yes")).err).toContain("wants it switched off");
    expect((await ada.run("recovery", "status")).out).toMatch(/Recovery +off/);
  });
});
