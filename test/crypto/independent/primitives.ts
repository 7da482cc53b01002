/** The protocol's primitives by other libraries than ours, and its encodings read and written anew. */
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { blake2b } from "@noble/hashes/blake2.js";

export type Bytes = Uint8Array;
export type Value = number | string | null | Bytes | Value[];

export const hex = (bytes: Bytes): string => Buffer.from(bytes).toString("hex");
export const unhex = (text: string): Bytes => new Uint8Array(Buffer.from(text, "hex"));
export const join = (...parts: Bytes[]): Bytes => new Uint8Array(Buffer.concat(parts));

export function le64(value: number): Bytes {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return new Uint8Array(bytes);
}

/** A PAE as PROTOCOL §1.2 writes it down. */
export function pae(label: string, ...parts: (Bytes | number | string)[]): Bytes {
  const all = [`sealgraph/v1/${label}`, ...parts].map((part) =>
    typeof part === "number"
      ? le64(part)
      : typeof part === "string"
        ? new Uint8Array(Buffer.from(part.normalize("NFC"), "utf8"))
        : part,
  );
  return join(le64(all.length), ...all.flatMap((part) => [le64(part.length), part]));
}

export const hash = (label: string, ...parts: (Bytes | number | string)[]): Bytes =>
  blake2b(pae(label, ...parts), { dkLen: 32 });

export const keyed = (length: number, key: Bytes, message: Bytes): Bytes => blake2b(message, { dkLen: length, key });

/** Signatures that were found good: many vectors begin with the same chains. */
const good = new Set<string>();

export function verify(label: string, bytes: Bytes, signature: Bytes, publicKey: Bytes): void {
  const all = [label, bytes, signature, publicKey].map((part) => (typeof part === "string" ? part : hex(part))).join();
  if (good.has(all)) return;
  if (!ed25519.verify(signature, pae(label, bytes), publicKey, { zip215: false }))
    throw new Error(`signature: ${label}`);
  good.add(all);
}

export const publicKeyOf = (seed: Bytes): Bytes => ed25519.getPublicKey(seed);

export function seal(key: Bytes, nonce: Bytes, aad: Bytes, plaintext: Bytes): Bytes {
  const both = keyed(64, key, pae("envelope", nonce, aad));
  const sealed = xchacha20poly1305(both.subarray(0, 32), nonce, aad).encrypt(plaintext);
  return join(Uint8Array.of(1), nonce, both.subarray(32), sealed);
}

export function open(key: Bytes, aad: Bytes, envelope: Bytes): Bytes {
  const nonce = envelope.subarray(1, 25);
  const both = keyed(64, key, pae("envelope", nonce, aad));
  if (envelope[0] !== 1 || hex(both.subarray(32)) !== hex(envelope.subarray(25, 57))) throw new Error("commitment");
  return xchacha20poly1305(both.subarray(0, 32), nonce, aad).decrypt(envelope.subarray(57));
}

/** CBOR of PROTOCOL §1.3. */
export function encode(value: Value): Bytes {
  if (value === null) return Uint8Array.of(0xf6);
  if (typeof value === "number") return head(0, value);
  if (value instanceof Uint8Array) return join(head(2, value.length), value);
  if (typeof value === "string") {
    const text = new Uint8Array(Buffer.from(value.normalize("NFC"), "utf8"));
    return join(head(3, text.length), text);
  }
  return join(head(4, value.length), ...value.map(encode));
}

function head(major: number, value: number): Bytes {
  const bytes = Buffer.alloc(9);
  if (value < 24) return Uint8Array.of((major << 5) | value);
  const size = value < 2 ** 8 ? 1 : value < 2 ** 16 ? 2 : value < 2 ** 32 ? 4 : 8;
  bytes[0] = (major << 5) | (24 + Math.log2(size));
  if (size === 8) bytes.writeBigUInt64BE(BigInt(value), 1);
  else bytes.writeUIntBE(value, 1, size);
  return new Uint8Array(bytes.subarray(0, 1 + size));
}

/** Reads one value and demands that it is written as `encode` writes it. */
export function decode(bytes: Bytes): Value {
  const { value, next } = read(Buffer.from(bytes), 0);
  if (next !== bytes.length || hex(encode(value)) !== hex(bytes)) throw new Error("encoding");
  return value;
}

function read(bytes: Buffer, at: number): { value: Value; next: number } {
  const first = bytes.readUInt8(at);
  if (first === 0xf6) return { value: null, next: at + 1 };
  const major = first >> 5;
  const size = (first & 31) < 24 ? 0 : 2 ** ((first & 31) - 24);
  const count =
    size === 0 ? first & 31 : size === 8 ? Number(bytes.readBigUInt64BE(at + 1)) : bytes.readUIntBE(at + 1, size);
  let next = at + 1 + size;
  if (major === 0) return { value: count, next };
  if (major === 2) return { value: new Uint8Array(bytes.subarray(next, next + count)), next: next + count };
  if (major === 3) return { value: bytes.toString("utf8", next, next + count), next: next + count };
  if (major !== 4) throw new Error("type");
  const list: Value[] = [];
  for (let i = 0; i < count; i++) {
    const item = read(bytes, next);
    list.push(item.value);
    next = item.next;
  }
  return { value: list, next };
}

const emptyBucket = hash("bucket", new Uint8Array());

/** The bucket root as PROTOCOL §5.1 writes it down. */
export function bucketRoot(pairs: { id: Bytes; hash: Bytes }[]): Bytes {
  const lists: { id: Bytes; hash: Bytes }[][] = Array.from({ length: 256 }, () => []);
  for (const pair of pairs) lists[hash("bucket-of", pair.id)[0] as number]?.push(pair);
  const hashes = lists.map((list) => {
    const sorted = list.sort((a, b) => Buffer.compare(a.id, b.id));
    return sorted.length === 0 ? emptyBucket : hash("bucket", join(...sorted.map((pair) => pair.hash)));
  });
  return hash("root", join(...hashes));
}
