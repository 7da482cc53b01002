import { checkUint, encodeUtf8, writeU64le } from "./bytes.ts";
import { type Label, labels } from "./labels.ts";

/** A part of a PAE: bytes as they are, a whole number as u64le, text as UTF-8 in NFC. */
export type Part = Uint8Array | number | string;

/**
 * `u64le(n) ‖ u64le(|p1|) ‖ p1 ‖ …`, the label being the first part (PROTOCOL §1.2). Throws MALFORMED on a number that
 * is not a whole one from 0 to 2⁵³ − 1.
 */
export function pae(label: Label, ...parts: readonly Part[]): Uint8Array {
  const whole = new Uint8Array(paeLength(label, parts));
  writePae(whole, 0, label, parts);
  return whole;
}

/** How many bytes a PAE is long. */
export function paeLength(label: Label, parts: readonly Part[]): number {
  let length = 16 + labels[label].length;
  for (const part of parts) length += 8 + lengthOf(part);
  return length;
}

/** Writes a PAE over whatever stands there, and gives where it ends. Throws as `pae`. */
export function writePae(target: Uint8Array, at: number, label: Label, parts: readonly Part[]): number {
  writeU64le(target, at, 1 + parts.length);
  let end = writePart(target, at + 8, labels[label]);
  for (const part of parts) end = writePart(target, end, part);
  return end;
}

const lengthOf = (part: Part): number =>
  typeof part === "number" ? 8 : typeof part === "string" ? encodeUtf8(part).length : part.length;

function writePart(target: Uint8Array, at: number, part: Part): number {
  if (typeof part === "string") return writePart(target, at, encodeUtf8(part));
  if (typeof part === "number") {
    writeU64le(target, at, 8);
    writeU64le(target, at + 8, checkUint(part));
    return at + 16;
  }
  writeU64le(target, at, part.length);
  target.set(part, at + 8);
  return at + 8 + part.length;
}
