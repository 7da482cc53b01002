import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import { stretch } from "./accounts.ts";
import { type Bytes, decode, encode, hash, hex, keyed, open, pae, type Value } from "./primitives.ts";
import { bytes, type Fields, type Reader, text } from "./reading.ts";

/** The list as its package has it on the disk, read as text. */
const file = createRequire(import.meta.url).resolve("secure-password-utilities/wordlists");
const list = (/EFF_LONG_WORDLIST = Object\.freeze\(\[([^\]]*)\]/.exec(readFileSync(file, "utf8"))?.[1] ?? "")
  .split(",")
  .map((quoted) => quoted.replace(/[^a-z]/g, ""))
  .filter(Boolean);

const where = (given: Fields): [string, string, Bytes] => [
  text(given, "origin"),
  text(given, "address"),
  bytes(given, "request"),
];

const wordsOf = (given: Fields, publicKey: Bytes): string =>
  inWords(hash("approval-words", ...where(given), publicKey));

export function inWords(hashed: Bytes): string {
  let number = BigInt(`0x${hex(hashed)}`);
  let words = "";
  for (let digit = 0; digit < 6; digit++) {
    words = `${list[Number(number % 7_776n)]} ${words}`;
    number /= 7_776n;
  }
  return words.trim();
}

/** The only way to read the letters as six words of the list, or their beginnings. */
function read(letters: string[]): string {
  const whole = letters.join("");
  const [first] = list.filter((word) => whole.startsWith(word));
  if (letters.length !== 6 && first) return `${first} ${read([whole.slice(first.length)])}`.trim();
  if (letters.length !== 6) return "";
  return letters
    .map((part) => list.find((word) => word === part) ?? list.find((word) => word.startsWith(part)))
    .join(" ");
}

const unpadded = (padded: Bytes): Bytes => padded.subarray(0, padded.lastIndexOf(0x80));

async function deviceRequest(given: Fields): Promise<object> {
  const [origin, address, request] = where(given);
  const stretched = await stretch(new TextEncoder().encode(text(given, "words")), request, 65_536, 3);
  const both = keyed(64, stretched, pae("approval-keys", origin, address, request));
  const [requestKey, approvalKey] = [both.subarray(0, 32), both.subarray(32)];
  const content = unpadded(open(requestKey, encode([12, origin, address, request]), bytes(given, "envelope")));
  const [, publicKey, deviceName, time] = decode(content) as [Value, Bytes, Value, Value];
  if (wordsOf(given, publicKey) !== text(given, "words")) throw new Error("words");
  return { requestKey, approvalKey, publicKey, deviceName, time };
}

function approval(given: Fields): object {
  const { publicKey, secretKey: secret } = ml_kem768_x25519.keygen(bytes(given, "xwingSeed"));
  const whole = bytes(given, "approval");
  const ciphertext = whole.subarray(0, 1_120);
  const shared = ml_kem768_x25519.decapsulate(ciphertext, secret);
  const key = keyed(32, shared, pae("approval-wrap", ciphertext, publicKey, bytes(given, "approvalKey")));
  const aad = encode([13, ...where(given), hash("public-key", publicKey)]);
  const [, user, secretKey, tenant, vaults, time] = decode(unpadded(open(key, aad, whole.subarray(1_120)))) as Value[];
  return { user, secretKey, memory: memoryOf(tenant as Value[], vaults as Value[][]), time };
}

function memoryOf([id, genesis, seq, at]: Value[], vaults: Value[][]): object {
  return {
    tenant: { id, genesis, seq, hash: at },
    vaults: vaults.map(([vault, its, from, rungs]) => ({
      vault,
      class: its,
      genesis: from,
      rungs: (rungs as Value[][]).map(([revision, rung]) => ({ revision, hash: rung })),
    })),
  };
}

export const approvalReaders: Record<string, Reader> = {
  "approval-words": (given) => {
    if ("text" in given)
      return {
        words: read(
          text(given, "text")
            .toLowerCase()
            .match(/[a-z]+/g) ?? [],
        ),
      };
    return { words: wordsOf(given, bytes(given, "publicKey")) };
  },
  "device-request": deviceRequest,
  approval,
  "handed-memory": (given) => {
    const [, tenant, vaults] = decode(bytes(given, "bytes")) as [Value, Value[], Value[][]];
    return memoryOf(tenant, vaults);
  },
};
