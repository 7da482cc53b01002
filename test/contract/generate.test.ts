import { describe, expect, it } from "@jest/globals";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import fc from "fast-check";
import { pick } from "../../src/client/generate/uniform.ts";
import { generatePassphrase, generatePassword, type RandomBytes, SealgraphError } from "../../src/client/index.ts";

/** A source that gives the same bytes for the same seed (xorshift32), so that no run differs from another. */
function seeded(seed: number): RandomBytes {
  let state = seed | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 16) & 0xff;
  };
  return (length) => Uint8Array.from({ length }, next);
}

const classes = { lower: /[a-z]/, upper: /[A-Z]/, digits: /[0-9]/, symbols: /[^a-zA-Z0-9]/ };
const names = Object.keys(classes) as (keyof typeof classes)[];

/** Chi-square of how often each of a list came, against all of them alike. */
function chiSquare<T>(list: readonly T[], drawn: readonly T[]): number {
  const counts = new Map<T, number>();
  for (const one of drawn) counts.set(one, (counts.get(one) ?? 0) + 1);
  const expected = drawn.length / list.length;
  return list.reduce((sum, one) => sum + ((counts.get(one) ?? 0) - expected) ** 2 / expected, 0);
}

describe("a generated password", () => {
  it("has the length and exactly the classes asked for, each at least once, and no look-alike if not wanted", () => {
    const asked = fc.record({
      length: fc.integer({ min: 4, max: 256 }),
      on: fc.subarray(names, { minLength: 1 }),
      lookAlikes: fc.boolean(),
      seed: fc.integer({ min: 1 }),
    });
    fc.assert(
      fc.property(asked, ({ length, on, lookAlikes, seed }) => {
        const wanted = Object.fromEntries(names.map((name) => [name, on.includes(name)]));
        const { value, entropyBits } = generatePassword({ length, lookAlikes, ...wanted, randomBytes: seeded(seed) });
        expect(value).toHaveLength(length);
        for (const name of names) expect(classes[name].test(value)).toBe(on.includes(name));
        if (!lookAlikes) expect(value).not.toMatch(/[0Oo1lI]/);
        expect(entropyBits).toBeGreaterThan(0);
        expect(entropyBits).toBeLessThanOrEqual(length * Math.log2(89));
      }),
    );
  });

  it("has 20 characters of all classes when nothing is said, and never the same ones", () => {
    const made = Array.from({ length: 100 }, () => generatePassword());
    expect(new Set(made.map(({ value }) => value)).size).toBe(100);
    expect(made[0]?.value).toHaveLength(20);
    expect(made[0]?.entropyBits).toBeCloseTo(129.36, 1);
  });

  it("says the bits of exactly what can come out", () => {
    const few = { length: 4, upper: false, symbols: false };
    const [lower, digits] = [26, 10];
    const exactly = (lower + digits) ** 4 - lower ** 4 - digits ** 4;
    expect(generatePassword(few).entropyBits).toBeCloseTo(Math.log2(exactly), 9);
    const oneOfEach = 24 * 26 * 26 * 10 * 27;
    expect(generatePassword({ length: 4 }).entropyBits).toBeCloseTo(Math.log2(oneOfEach), 9);
    expect(generatePassword({ length: 4, lower: false, upper: false, symbols: false }).entropyBits).toBeCloseTo(
      4 * Math.log2(10),
      9,
    );
  });

  it("favours no character and no place", () => {
    const source = seeded(20_260_101);
    const digits = [..."0123456789"];
    const made = Array.from({ length: 20_000 }, () =>
      generatePassword({ length: 4, lower: false, upper: false, symbols: false, randomBytes: source }),
    );
    // 9 degrees of freedom: 33.7 is passed once in 10,000 draws; the source is the same in every run.
    for (const place of [0, 1, 2, 3])
      expect(
        chiSquare(
          digits,
          made.map(({ value }) => value.charAt(place)),
        ),
      ).toBeLessThan(33.7);
  });
});

describe("a fair pick", () => {
  it("drops the draws that would favour the first ones", () => {
    const bytes = [0xff, 0xff, 0xff, 0xd9, 0x00, 0x05];
    const drawn = pick([..."abcdefghijklmnopqrstuvwxyz"], (length) => Uint8Array.from(bytes.splice(0, length)));
    // 65,535 is above the last multiple of 26, 65,520; 65,497 is the first that counts.
    expect(drawn).toBe("abcdefghijklmnopqrstuvwxyz".charAt(0xffd9 % 26));
    expect(bytes).toEqual([0x00, 0x05]);
  });

  it("gives up on a source that is broken, instead of going on for ever", () => {
    for (const broken of [() => new Uint8Array([255, 255]), () => new Uint8Array()])
      expect(() => pick([..."abc"], broken)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
    expect(() => generatePassword({ randomBytes: (length) => new Uint8Array(length) })).toThrow(SealgraphError);
  });
});

describe("a generated passphrase", () => {
  it("has as many words of the list as asked for, and eleven bits for each", () => {
    const asked = fc.record({
      words: fc.integer({ min: 3, max: 24 }),
      separator: fc.constantFrom("-", " ", ".", "_+_"),
      capitals: fc.boolean(),
      digit: fc.boolean(),
      seed: fc.integer({ min: 1 }),
    });
    fc.assert(
      fc.property(asked, ({ seed, ...options }) => {
        const { value, entropyBits } = generatePassphrase({ ...options, randomBytes: seeded(seed) });
        const words = value.split(options.separator);
        expect(words).toHaveLength(options.words);
        for (const word of words) expect(wordlist).toContain(word.replace(/\d$/, "").toLowerCase());
        for (const word of words) expect(/^[A-Z]/.test(word)).toBe(options.capitals);
        expect(value.replace(/\D/g, "")).toHaveLength(options.digit ? 1 : 0);
        expect(entropyBits).toBeCloseTo(options.words * 11 + (options.digit ? Math.log2(options.words * 10) : 0), 9);
      }),
    );
  });

  it("favours no word", () => {
    const source = seeded(7);
    const made = Array.from({ length: 20_000 }, () =>
      generatePassphrase({ words: 10, separator: " ", randomBytes: source }),
    );
    const drawn = made.flatMap(({ value }) => value.split(" "));
    // 2,047 degrees of freedom: mean 2,047, standard deviation 64; five of them above. The same source in every run.
    expect(chiSquare(wordlist, drawn)).toBeLessThan(2_047 + 5 * 64);
  });

  it("draws from 2,048 different words of lower case letters", () => {
    expect(new Set(wordlist).size).toBe(2_048);
    for (const word of wordlist) expect(word).toMatch(/^[a-z]{3,8}$/);
  });
});

it("refuses what cannot be made, and names the option", () => {
  const none = { lower: false, upper: false, digits: false, symbols: false };
  const refusals: [work: () => unknown, argument: string][] = [
    ...[3, 257, 4.5, Number.NaN, Number.POSITIVE_INFINITY].map((length): [() => unknown, string] => [
      () => generatePassword({ length }),
      "length",
    ]),
    [() => generatePassword(none), "classes"],
    ...[2, 25, Number.NaN].map((words): [() => unknown, string] => [() => generatePassphrase({ words }), "words"]),
    ...["", "a", "1", "---------", "\n", "-é"].map((separator): [() => unknown, string] => [
      () => generatePassphrase({ separator }),
      "separator",
    ]),
  ];
  for (const [work, argument] of refusals)
    expect(work).toThrow(expect.objectContaining({ code: "INVALID_INPUT", details: { argument } }));
});
