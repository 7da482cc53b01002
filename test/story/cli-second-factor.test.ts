import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openTown, password, type Terminal, type Town } from "../support/command-line.ts";
import { codeAt, interval } from "../support/second-factor.ts";

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const secret = { SEALGRAPH_PASSWORD: password };
/** The server has the clock of this machine: the present code and the next are good at any moment, in this order. */
const codeOf = (uri: string, away: number) => codeAt(uri, new Date(Date.now() + away * interval));

async function newcomer(address: string): Promise<{ terminal: Terminal; secretKey: string }> {
  const terminal = await town.terminal();
  return { terminal, secretKey: await town.signUp(terminal, address) };
}

async function enrol(terminal: Terminal) {
  const { factor, uri } = await terminal.ask<{ factor: string; uri: string }>([
    ...["second-factor", "add", "phone", "--request"],
  ]);
  const environment = { SEALGRAPH_CODE: codeOf(uri, 0) };
  const added = await terminal.ask<{ name: string; spareCodes: string[] }>(
    ["second-factor", "add", "--complete", factor],
    { environment },
  );
  return { uri, ...added };
}

describe("a second factor at a terminal", () => {
  it("is added, asked for by a login, listed and removed", async () => {
    const { terminal, secretKey } = await newcomer("ada@example.com");
    expect(await terminal.run(["second-factor", "list"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("none"),
    });
    const { uri, name, spareCodes } = await enrol(terminal);
    expect(name).toBe("phone");
    expect(spareCodes).toHaveLength(10);

    const phone = await town.terminal();
    const login = ["login", "--address", "ada@example.com", "--device", "tablet"];
    const credentials = { ...secret, SEALGRAPH_SECRET_KEY: secretKey };
    const unasked = await phone.run(login, { environment: credentials });
    expect(unasked).toMatchObject({ code: 2, err: expect.stringContaining("SEALGRAPH_SECOND_FACTOR") });
    const wrong = await phone.run(login, { environment: { ...credentials, SEALGRAPH_SECOND_FACTOR: "000 000" } });
    expect(wrong).toMatchObject({ code: 3, err: expect.stringContaining("second factor is not right") });
    const right = { ...credentials, SEALGRAPH_SECOND_FACTOR: codeOf(uri, 1) };
    expect(await phone.run(login, { environment: right })).toMatchObject({ code: 0 });

    const before = await terminal.run(["second-factor", "remove", "phone", "--yes"]);
    expect(before).toMatchObject({ code: 2, err: expect.stringContaining("SEALGRAPH_SECOND_FACTOR") });
    const spare = { SEALGRAPH_SECOND_FACTOR: spareCodes[0] as string };
    const again = await terminal.ask<{ spareCodes: string[] }>(["second-factor", "spare-codes", "--yes"], {
      environment: spare,
    });
    expect(again.spareCodes).not.toEqual(spareCodes);
    const listed = await terminal.run(["second-factor", "list"]);
    expect(listed.out).toMatch(/phone +authenticator.*\n10 spare codes left\./);
    // Shown in the last ten minutes.
    expect(await terminal.run(["second-factor", "remove", "phone", "--yes"])).toMatchObject({ code: 0 });
    expect(await terminal.ask(["second-factor", "list"])).toEqual({ factors: [], spareCodesLeft: 0 });
  });

  it("is asked of a person at a prompt, who may mistype it", async () => {
    const { terminal, secretKey } = await newcomer("bea@example.com");
    const adding = terminal.converse(["second-factor", "add"]);
    await adding.asked("The six digits that it shows");
    const uri = /otpauth:\S+/.exec(adding.said())?.[0] as string;
    adding.type(codeOf(uri, -20));
    await adding.asked("The six digits that it shows");
    adding.type(codeOf(uri, 0));
    const { out, err } = await adding.ended;
    expect(out).toContain("authenticator was added.");
    expect(err).toContain("Keep them on paper");
    const environment = { ...secret, SEALGRAPH_SECRET_KEY: secretKey };
    const login = (await town.terminal()).converse(["login", "--address", "bea@example.com"], { environment });
    await login.asked("Six digits of your authenticator, or a spare code");
    login.type("123");
    await login.asked("Six digits of your authenticator, or a spare code");
    login.type(codeOf(uri, 1));
    expect(await login.ended).toMatchObject({ code: 0 });
    expect(login.said()).toContain("That is not right");
  });
});
