import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openTown, password, type Terminal, type Town } from "../support/command-line.ts";
import { tenantCodeIn } from "../support/operator.ts";
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
    expect(await terminal.ask(["second-factor", "list"])).toEqual({
      factors: [],
      spareCodesLeft: 0,
      demandedFrom: null,
    });
  });

  it("is asked of a person at a prompt, who may mistype it", async () => {
    const { terminal, secretKey } = await newcomer("bea@example.com");
    const adding = terminal.converse(["second-factor", "add"]);
    await adding.asked("The six digits that it shows");
    const uri = /otpauth:\S+/.exec(adding.said())?.[0] as string;
    const byHand = /the secret: ([A-Z2-7]{4}(?: [A-Z2-7]{1,4})+)\n/.exec(adding.said())?.[1];
    expect(byHand?.replaceAll(" ", "")).toBe(new URL(uri).searchParams.get("secret"));
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

  it("is asked for by a recovery with the account code, and taken away by an administrator", async () => {
    const { terminal: laptop, secretKey } = await newcomer("eve@example.com");
    const desk = await town.terminal();
    const credentials = { ...secret, SEALGRAPH_SECRET_KEY: secretKey };
    await desk.ask(["login", "--address", "eve@example.com", "--device", "desk", "--portal"], {
      environment: credentials,
    });
    await laptop.ask(["sync"], { environment: secret });
    await desk.ask(["company", "redeem", await tenantCodeIn(town.server.database)], { environment: secret });
    const invited = ["invite", "add", "bob@example.com", "--name", "Bob Martin"];
    const { link } = await desk.ask<{ link: string }>(invited, { environment: secret });
    const bob = await town.terminal();
    await town.signUp(bob, "bob@example.com", link);
    const { accountCode } = await bob.ask<{ accountCode: string }>(["code", "make", "--yes"], { environment: secret });
    const { spareCodes } = await enrol(bob);

    const found = await town.terminal();
    const environment = { SEALGRAPH_ACCOUNT_CODE: accountCode, SEALGRAPH_NEW_PASSWORD: "a password after it" };
    const recover = ["recover", "--address", "bob@example.com", "--yes"];
    expect(await found.run(recover, { environment })).toMatchObject({
      code: 2,
      err: expect.stringContaining("SEALGRAPH_SECOND_FACTOR"),
    });
    const shown = { ...environment, SEALGRAPH_SECOND_FACTOR: spareCodes[0] as string };
    const { secretKey: next } = await found.ask<{ secretKey: string }>(recover, { environment: shown });

    const reset = ["user", "reset-second-factor", "bob@example.com", "--yes"];
    await desk.ask(["sync"], { environment: secret });
    expect(await desk.run(reset, { environment: secret })).toMatchObject({
      code: 0,
      out: expect.stringContaining("Bob"),
    });
    const phone = await town.terminal();
    await phone.ask(["login", "--address", "bob@example.com", "--device", "phone"], {
      environment: { SEALGRAPH_PASSWORD: "a password after it", SEALGRAPH_SECRET_KEY: next },
    });
  });
});
