import { describe, expect, it } from "@jest/globals";
import { generatePassphrase, generatePassword } from "../../src/client/index.ts";
import { checkPasswords, passwordStrength } from "../../src/client/strength/index.ts";

describe("the strength of a password", () => {
  it("is 0 for what everybody guesses and 4 for what was generated", async () => {
    expect(await passwordStrength("password")).toMatchObject({ score: 0, warning: "topTen", cut: false });
    for (const { value } of [generatePassword(), generatePassphrase()])
      expect(await passwordStrength(value)).toMatchObject({ score: 4, warning: null, suggestions: [] });
    expect(await passwordStrength("")).toMatchObject({ score: 0, guessesLog10: 0 });
  });

  it("falls with what a guesser knows", async () => {
    const alone = await passwordStrength("Analytical Engines");
    const known = await passwordStrength("Analytical Engines", { userInputs: ["Analytical Engines", "__proto__"] });
    expect(known.guessesLog10).toBeLessThan(alone.guessesLog10);
    expect(known).toMatchObject({ score: 0, warning: "userInputs" });
  });

  it("is that of the first 100 characters, and says so", async () => {
    const beginning = generatePassword({ length: 100 }).value;
    const whole = await passwordStrength(`${beginning}${"password".repeat(10_000)}`);
    expect(whole).toEqual({ ...(await passwordStrength(beginning)), cut: true });
  });

  it("is found for whatever text is given", async () => {
    for (const text of ["\ud800", "\0\n", "🙂".repeat(60), "constructor", "__proto__", "Ⅷ§ß"])
      expect((await passwordStrength(text)).score).toBeGreaterThanOrEqual(0);
    await expect(passwordStrength(5 as unknown as string)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("the passwords of an item", () => {
  const item = (kind: string, title: string, fields: Record<string, unknown>) =>
    checkPasswords({ kind, title, fields } as never);

  it("are reported where they are weak, by the field that they stand in", async () => {
    expect(await item("login", "Shop", { username: "ada", password: "hunter2" })).toEqual([
      { field: "password", code: "WEAK_PASSWORD" },
    ]);
    expect(await item("ssh-key", "Deploy", { passphrase: "12345678" })).toEqual([
      { field: "passphrase", code: "WEAK_PASSWORD" },
    ]);
    expect(await item("login", "Shop", { password: generatePassword().value })).toEqual([]);
  });

  it("are weak where they are made of what else stands in the item", async () => {
    const password = "zugspitzbahnhof7";
    expect(await item("login", "Shop", { password })).toEqual([]);
    expect(await item("login", "Shop", { password, urls: ["https://www.zugspitzbahnhof.example/"] })).toHaveLength(1);
    expect(await item("login", "Zugspitzbahnhof", { password })).toHaveLength(1);
  });

  it("are not looked for in kinds that are not known, nor where there is none", async () => {
    expect(await item("x-ours", "Shop", { password: "hunter2" })).toEqual([]);
    for (const password of ["", 5, null, ["hunter2"]]) expect(await item("login", "Shop", { password })).toEqual([]);
  });
});
