import { loginProof } from "./accounts.ts";
import { type Bytes, encode, hash, keyed, open, pae, publicKeyOf } from "./primitives.ts";
import { bytes, type Fields, type Reader, text, uint } from "./reading.ts";

/** By whole numbers: 128 bits in base 65,536, each digit times eleven. */
function written(code: Bytes): string {
  const number = BigInt(`0x${Buffer.from(code).toString("hex")}`);
  const group = (place: number) => Number((number >> BigInt(16 * (7 - place))) & 0xffffn) * 11;
  return [0, 1, 2, 3, 4, 5, 6, 7].map((place) => String(1_000_000 + group(place)).slice(1)).join(" ");
}

function codeOf(given: string): Bytes {
  const groups = given.replace(/[^0-9]/g, "").match(/[0-9]{6}/g) ?? [];
  const number = groups.reduce((sum, group) => sum * 65_536n + BigInt(group) / 11n, 0n);
  return new Uint8Array(Buffer.from(number.toString(16).padStart(32, "0"), "hex"));
}

function wrap(given: Fields): object {
  const user = bytes(given, "user");
  const both = keyed(64, bytes(given, "code"), pae("account-code", user));
  const wrapKey = both.subarray(0, 32);
  const aad = encode([9, user, uint(given, "keyGeneration"), uint(given, "codeGeneration")]);
  return {
    wrapKey,
    loginKey: publicKeyOf(both.subarray(32)),
    rootKey: open(wrapKey, aad, bytes(given, "wrap")),
  };
}

export const accountCodeReaders: Record<string, Reader> = {
  "account-code": (given) => {
    const code = "code" in given ? bytes(given, "code") : codeOf(text(given, "text"));
    return { code, text: written(code) };
  },
  "account-code-wrap": wrap,
  "account-code-context": (given) => {
    const generations = [uint(given, "codeGeneration"), uint(given, "keyGeneration")];
    const made =
      given.loginKey === null ? ([null, null] as const) : ([bytes(given, "loginKey"), bytes(given, "wrap")] as const);
    return { context: hash("code-context", encode([1, ...generations, ...made])) };
  },
  "account-code-proof": loginProof,
};
