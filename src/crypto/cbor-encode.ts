/** Writing structures: the few types of PROTOCOL §1.3, each in its only encoding (RFC 8949 §4.2). */
import { checkUint, encodeUtf8 } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";

/** What a structure is made of (PROTOCOL §1.3). */
export type CborValue = number | string | Uint8Array | null | readonly CborValue[];

const major = { UINT: 0, BYTES: 2, TEXT: 3, ARRAY: 4 } as const;
const cborNull = 0xf6;

/** Core deterministic encoding (RFC 8949 §4.2). Text is brought to NFC; throws MALFORMED on what §1.3 does not allow. */
export function encodeCbor(value: CborValue): Uint8Array {
  const bytes = new Uint8Array(lengthOf(value));
  write(bytes, 0, value);
  return bytes;
}

function lengthOf(value: CborValue): number {
  if (value === null) return 1;
  if (typeof value === "number") return headLength(checkUint(value));
  if (value instanceof Uint8Array) return headLength(value.length) + value.length;
  if (typeof value === "string") return lengthOf(encodeUtf8(value));
  if (!Array.isArray(value)) throw new ProtocolError("MALFORMED", "value");
  let length = headLength(value.length);
  for (const each of value) length += lengthOf(each);
  return length;
}

/** Writes a value whose length was taken, and gives where it ends. */
function write(to: Uint8Array, at: number, value: CborValue): number {
  if (value === null) {
    to[at] = cborNull;
    return at + 1;
  }
  if (typeof value === "number") return writeHead(to, at, major.UINT, value);
  if (value instanceof Uint8Array) return writeBytes(to, at, major.BYTES, value);
  if (typeof value === "string") return writeBytes(to, at, major.TEXT, encodeUtf8(value));
  let end = writeHead(to, at, major.ARRAY, value.length);
  for (const each of value) end = write(to, end, each);
  return end;
}

function writeBytes(to: Uint8Array, at: number, type: number, bytes: Uint8Array): number {
  const begin = writeHead(to, at, type, bytes.length);
  to.set(bytes, begin);
  return begin + bytes.length;
}

/** A number takes as few bytes as it can: none of its own up to 23, else one, two, four or eight. */
const headLength = (number: number): number =>
  number < 24 ? 1 : number < 0x100 ? 2 : number < 0x1_0000 ? 3 : number < 0x1_0000_0000 ? 5 : 9;

function writeHead(to: Uint8Array, at: number, type: number, number: number): number {
  const length = headLength(number);
  const short = length === 1 ? number : 24 + Math.log2(length - 1);
  to[at] = (type << 5) | short;
  let rest = number;
  for (let place = at + length - 1; place > at; place--) {
    to[place] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return at + length;
}
