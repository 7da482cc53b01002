/** The recovery code, whole and in parts (PROTOCOL §8.1, §8.2): mistakes of whoever types it, years later. */
import { describe, expect, it } from "@jest/globals";
import { SealgraphError } from "../../src/client/errors.ts";
import { recoverySheet } from "../../src/client/kit/recovery-sheet.ts";
import { pageText } from "../../src/client/kit/text.ts";
import { joinCode, ofCode, splitCode } from "../../src/client/recovery/code.ts";
import {
  type CodePart,
  formatCodePart,
  joinCodeParts,
  parseCodePart,
  readRecoveryCode,
  splitRecoveryCode,
  wrongGroupOfCodePart,
} from "../../src/crypto/client/code-parts.ts";
import {
  checkRecoveryKeys,
  deriveRecoveryKeys,
  formatRecoveryCode,
  makeRecoveryCode,
  parseRecoveryCode,
  type RecoveryCodeError,
  wrongGroupOfRecoveryCode,
} from "../../src/crypto/client/recovery-code.ts";
import { publicKeyHash } from "../../src/crypto/hash.ts";
import { makeId } from "../../src/crypto/uuid.ts";

const code = makeRecoveryCode();
const written = formatRecoveryCode(code);
const groups = written.split(" ");
/** One digit more than it was: no group stays one by it. */
const mistyped = (group: string) => group.slice(0, 5) + ((Number(group.charAt(5)) + 1) % 10);

/** Why a code is refused, and where. */
async function refusal(read: () => unknown): Promise<object> {
  try {
    await read();
  } catch (error) {
    const { reason, place } = error as RecoveryCodeError;
    return { reason, ...place };
  }
  return { reason: null };
}

describe("a recovery code", () => {
  it("is ten groups that are read back, however they are divided", () => {
    expect(written).toMatch(/^\d{6}( \d{6}){9}$/);
    for (const typed of [written, groups.join(""), groups.join("-"), `\n${groups.join("\t")} `])
      expect(parseRecoveryCode(typed)).toEqual(code);
  });

  it("names the group that is mistyped, missing, or too many", async () => {
    for (let place = 0; place < 10; place++) {
      const typed = groups.with(place, mistyped(groups[place] as string)).join(" ");
      expect(wrongGroupOfRecoveryCode(typed)).toBe(place + 1);
      expect(await refusal(() => parseRecoveryCode(typed))).toEqual({ reason: "WRONG_GROUP", group: place + 1 });
    }
    expect(wrongGroupOfRecoveryCode(groups.slice(0, 7).join(" "))).toBe(8);
    expect(wrongGroupOfRecoveryCode(`${written} 000000`)).toBe(11);
    expect(wrongGroupOfRecoveryCode("")).toBe(1);
  });

  it("is of one group of one company, by what its roster states", async () => {
    const [tenant, group] = [makeId(1), makeId(2)];
    const keys = deriveRecoveryKeys(code, tenant, group);
    const stated = { xwingKeyHash: publicKeyHash(keys.xwingPublicKey), signingKey: keys.signing.publicKey };
    checkRecoveryKeys(keys, stated);
    const others = [
      deriveRecoveryKeys(makeRecoveryCode(), tenant, group),
      deriveRecoveryKeys(code, group, tenant),
      { ...keys, xwingPublicKey: deriveRecoveryKeys(code, tenant, tenant).xwingPublicKey },
      { ...keys, signing: deriveRecoveryKeys(code, tenant, tenant).signing },
    ];
    for (const each of others)
      expect(await refusal(() => checkRecoveryKeys(each, stated))).toEqual({ reason: "WRONG_CODE" });
  });
});

describe("parts of a recovery code", () => {
  it("give it where there are enough, any of them in any order, and more than enough", async () => {
    const parts = (await splitRecoveryCode(code, 3, 5)).map(formatCodePart);
    for (const [a, b, c] of [
      [0, 1, 2],
      [4, 2, 0],
      [3, 1, 4],
    ] as const) {
      expect(await readRecoveryCode([parts[a], parts[b], parts[c]] as string[])).toEqual(code);
    }
    expect(await readRecoveryCode(parts)).toEqual(code);
    expect(await joinCode(parts.slice(1).map((part) => part.replaceAll(" ", "")))).toBe(written);
  });

  it("are twelve groups, another set each time, and read back", async () => {
    const [some, others] = [await splitRecoveryCode(code, 2, 16), await splitRecoveryCode(code, 2, 2)];
    expect(new Set(some.map(({ index }) => index)).size).toBe(16);
    for (const part of some) {
      expect(formatCodePart(part)).toMatch(/^\d{6}( \d{6}){11}$/);
      expect(parseCodePart(formatCodePart(part))).toEqual(part);
      expect(part.set).toEqual(some[0]?.set);
    }
    expect(others[0]?.share).not.toEqual(some[0]?.share);
  });

  it("say which group of which part is wrong, though it is one that the code of two parts cannot have", async () => {
    const [one, two] = (await splitRecoveryCode(code, 2, 2)).map(formatCodePart) as [string, string];
    const spoiled = two.split(" ");
    const typed = spoiled.with(6, mistyped(spoiled[6] as string)).join(" ");
    expect(await refusal(() => readRecoveryCode([one, typed]))).toEqual({ reason: "WRONG_GROUP", group: 7, part: 2 });
    expect(await refusal(() => readRecoveryCode([one, written]))).toEqual({
      reason: "WRONG_GROUP",
      group: 11,
      part: 2,
    });
    expect(await refusal(() => readRecoveryCode(typed))).toEqual({ reason: "WRONG_GROUP", group: 7, part: 1 });
    expect(await refusal(() => parseCodePart(typed))).toEqual({ reason: "WRONG_GROUP", group: 7 });
    const part = parseCodePart(one);
    for (const bad of [{ needed: 0 }, { needed: 1 }, { needed: 17 }, { index: 0 }])
      expect(wrongGroupOfCodePart(formatCodePart({ ...part, ...bad }))).toBe(2);
  });

  it("are too few, of two sets, or the same twice, and that is said", async () => {
    const [a, b, c] = (await splitRecoveryCode(code, 3, 3)).map(formatCodePart) as [string, string, string];
    const [foreign] = (await splitRecoveryCode(code, 3, 3)).map(formatCodePart) as [string];
    const [other] = (await splitRecoveryCode(code, 2, 3)) as [CodePart];
    expect(await refusal(() => readRecoveryCode(a))).toEqual({ reason: "TOO_FEW", needed: 3 });
    expect(await refusal(() => readRecoveryCode([a, b]))).toEqual({ reason: "TOO_FEW", needed: 3 });
    expect(await refusal(() => readRecoveryCode([]))).toEqual({ reason: "TOO_FEW" });
    expect(await refusal(() => readRecoveryCode([a, b, foreign]))).toEqual({ reason: "TWO_SETS", part: 3 });
    expect(await refusal(() => readRecoveryCode([a, b, a]))).toEqual({ reason: "SAME_PART", part: 3 });
    expect(await refusal(() => readRecoveryCode([a, c, b]))).toEqual({ reason: null });
    const first = parseCodePart(a);
    expect(await refusal(() => joinCodeParts([first, { ...other, set: first.set }]))).toEqual({
      reason: "TWO_SETS",
      part: 2,
    });
  });

  it("say nothing of the code where one is missing: with another in its place it is any other", async () => {
    const [one, two] = (await splitRecoveryCode(code, 2, 2)) as [CodePart, CodePart];
    const found = Array.from({ length: 20 }, () => new Set<number>());
    for (let change = 0; change < 256; change++) {
      const joined = await joinCodeParts([one, { ...two, share: two.share.map((byte) => byte ^ change) }]);
      for (const [place, byte] of joined.entries()) found[place]?.add(byte);
    }
    expect(found.map(({ size }) => size)).toEqual(Array(20).fill(256));
  });

  it("are made of 2 to 16, and never fewer than it takes", async () => {
    for (const [needed, parts] of [
      [1, 3],
      [0, 0],
      [3, 2],
      [2, 17],
      [2.5, 3],
      [2, Number.NaN],
    ] as const)
      await expect(splitRecoveryCode(code, needed, parts)).rejects.toThrow(RangeError);
    await expect(splitCode(written, { needed: 1, parts: 3 })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(splitCode(written, { needed: 2, parts: 17 })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await splitCode(written, { needed: 2, parts: 3 })).toHaveLength(3);
  });

  it("are refused in the SDK's words", async () => {
    const spoiled = written.replace(groups[4] as string, mistyped(groups[4] as string));
    await expect(splitCode(spoiled, { needed: 2, parts: 3 })).rejects.toMatchObject({
      code: "RECOVERY_CODE_REFUSED",
      details: { reason: "WRONG_GROUP", group: 5 },
    });
    await expect(joinCode([])).rejects.toBeInstanceOf(SealgraphError);
    await expect(ofCode(() => Promise.reject(new TypeError("other")))).rejects.toThrow(TypeError);
  });
});

describe("the sheet of a recovery code", () => {
  const of = { company: "Analytical \u202eEngines", code: written, part: null, madeAt: new Date(Date.UTC(2026, 4, 3)) };

  it("has the code in two lines with the numbers of its groups, and says what loss and theft mean", () => {
    const page = recoverySheet(of);
    expect(page.fields.map(({ label, value }) => [label, value])).toEqual([
      ["Company", "Analytical \ufffdEngines"],
      ["Groups 1 to 5", groups.slice(0, 5).join(" ")],
      ["Groups 6 to 10", groups.slice(5).join(" ")],
    ]);
    const text = pageText(page);
    for (const said of [groups.slice(5).join(" "), "nothing can be read", "every business profile", "2026-05-03"])
      expect(text.replace(/\s+/g, " ")).toContain(said);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(78);
  });

  it("is one of several where the code was split, and says how many it takes, in its reader's language", async () => {
    const [part] = await splitCode(written, { needed: 2, parts: 3 });
    const page = recoverySheet({ ...of, code: part as string, part: { number: 1, of: 3, needed: 2 } });
    expect(page.title).toContain("part 1 of 3");
    expect(page.fields.map(({ label }) => label)).toEqual(["Company", "Groups 1 to 6", "Groups 7 to 12"]);
    expect(pageText(page).replace(/\s+/g, " ")).toContain("Any 2 of the 3 parts");
    const french = recoverySheet({ ...of, code: part as string, part: { number: 1, of: 3, needed: 2 } }, "fr");
    expect([french.locale, french.title]).toEqual(["fr", "Code de récupération Sealgraph, partie 1 sur 3"]);
    expect(pageText(french)).not.toMatch(/\b(the|parts|nothing)\b/);
  });
});
