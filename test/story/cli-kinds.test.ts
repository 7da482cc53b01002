import { spawnSync } from "node:child_process";
import { openSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { totpCode } from "../../src/client/index.ts";
import { openTown, type Terminal, type Town } from "../support/command-line.ts";
import { programOf } from "../support/program.ts";

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

async function newcomer(address: string): Promise<{ terminal: Terminal; environment: Record<string, string> }> {
  const terminal = await town.terminal();
  await town.signUp(terminal, address);
  return { terminal, environment: await town.unlocked(terminal) };
}

interface ItemShape {
  readonly id: string;
  readonly fields: readonly { readonly name: string; readonly value: string | null; readonly secret: boolean }[];
}

const seed = "otpauth://totp/Shop:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8";

describe("a person with more than logins", () => {
  it("keeps a server, a Wi-Fi and a licence by the fields of their kinds, and whatever else under its name", async () => {
    const { terminal, environment } = await newcomer("kim@example.com");
    const add = (args: string[], input = "") =>
      terminal.run(["item", "add", ...args, "--json"], { environment, input });
    const get = (title: string) => terminal.ask<ItemShape>(["item", "get", title], { environment });

    const server = ["Router", "--kind", "server", "--set", "host=10.0.0.1", "--set", "port=22", "--set", "Rack=7"];
    await add([...server, "--secret-stdin", "password"], "s3cret");
    expect((await get("Router")).fields).toEqual([
      { name: "host", value: "10.0.0.1", secret: false },
      { name: "port", value: "22", secret: false },
      { name: "Rack", value: "7", secret: false },
      { name: "password", value: null, secret: true },
    ]);
    await add(
      ["Office", "--kind", "wifi", "--set", "ssid=guests", "--set", "colour=red", "--secret-stdin", "password"],
      "x",
    );
    await add(["Editor", "--kind", "licence", "--secret-stdin", "licenceKey"], "AAAA-BBBB");
    expect((await get("Editor")).fields).toEqual([{ name: "licenceKey", value: null, secret: true }]);
    expect(await add(["Editor", "--kind", "licence", "--set", "licenceKey=AAAA"])).toMatchObject({ code: 2, out: "" });

    // A pipe that brought nothing sets nothing: what is before it may have failed.
    const piped = { environment, input: "" };
    const emptied = await terminal.run(["item", "edit", "Router", "--secret-stdin", "password"], piped);
    expect(emptied).toMatchObject({ code: 2, out: "", err: expect.stringContaining("standard input is empty") });
    const kept = await terminal.ask<{ values: string[] }>(["item", "get", "Router", "--field", "password"], {
      environment,
    });
    expect(kept).toMatchObject({ values: ["s3cret"] });

    // What this version does not know is kept under its own name, in a kind that it does not know.
    const raw = await terminal.run(["item", "add", "Door", "--kind", "x-lock", "--set", "floor=2"], { environment });
    expect(raw).toMatchObject({ code: 0, err: expect.stringContaining("sealgraph item kinds") });
    await terminal.ask(["item", "edit", "Door", "--set", "floor=3", "--tag", "house"], { environment });
    expect((await get("Door")).fields).toEqual([{ name: "floor", value: "3", secret: false }]);
  });

  it("is told at once of what is odd, and later by a check of everything, without a value being shown", async () => {
    const { terminal, environment } = await newcomer("lou@example.com");
    const add = ["item", "add", "Gate", "--kind", "server", "--set", "port=ssh", "--secret-stdin", "password"];
    const added = await terminal.run(add, { environment, input: "hunter2" });
    expect(added).toMatchObject({ code: 0, err: "port: A port is 1 to 65535.\n" });
    const { value } = await terminal.ask<{ value: string }>(["generate"]);
    await terminal.ask(["item", "add", "Shop", "--set", "url=ht tp:", "--secret-stdin", "password"], {
      environment,
      input: value,
    });
    await terminal.ask(["item", "add", "Sound", "--profile", "business"], { environment });
    expect(await terminal.ask(["item", "check"], { environment })).toMatchObject([
      {
        title: "Gate",
        profile: "PERSONAL",
        findings: [
          { field: "port", code: "NOT_A_PORT", message: "A port is 1 to 65535." },
          { field: "password", code: "WEAK_PASSWORD" },
        ],
      },
      { title: "Shop", findings: [{ field: "url", code: "NOT_A_URL", position: 0 }] },
    ]);
    const shown = await terminal.run(["item", "check", "Gate"], { environment });
    expect(shown.out).toMatch(/Gate +port +A port is 1 to 65535\.\n.*Gate +password +This password is easy to guess\./);
    expect(shown.out + shown.err).not.toContain("hunter2");
    const sound = await terminal.run(["item", "check", "Sound"], { environment });
    expect(sound).toMatchObject({ code: 0, out: "", err: "Nothing odd was found in 1 item.\n" });
  });

  it("gets a code where there is a TOTP secret, and a sentence where there is none", async () => {
    const { terminal, environment } = await newcomer("mia@example.com");
    await terminal.ask(["item", "add", "Shop", "--secret-stdin", "totp"], { environment, input: seed });
    const before = totpCode(seed, new Date());
    const { code, validFor } = await terminal.ask<{ code: string; validFor: number }>(["item", "code", "Shop"], {
      environment,
    });
    expect([before.code, totpCode(seed, new Date()).code]).toContain(code);
    expect(validFor).toBeGreaterThan(0);
    const plain = await terminal.run(["item", "code", "Shop"], { environment });
    expect(plain).toMatchObject({ code: 0, out: expect.stringMatching(/^\d{8}\n$/) });

    await terminal.ask(["item", "add", "Other", "--secret-stdin", "totp"], { environment, input: "no secret!" });
    const garbage = await terminal.run(["item", "code", "Other"], { environment });
    expect(garbage).toMatchObject({ code: 2, out: "", err: expect.stringContaining("no TOTP secret") });
    expect(garbage.err).not.toContain("no secret!");
    await terminal.ask(["item", "edit", "Other", "--unset", "totp"], { environment });
    expect(await terminal.run(["item", "code", "Other"], { environment })).toMatchObject({ code: 5, out: "" });
  });
});

describe("without an account", () => {
  it("is told where its output did not go", () => {
    const stdio = ["ignore", openSync("/dev/full", "w"), "pipe"] as const;
    const ended = spawnSync(process.execPath, [...programOf("src/cli/main"), "generate"], { stdio: [...stdio] });
    expect(ended.status).toBe(1);
    expect(String(ended.stderr)).toContain("The output cannot be written: the disk is full.");
  });

  it("passwords and passphrases are made to measure, and kinds are listed", async () => {
    const terminal = await town.terminal();
    const value = async (...args: string[]) => (await terminal.run(["generate", ...args])).out.trim();
    expect(await value()).toHaveLength(20);
    expect(await value("--length", "40", "--no-symbols", "--no-digits")).toMatch(/^[A-Za-z]{40}$/);
    expect(await value("--length", "6", "--no-symbols", "--no-upper", "--no-lower")).toMatch(/^\d{6}$/);
    expect(await value("--length", "256", "--no-look-alikes")).not.toMatch(/[0Oo1lI]/);
    expect(await value("--words", "4", "--separator", ".", "--capitals", "--digit")).toMatch(
      /^(?:[A-Z][a-z]+\d?\.){3}[A-Z][a-z]+\d?$/,
    );
    expect(await terminal.ask(["generate", "--words", "7"])).toMatchObject({ entropyBits: 77 });
    expect((await terminal.run(["generate", "--words", "7"])).err).toBe("77 bits\n");

    const kinds = await terminal.ask<{ kind: string; fields: { name: string }[] }[]>(["item", "kinds"]);
    expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["login", "email-account", "totp", "custom"]));
    expect(kinds.find(({ kind }) => kind === "login")).toEqual({
      kind: "login",
      what: "website login",
      fields: [
        { name: "username", type: "TEXT", secret: false },
        { name: "password", type: "PASSWORD", secret: true },
        { name: "url", type: "URLS", secret: false },
        { name: "totp", type: "TOTP", secret: true },
      ],
    });
    expect((await terminal.run(["item", "kinds"])).out).toMatch(/^server +server login\n +host +text/m);
  });

  it("what cannot be made is refused, with the bounds", async () => {
    const terminal = await town.terminal();
    for (const [args, words] of [
      [["--length", "3"], "4 to 256"],
      [["--length", "257"], "4 to 256"],
      [["--length", "many"], "4 to 256"],
      [["--length", "99999"], "4 to 256"],
      [["--words", "-1"], "3 to 24"],
      [["--words", "2"], "3 to 24"],
      [["--words", "5", "--separator", "x"], "separator"],
      [["--words", "5", "--length", "20"], "cannot be used"],
      [["--words", "5", "--no-symbols"], "cannot be used"],
      [["--separator", "."], "--words"],
      [["--no-lower", "--no-upper", "--no-digits", "--no-symbols"], "characters"],
    ] as const) {
      const refused = await terminal.run(["generate", ...args]);
      expect(refused).toMatchObject({ code: 2, out: "", err: expect.stringContaining(words) });
    }
  });
});
