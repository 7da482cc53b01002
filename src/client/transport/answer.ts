/** Reading an answer: whatever a server sends is checked by type and form before anything believes it. */
import { parseBase64url } from "../../crypto/base64url.ts";
import { asHash, type Hash, type Id } from "../../crypto/keys.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { SealgraphError } from "../errors.ts";

/** Throws MALFORMED_ANSWER, naming the field. */
export function refuseAnswer(field: string): never {
  throw new SealgraphError("MALFORMED_ANSWER", { field });
}

/** The member of an object; throws MALFORMED_ANSWER where there is no object. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuseAnswer(name);
  return (value as Readonly<Record<string, unknown>>)[name];
}

export function readText(value: unknown, name: string): string {
  const text = fieldOf(value, name);
  return typeof text === "string" ? text : refuseAnswer(name);
}

export function readBoolean(value: unknown, name: string): boolean {
  const flag = fieldOf(value, name);
  return typeof flag === "boolean" ? flag : refuseAnswer(name);
}

/** A whole number from 0 to 2⁵³ − 1. */
export function readCount(value: unknown, name: string): number {
  const count = fieldOf(value, name);
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : refuseAnswer(name);
}

export function readBytes(value: unknown, name: string): Uint8Array {
  const text = readText(value, name);
  return parsed(name, () => parseBase64url(text));
}

export function readHash(value: unknown, name: string): Hash {
  return parsed(name, () => asHash(readBytes(value, name)));
}

export function readId(value: unknown, name: string): Id {
  const text = readText(value, name);
  return parsed(name, () => parseUuid(text));
}

/** Canonical UUID text. */
export function readUuid(value: unknown, name: string): string {
  readId(value, name);
  return readText(value, name);
}

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Milliseconds since 1970 of an RFC 3339 moment in UTC. */
export function readTime(value: unknown, name: string): number {
  const text = readText(value, name);
  const time = moment.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) || time < 0 ? refuseAnswer(name) : time;
}

/** The same as a date. */
export const readDate = (value: unknown, name: string): Date => new Date(readTime(value, name));

export function readOneOf<T extends string>(value: unknown, name: string, allowed: readonly T[]): T {
  const text = readText(value, name) as T;
  return allowed.includes(text) ? text : refuseAnswer(name);
}

export function readList<T>(value: unknown, name: string, read: (member: unknown) => T): T[] {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list.map(read) : refuseAnswer(name);
}

/** What `read` makes of a member, or null where it is null or left out. */
export function readOptional<T>(value: unknown, name: string, read: (value: unknown, name: string) => T): T | null {
  return (fieldOf(value, name) ?? null) === null ? null : read(value, name);
}

/** Where the page behind this one of a connection begins, or null behind the last. */
export function readNext(connection: unknown): string | null {
  const pageInfo = fieldOf(connection, "pageInfo");
  return readBoolean(pageInfo, "hasNextPage") ? readText(pageInfo, "endCursor") : null;
}

function parsed<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    return refuseAnswer(name);
  }
}
