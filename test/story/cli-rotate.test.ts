import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openTown, password, type Terminal, type Town } from "../support/command-line.ts";

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const before = { SEALGRAPH_PASSWORD: password };
const next = "a password after the leak";
const after = { SEALGRAPH_PASSWORD: next };

async function newcomer(address: string): Promise<{ terminal: Terminal; secretKey: string }> {
  const terminal = await town.terminal();
  return { terminal, secretKey: await town.signUp(terminal, address) };
}

describe("keys that may have leaked, at a terminal", () => {
  it("are made anew for the account: the old ones sign nobody in, the new kit does", async () => {
    const { terminal, secretKey } = await newcomer("ada@example.com");
    await terminal.ask(["item", "add", "Kept"], { environment: before });
    const environment = { ...before, SEALGRAPH_NEW_PASSWORD: next };
    expect(await terminal.run(["rotate", "account"], { environment })).toMatchObject({ code: 2 });

    const rotated = await terminal.ask<{ secretKey: string }>(["rotate", "account", "--yes"], { environment });

    expect(rotated).toMatchObject({ sessionsEnded: 0, left: [] });
    expect(rotated.secretKey).toMatch(/^SG1(-[0-9A-Z]{5}){6}$/);
    expect(rotated.secretKey).not.toBe(secretKey);
    expect(await terminal.ask(["item", "list"], { environment: after })).toMatchObject([{ title: "Kept" }]);
    expect(await terminal.ask(["status"], { environment: after })).toMatchObject({
      rotation: null,
      profiles: expect.arrayContaining([expect.objectContaining({ profile: "PERSONAL", former: 1 })]),
    });
    const phone = await town.terminal();
    const login = ["login", "--address", "ada@example.com", "--device", "phone"];
    const old = { ...before, SEALGRAPH_SECRET_KEY: secretKey };
    expect(await phone.run(login, { environment: old })).toMatchObject({ code: 3 });
    await phone.ask(login, { environment: { ...after, SEALGRAPH_SECRET_KEY: rotated.secretKey } });
    expect(await phone.ask(["item", "list"], { environment: after })).toMatchObject([{ title: "Kept" }]);
  });

  it("are explained in plain words before anything is asked", async () => {
    const { terminal } = await newcomer("bea@example.com");
    const same = await terminal.run(["rotate", "account", "--yes"], {
      environment: { ...before, SEALGRAPH_NEW_PASSWORD: password },
    });
    expect(same).toMatchObject({ code: 2, err: expect.stringContaining("another than the present one") });
    const environment = { ...before, SEALGRAPH_NEW_PASSWORD: next };
    const { err, code } = await terminal.run(["rotate", "account", "--yes"], { environment });
    expect(code).toBe(0);
    expect(err).toContain("What it does not");
    expect(err).toContain("Change the passwords that stood in it");
  });

  it("are made anew for a profile, which is sealed again if it is said, and goes on where it was", async () => {
    const { terminal } = await newcomer("cem@example.com");
    for (const title of ["one", "two"]) await terminal.ask(["item", "add", title], { environment: before });
    const rotate = (...more: string[]) =>
      terminal.ask(["rotate", "profile", "personal", ...more], { environment: before });
    expect(await rotate()).toEqual({ profile: "PERSONAL", epoch: 2 });
    expect(await rotate("--reseal")).toEqual({ profile: "PERSONAL", epoch: 2, resealed: 2, left: 0 });
    expect(await rotate("--reseal")).toEqual({ profile: "PERSONAL", epoch: 3, resealed: 2, left: 0 });
    expect(await terminal.run(["rotate", "profile", "all"], { environment: before })).toMatchObject({ code: 2 });
  });
});
