import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import {
  type Bytes,
  decode,
  encode,
  hash,
  hex,
  join,
  keyed,
  open,
  pae,
  publicKeyOf,
  type Value,
  verify,
} from "./primitives.ts";
import { bytes, chain, type Fields, type Reader, text, uint } from "./reading.ts";

/** By whole numbers: each 16 bits a digit to the base 65,536, written eleven times as large. */
function written(code: Bytes): string {
  const number = BigInt(`0x${hex(code)}`);
  const places = Array.from({ length: code.length / 2 }, (_, place) => BigInt(16 * (code.length / 2 - 1 - place)));
  return places.map((place) => String(1_000_000n + ((number >> place) & 0xffffn) * 11n).slice(1)).join(" ");
}

function bytesOf(typed: string): Bytes {
  const groups = typed.replace(/[^0-9]/g, "").match(/[0-9]{6}/g) ?? [];
  return new Uint8Array(
    Buffer.from(groups.map((group) => (Number(group) / 11).toString(16).padStart(4, "0")).join(""), "hex"),
  );
}

/** A polynomial over GF(2), by its bits, times another, modulo x⁸ + x⁴ + x³ + x + 1. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 8; bit++) if ((b >> bit) & 1) product ^= a << bit;
  for (let bit = 14; bit >= 8; bit--) if ((product >> bit) & 1) product ^= 0b100011011 << (bit - 8);
  return product;
}

const over = (a: number, b: number): number =>
  Array.from({ length: 256 }, (_, its) => its).find((its) => times(its, b) === a) as number;

/** Where the polynomial through all points crosses zero, byte by byte. */
function joined(parts: Bytes[]): Bytes {
  if (parts.length === 1) return parts[0] as Bytes;
  const xs = parts.map((part) => part[3] as number);
  const weights = xs.map((x) =>
    xs.filter((other) => other !== x).reduce((sum, other) => times(sum, over(other, other ^ x)), 1),
  );
  return new Uint8Array(20).map((_, place) =>
    parts.reduce((sum, part, its) => sum ^ times(part[4 + place] as number, weights[its] as number), 0),
  );
}

function keysOf(given: Fields): object {
  const both = keyed(64, bytes(given, "code"), pae("recovery-code", bytes(given, "tenant"), bytes(given, "group")));
  const xwingSeed = both.subarray(0, 32);
  const { publicKey } = ml_kem768_x25519.keygen(xwingSeed);
  if (hex(hash("public-key", publicKey)) !== given.xwingKeyHash) throw new Error("X-Wing key");
  return { xwingSeed, signingKey: publicKeyOf(both.subarray(32)) };
}

function requestOf(given: Fields): object {
  const signed = bytes(given, "bytes");
  const fields = decode(signed) as Value[];
  const [, tenant, group, seq, head, recovery, user, list, purpose, ends, by, key, code, time] = fields;
  const signatures = chain(given, "signatures");
  for (const [place, its] of [key, ...(code ? [code] : [])].entries())
    verify("recovery-request", signed, signatures[place] as Bytes, its as Bytes);
  if (hex(hash("recovery-purpose", text(given, "purpose"))) !== hex(purpose as Bytes)) throw new Error("purpose");
  const backups = (list as Value[][]).map(([backup, vault, revision, manifest]) => ({
    backup,
    vault,
    revision,
    manifest,
  }));
  const author = { user: by, key };
  const requestHash = hash("recovery-request-hash", signed);
  return { tenant, group, seq, hash: head, recovery, user, backups, purpose, ends, author, code, time, requestHash };
}

function approvalOf(given: Fields): object {
  const signed = bytes(given, "bytes");
  const [, tenant, recovery, request, verdict, user, key, time] = decode(signed) as Value[];
  verify("recovery-approval", signed, bytes(given, "signature"), key as Bytes);
  return { tenant, recovery, request, verdict, user, key, time };
}

function canaryOf(given: Fields): object {
  const { publicKey, secretKey } = ml_kem768_x25519.keygen(bytes(given, "xwingSeed"));
  const [ciphertext, envelope] = [bytes(given, "sealed").subarray(0, 1_120), bytes(given, "sealed").subarray(1_120)];
  const shared = ml_kem768_x25519.decapsulate(ciphertext, secretKey);
  const aad = encode([10, bytes(given, "tenant"), bytes(given, "group"), uint(given, "epoch"), bytes(given, "canary")]);
  const canary = open(keyed(32, shared, pae("wrap", ciphertext, publicKey)), aad, envelope);
  return { bytes: canary, hash: hash("recovery-canary", canary) };
}

/** The last frame is the one behind which the file ends. */
function contentOf(given: Fields): object {
  const whole = Buffer.from(bytes(given, "bytes"));
  const file = new Uint8Array(whole.subarray(27, 43));
  const key = keyed(32, bytes(given, "code"), pae("recovered-file", file));
  const portions: Bytes[] = [];
  for (let at = 43; at < whole.length; ) {
    const end = at + 4 + whole.readUInt32LE(at);
    const aad = encode([11, file, portions.length, end === whole.length ? 1 : 0]);
    const padded = open(key, aad, new Uint8Array(whole.subarray(at + 4, end)));
    portions.push(padded.subarray(0, padded.lastIndexOf(0x80)));
    at = end;
  }
  return { content: join(...portions) };
}

export const recoveryReaders: Record<string, Reader> = {
  "recovery-code": (given) => {
    const code = "code" in given ? bytes(given, "code") : bytesOf(text(given, "text"));
    return { code, text: written(code) };
  },
  "recovery-keys": keysOf,
  "code-part": (given) => {
    const part = bytesOf(text(given, "text"));
    return { set: part.slice(0, 2), needed: part[2], index: part[3], share: part.slice(4) };
  },
  "code-parts": (given) => ({ code: joined((given.parts as string[]).map(bytesOf)) }),
  "recovery-request": requestOf,
  "recovery-approval": approvalOf,
  "recovery-canary": canaryOf,
  "recovered-file": contentOf,
};
