import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { stretchTruly } from "../support/argon2id.ts";
import { openTown, password, type Terminal, type Town } from "../support/command-line.ts";

// One of the devices is a process of its own.
stretchTruly();

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const secret = { SEALGRAPH_PASSWORD: password };

/** A terminal of somebody new, with their keys, and an empty one. */
async function newcomer(address: string) {
  const [laptop, phone] = [await town.terminal(), await town.terminal()];
  const secretKey = await town.signUp(laptop, address);
  return { laptop, phone, secretKey, environment: await town.unlocked(laptop) };
}

const asks = (phone: Terminal, address: string) =>
  phone.start(["login", "--address", address, "--device", "phone", "--approve", "--json"], { environment: secret });

const wordsOf = (line: string) => (JSON.parse(line) as { words: string[] }).words;

describe("a new device at a terminal", () => {
  it("shows six words, is approved by them on another, and has everything", async () => {
    const { laptop, phone, environment, secretKey } = await newcomer("ada@example.com");
    await laptop.ask(["item", "add", "From the laptop"], { environment });
    const login = asks(phone, "ada@example.com");
    const words = wordsOf(await login.line('"words"'));
    expect(await laptop.ask(["device", "requests"])).toHaveLength(1);

    const approved = await laptop.ask(["device", "approve", "--words-stdin"], {
      environment,
      input: `${words.join("  ").toUpperCase()}\n`,
    });
    expect(approved).toMatchObject({ deviceName: "phone" });
    const { code, out, err } = await login.ended;
    expect([code, err]).toEqual([0, ""]);
    expect(JSON.parse(out.slice(out.indexOf("\n")))).toMatchObject({ address: "ada@example.com" });

    const there = await town.unlocked(phone);
    expect(await phone.ask(["item", "list"], { environment: there })).toMatchObject([{ title: "From the laptop" }]);
    expect(await phone.ask(["kit"], { environment: there })).toMatchObject({ secretKey });
    expect(await laptop.ask(["device", "requests"])).toEqual([]);
    const again = await phone.run(["login", "--address", "ada@example.com", "--approve"], { environment: secret });
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining("asks for the password alone") });
  });

  it("is not approved by other words, is refused, and gives up with Ctrl-C", async () => {
    const { laptop, phone, environment } = await newcomer("bea@example.com");
    const login = asks(phone, "bea@example.com");
    const words = wordsOf(await login.line('"words"'));
    const approve = (typed: string) =>
      laptop.run(["device", "approve"], { environment: { ...environment, SEALGRAPH_APPROVAL_WORDS: typed } });
    const wrong = await approve(words.toReversed().join(" "));
    expect(wrong).toMatchObject({ code: 5, out: "", err: expect.stringContaining("Nothing was approved") });
    expect(await approve("yes")).toMatchObject({ code: 2, err: expect.stringContaining("not six words") });
    expect(await laptop.run(["device", "approve"], { environment })).toMatchObject({ code: 2 });

    const [open] = await laptop.ask<{ request: string }[]>(["device", "requests"]);
    expect(await laptop.ask(["device", "refuse", open?.request as string])).toMatchObject({ refused: true });
    expect(await laptop.run(["device", "refuse", open?.request as string])).toMatchObject({ code: 5 });
    expect(await approve(words.join(" "))).toMatchObject({ code: 5 });
    login.signal("SIGINT");
    const { code, err } = await login.ended;
    expect([code, JSON.parse(err)]).toEqual([130, expect.objectContaining({ error: expect.anything() })]);
    expect(await phone.run(["status"])).toMatchObject({ code: 3 });
  });

  it("shows the name of a device only after its words, and asks again for words with a mistake in them", async () => {
    const { laptop, phone, environment } = await newcomer("cem@example.com");
    const args = ["login", "--address", "cem@example.com", "--device", "phone", "--approve"];
    const login = phone.start(args, { environment: secret });
    const words: string[] = [];
    for (let n = 1; n <= 6; n++) words.push((await login.line(`      ${n}   `)).trim().split(/ +/)[1] as string);
    expect((await laptop.run(["device", "requests"])).out).not.toContain("phone");
    const approve = laptop.converse(["device", "approve"], { environment });
    await approve.asked("password");
    approve.type(password);
    await approve.asked("six words");
    approve.type(words.slice(1).join(" "));
    await approve.asked("not six words");
    approve.type(` ${words[0]}`);
    await approve.asked("Nothing was approved");
    await approve.asked("six words");
    approve.type(words.join(" "));
    const { code, out } = await approve.ended;
    expect(code).toBe(0);
    expect(out).toContain("Approved “phone”");
    expect(await login.ended).toMatchObject({ code: 0, err: expect.stringContaining("sealgraph device approve") });
  });
});
