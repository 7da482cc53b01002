import { bounds } from "./bounds.ts";
import type { CborValue } from "./cbor.ts";
import { ProtocolError } from "./errors.ts";

type Position = CborValue | undefined;

/** An array of exactly so many positions; throws MALFORMED (PROTOCOL §1.3). */
export function readArray(value: Position, positions: number, what: string): readonly CborValue[] {
  const array = readList(value, what);
  if (array.length !== positions) throw new ProtocolError("MALFORMED", what);
  return array;
}

/** An array of any length within the bounds; throws MALFORMED. */
export function readList(value: Position, what: string): readonly CborValue[] {
  if (!Array.isArray(value)) throw new ProtocolError("MALFORMED", what);
  return value;
}

/** A whole number; throws MALFORMED. */
export function readUint(value: Position, what: string): number {
  if (typeof value !== "number") throw new ProtocolError("MALFORMED", what);
  return value;
}

/** Milliseconds since 1970, within what a calendar holds (PROTOCOL §1.5); throws MALFORMED. */
export function readTime(value: Position, what: string): number {
  const time = readUint(value, what);
  if (time > bounds.time) throw new ProtocolError("MALFORMED", what);
  return time;
}

/** Text; throws MALFORMED. */
export function readText(value: Position, what: string): string {
  if (typeof value !== "string") throw new ProtocolError("MALFORMED", what);
  return value;
}

/** Bytes of a type that holds exactly its length (`asId`, `asHash`, …); throws MALFORMED. */
export function readBytes<T>(value: Position, as: (bytes: Uint8Array) => T): T {
  return as(value as Uint8Array);
}

/** Bytes of at most so many; throws MALFORMED or TOO_LARGE. */
export function readBlob(value: Position, maximum: number, what: string): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new ProtocolError("MALFORMED", what);
  if (value.length > maximum) throw new ProtocolError("TOO_LARGE", what);
  return value;
}

/** One of a closed list of numbers; throws MALFORMED on no number, UNSUPPORTED on another. */
export function readOneOf<T extends number>(value: Position, allowed: readonly T[], what: string): T {
  const number = readUint(value, what) as T;
  if (!allowed.includes(number)) throw new ProtocolError("UNSUPPORTED", what);
  return number;
}

/** `null`, where this version keeps a position for later; throws UNSUPPORTED on anything else. */
export function readNull(value: Position, what: string): null {
  if (value !== null) throw new ProtocolError("UNSUPPORTED", what);
  return null;
}

/** `null`, or what `read` makes of it. */
export function readNullable<T>(value: Position, read: (value: CborValue) => T): T | null {
  return value === null ? null : read(value as CborValue);
}

/** The format number of position 0; throws UNSUPPORTED on another (PROTOCOL §1.3). */
export function readFormat(value: Position): void {
  readOneOf(value, [1], "format");
}
