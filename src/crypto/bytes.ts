import { ProtocolError } from "./errors.ts";

const encoder = new TextEncoder();

/** UTF-8 of the text in NFC (PROTOCOL §1.2). */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text.normalize("NFC"));
}

/** One array with the parts after each other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether both hold the same bytes. For public data: it stops at the first difference. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether both are null, or hold the same bytes. */
export function equalOrNull(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : equalBytes(a, b);
}

/** Order by bytes; of two where one begins the other, the shorter comes first (PROTOCOL §5.1). */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Throws MALFORMED unless the number is a whole one from 0 to 2⁵³ − 1 (PROTOCOL §1.2). */
export function checkUint(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0 || Object.is(value, -0))
    throw new ProtocolError("MALFORMED", "integer");
  return value;
}

/** Writes a whole number as eight bytes, the least first, over whatever stands there. */
export function writeU64le(target: Uint8Array, at: number, value: number): void {
  writeU32le(target, at, value % 2 ** 32);
  writeU32le(target, at + 4, Math.floor(value / 2 ** 32));
}

function writeU32le(target: Uint8Array, at: number, value: number): void {
  target[at] = value;
  target[at + 1] = value >>> 8;
  target[at + 2] = value >>> 16;
  target[at + 3] = value >>> 24;
}

/** A whole number up to 2⁵³ − 1 as eight bytes, the least first (PROTOCOL §1.2). */
export function u64le(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  writeU64le(bytes, 0, checkUint(value));
  return bytes;
}

const hexDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += hexDigits[bytes[i] as number];
  return text;
}

/** Reads lower-case hexadecimal; throws MALFORMED on anything else. */
export function parseHex(text: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new ProtocolError("MALFORMED", "hexadecimal");
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}
