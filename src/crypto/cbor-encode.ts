/** Writing structures: the few types of PROTOCOL §1.3, each in its only encoding (RFC 8949 §4.2). */
import { checkUint, encodeUtf8 } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";

/** What a structure is made of (PROTOCOL §1.3). */
export type CborValue = number | string | Uint8Array | null | readonly CborValue[];

const major = { UINT: 0, BYTES: 2, TEXT: 3, ARRAY: 4 } as const;
const cborNull = 0xf6;

/** Core deterministic encoding (RFC 8949 §4.2). Text is brought to NFC; throws MALFORMED on what §1.3 does not allow. */
export function encodeCbor(value: CborValue): Uint8Array {
  const plain = encodeTexts(value);
  const bytes = new Uint8Array(lengthOf(plain));
  write(bytes, 0, plain);
  return bytes;
}

/** A value whose texts are UTF-8 already: their lengths are known. */
type Plain = number | Text | Uint8Array | null | readonly Plain[];

class Text {
  constructor(readonly utf8: Uint8Array) {}
}

function encodeTexts(value: CborValue): Plain {
  if (value === null || value instanceof Uint8Array) return value;
  if (typeof value === "number") return checkUint(value);
  if (typeof value === "string") return new Text(encodeUtf8(value));
  if (Array.isArray(value)) return value.map(encodeTexts);
  throw new ProtocolError("MALFORMED", "value");
}

function lengthOf(value: Plain): number {
  if (value === null) return 1;
  if (typeof value === "number") return headLength(value);
  if (value instanceof Uint8Array) return headLength(value.length) + value.length;
  if (value instanceof Text) return headLength(value.utf8.length) + value.utf8.length;
  let length = headLength(value.length);
  for (const each of value) length += lengthOf(each);
  return length;
}

/** Writes a value, and gives where it ends. */
function write(to: Uint8Array, at: number, value: Plain): number {
  if (value === null) {
    to[at] = cborNull;
    return at + 1;
  }
  if (typeof value === "number") return writeHead(to, at, major.UINT, value);
  if (value instanceof Uint8Array) return writeBytes(to, at, major.BYTES, value);
  if (value instanceof Text) return writeBytes(to, at, major.TEXT, value.utf8);
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
