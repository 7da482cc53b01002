import { formatCodePart } from "../../../src/crypto/client/code-parts.ts";
import { deriveRecoveryKeys, formatRecoveryCode } from "../../../src/crypto/client/recovery-code.ts";
import { publicKeyHash } from "../../../src/crypto/hash.ts";
import { asRecoveryCode } from "../../../src/crypto/keys.ts";
import { type Cases, fixedBytes, fixedHash, fixedId, flip, ids } from "./fixed.ts";

const code = asRecoveryCode(fixedBytes("recovery code", 20));
const written = formatRecoveryCode(code);
const groups = written.split(" ");
const mistyped = (group: string) => group.slice(0, 5) + ((Number(group.charAt(5)) + 1) % 10);
const exchanged = (group: string) => `${group.slice(0, 4)}${group.charAt(5)}${group.charAt(4)}`;
const withGroup = (place: number, group: string) => groups.with(place, group).join(" ");
const malformed = (all: Readonly<Record<string, object>>) =>
  Object.entries(all).map(([name, given]) => ({ name, given, error: "MALFORMED" }));

const codeCases: Cases = {
  section: "§8.1",
  golden: [
    { name: "a code, written", given: { code } },
    { name: "zeros, written", given: { code: new Uint8Array(20) } },
    { name: "ones, written", given: { code: new Uint8Array(20).fill(255) } },
    { name: "read as it is written", given: { text: written } },
    { name: "read with hyphens and lines", given: { text: ` ${groups.join("-").replace("-", "\n")}\t` } },
    { name: "read in one go", given: { text: groups.join("") } },
  ],
  negative: malformed({
    "one digit another": { text: withGroup(2, mistyped(groups[2] as string)) },
    "two digits exchanged": { text: withGroup(9, exchanged(groups[9] as string)) },
    "a group above 16 bits": { text: withGroup(7, "720896") },
    "a group missing": { text: groups.slice(1).join(" ") },
    "a group more": { text: `${written} 000000` },
    "an account code": { text: groups.slice(0, 8).join(" ") },
    "a letter": { text: withGroup(0, "00000o") },
    nothing: { text: "" },
    "a code of 16 bytes": { code: fixedBytes("recovery code", 16) },
  }),
};

const group = fixedId("recovery group");
const keys = deriveRecoveryKeys(code, ids.tenant, group);
const keysGiven = {
  code,
  tenant: ids.tenant,
  group,
  xwingKeyHash: publicKeyHash(keys.xwingPublicKey),
  signingKey: keys.signing.publicKey,
};
const keysCases: Cases = {
  section: "§8.1",
  golden: [{ name: "the keys that a roster states", given: keysGiven }],
  negative: Object.entries({
    "another code": { code: flip(code, 0) },
    "another company": { tenant: ids.user },
    "another group": { group: ids.tenant },
    "another X-Wing key": { xwingKeyHash: fixedHash("x-wing") },
    "another signing key": { signingKey: flip(keysGiven.signingKey, 3) },
  }).map(([name, change]) => ({ name, given: { ...keysGiven, ...change }, error: "WRONG_KEYS" })),
};

/** In GF(2⁸) of x⁸ + x⁴ + x³ + x + 1. */
function times(a: number, b: number): number {
  let product = 0;
  for (let [left, right] = [a, b]; right > 0; right >>= 1) {
    if (right & 1) product ^= left;
    left = (left << 1) ^ (left & 128 ? 0x11b : 0);
  }
  return product;
}

/** Parts of fixed polynomials: for each byte the code's, and what is multiplied with x, x² … */
function partsOf(set: string, indexes: readonly number[], needed: number): string[] {
  const factors = Array.from({ length: needed - 1 }, (_, power) => fixedBytes(`${set} ${power}`, 20));
  return indexes.map((index) => {
    const share = code.map(
      (byte, place) =>
        factors.reduce(
          ({ sum, power }, factor) => ({
            sum: sum ^ times(factor[place] as number, power),
            power: times(power, index),
          }),
          { sum: byte, power: index },
        ).sum,
    );
    return formatCodePart({ set: fixedBytes(set, 2), needed, index, share });
  });
}

const [one, two, three] = partsOf("set", [17, 200, 255], 2) as [string, string, string];
const five = partsOf("greater set", [1, 2, 3, 77, 254], 3);
const [foreign] = partsOf("foreign set", [18], 2) as [string];
const cells = one.split(" ");
const partAs = (needed: number, index: number) =>
  formatCodePart({ set: fixedBytes("set", 2), needed, index, share: fixedBytes("share", 20) });

const partCases: Cases = {
  section: "§8.2",
  golden: [
    { name: "a part as it is written", given: { text: one } },
    { name: "in one go", given: { text: two.replaceAll(" ", "") } },
    { name: "the most that are needed", given: { text: partAs(16, 255) } },
  ],
  negative: malformed({
    "one digit another": { text: cells.with(11, mistyped(cells[11] as string)).join(" ") },
    "a group missing": { text: cells.slice(1).join(" ") },
    "a group more": { text: `${one} 000000` },
    "a whole code": { text: written },
    "one part that would do": { text: partAs(1, 7) },
    "17 that are needed": { text: partAs(17, 7) },
    "the place of the code itself": { text: partAs(2, 0) },
  }),
};

const joinCases: Cases = {
  section: "§8.2",
  golden: [
    { name: "two of three", given: { parts: [one, two] } },
    { name: "two others of three, turned", given: { parts: [three, one] } },
    { name: "all of three", given: { parts: [three, one, two] } },
    { name: "three of five", given: { parts: [five[4], five[0], five[2]] } },
    { name: "the code by itself", given: { parts: [written] } },
  ],
  negative: [
    ...Object.entries({
      "one alone": { parts: [one] },
      "two of three that are needed": { parts: [five[0], five[1]] },
      "parts of two sets": { parts: [one, foreign] },
      "the same part twice": { parts: [one, one] },
      none: { parts: [] },
    }).map(([name, given]) => ({ name, given, error: "MISMATCH" })),
    ...malformed({
      "a part and a code": { parts: [one, written] },
      "a part that is mistyped": { parts: [one, two.slice(1)] },
    }),
  ],
};

export const recoveryCodeCases = {
  "recovery-code": codeCases,
  "recovery-keys": keysCases,
  "code-part": partCases,
  "code-parts": joinCases,
};
