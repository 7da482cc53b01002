import { checkUint, encodeUtf8, writeU64le } from "./bytes.ts";
import { type Label, labels } from "./labels.ts";

/** A part of a PAE: bytes as they are, a whole number as u64le, text as UTF-8 in NFC. */
export type Part = Uint8Array | number | string;

/**
 * `u64le(n) ‖ u64le(|p1|) ‖ p1 ‖ …`, the label being the first part (PROTOCOL §1.2). Throws MALFORMED on a number that
 * is not a whole one from 0 to 2⁵³ − 1.
 */
export function pae(label: Label, ...parts: readonly Part[]): Uint8Array {
  const first = labels[label];
  const rest = parts.map((part) => (typeof part === "string" ? encodeUtf8(part) : part));
  let length = 16 + first.length;
  for (const part of rest) length += typeof part === "number" ? 16 : 8 + part.length;
  const whole = new Uint8Array(length);
  writeU64le(whole, 0, 1 + rest.length);
  let at = writePart(whole, 8, first);
  for (const part of rest) at = writePart(whole, at, part);
  return whole;
}

/** Writes into bytes that are zero, and gives where the next part begins. */
function writePart(whole: Uint8Array, at: number, part: Uint8Array | number): number {
  if (typeof part === "number") {
    writeU64le(whole, at, 8);
    writeU64le(whole, at + 8, checkUint(part));
    return at + 16;
  }
  writeU64le(whole, at, part.length);
  whole.set(part, at + 8);
  return at + 8 + part.length;
}
