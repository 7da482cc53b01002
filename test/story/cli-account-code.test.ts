import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openTown, password, type Terminal, type Town } from "../support/command-line.ts";

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const secret = { SEALGRAPH_PASSWORD: password };
const next = "a password after the old one";

async function newcomer(address: string): Promise<{ terminal: Terminal; secretKey: string }> {
  const terminal = await town.terminal();
  return { terminal, secretKey: await town.signUp(terminal, address) };
}

describe("an account code at a terminal", () => {
  it("is made, known of, used once on another device, and gone", async () => {
    const { terminal, secretKey } = await newcomer("ada@example.com");
    await terminal.ask(["item", "add", "Kept"], { environment: secret });
    expect(await terminal.ask(["code", "status"])).toEqual({ exists: false, createdAt: null });
    const { accountCode } = await terminal.ask<{ accountCode: string }>(["code", "make", "--yes"], {
      environment: secret,
    });
    expect(accountCode).toMatch(/^\d{6}( \d{6}){7}$/);
    expect(await terminal.ask(["code", "status"])).toMatchObject({ exists: true });

    const phone = await town.terminal();
    const environment = { SEALGRAPH_ACCOUNT_CODE: accountCode, SEALGRAPH_NEW_PASSWORD: next };
    const recovered = await phone.ask<{ secretKey: string; accountCode: string }>(
      ["recover", "--address", "ada@example.com", "--device", "phone", "--new-code", "--yes"],
      { environment },
    );
    expect(recovered.secretKey).toMatch(/^SG1(-[0-9A-Z]{5}){6}$/);
    expect(recovered.secretKey).not.toBe(secretKey);
    expect(recovered.accountCode).not.toBe(accountCode);
    const opened = { SEALGRAPH_PASSWORD: next };
    expect(await phone.ask(["item", "list"], { environment: opened })).toMatchObject([{ title: "Kept" }]);
    expect(await terminal.run(["sync"], { environment: secret })).toMatchObject({ code: 3 });

    const late = await town.terminal();
    const used = await late.run(["recover", "--address", "ada@example.com"], { environment });
    expect(used).toMatchObject({ code: 3, out: "", err: expect.stringContaining("used, replaced or removed") });
    expect(await phone.ask(["code", "remove", "--yes"], { environment: opened })).toEqual({ removed: true });
    expect(await phone.ask(["code", "remove", "--yes"], { environment: opened })).toEqual({ removed: false });
  });

  it("is read from standard input, the code first, and a wrong group is named", async () => {
    const { terminal } = await newcomer("bea@example.com");
    const { accountCode } = await terminal.ask<{ accountCode: string }>(["code", "make", "--yes"], {
      environment: secret,
    });
    const phone = await town.terminal();
    const args = ["recover", "--address", "bea@example.com", "--code-stdin", "--new-password-stdin"];
    const groups = accountCode.split(" ");
    const wrong = [...groups.slice(0, 2), "123456", ...groups.slice(3)].join(" ");
    const refused = await phone.run(args, { input: `${wrong}\n${next}\n` });
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("Group 3 of the account code") });
    const { code, out } = await phone.run(args, { input: `${accountCode}\n${next}\n` });
    expect([code, out]).toEqual([0, expect.stringContaining("SG1-")]);
  });

  it("is typed back in part before it counts, and asked for again where a group is wrong", async () => {
    const { terminal } = await newcomer("cem@example.com");
    const unasked = await terminal.run(["code", "make"], { environment: secret });
    expect(unasked).toMatchObject({ code: 2, err: expect.stringContaining("--yes") });
    expect(await terminal.ask(["code", "status"])).toMatchObject({ exists: false });

    const making = terminal.converse(["code", "make"], { environment: secret });
    await making.asked("shown this once");
    await making.asked("of the code, as you wrote it down");
    const groups = /\d{6}( \d{6}){7}/.exec(making.said())?.[0].split(" ") as string[];
    const groupAsked = () =>
      groups[
        Number(
          making
            .said()
            .match(/Group (\d) of the code/g)
            ?.at(-1)
            ?.charAt(6),
        ) - 1
      ] ?? "";
    const first = groupAsked();
    making.type(first.slice(0, 3));
    await making.asked("as it stands above");
    making.type(first.slice(3));
    await making.asked("of the code, as you wrote it down");
    while (groupAsked() === first) await making.asked("of the code, as you wrote it down");
    making.type(groupAsked());
    const made = await making.ended;
    expect(made).toMatchObject({ code: 0, out: expect.stringContaining("counts from now on") });
    expect(made.out).not.toContain(groups[0] as string);
    expect(await terminal.ask(["code", "status"])).toMatchObject({ exists: true });

    const phone = await town.terminal();
    const recovering = phone.converse(["recover"]);
    await recovering.asked("e-mail address");
    recovering.type("cem@example.com");
    await recovering.asked("account code");
    recovering.type(groups.join("").slice(0, -6));
    await recovering.asked("Group 8 of the account code is not right");
    recovering.type(groups[7] as string);
    for (const _ of [1, 2]) {
      await recovering.asked("new password");
      recovering.type(next);
    }
    expect(await recovering.ended).toMatchObject({ code: 0, out: expect.stringContaining("SG1-") });
  });
});
