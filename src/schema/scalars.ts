import "reflect-metadata";
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from "graphql";

/** Characters of base64url that one `Bytes` may have: an envelope of 64 KiB, its frame, and a little. */
export const longestBytes = 90_000;
/** Characters that a cursor may have: of somebody with 1,000 groups and 2,500 shares. */
export const longestCursor = 262_144;

const canonicalUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const utcMilliseconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What each scalar takes, in the words of its refusal. No refusal ever repeats what was sent. */
const expected = {
  Uuid: "a UUID in canonical lower-case text",
  Bytes: `at most ${longestBytes} characters of base64url without padding`,
  Hash: "32 bytes in base64url without padding",
  DateTime: "a moment in UTC as RFC 3339 with milliseconds, such as 2026-01-31T12:00:00.000Z",
  Cursor: "a cursor that the server handed out",
} as const;

type Name = keyof typeof expected;

/** Canonical text in, the same text out. */
export const Uuid = scalar<string, string>(
  "Uuid",
  (text) => (canonicalUuid.test(text) ? text : undefined),
  (id) => id,
);

/** Strict base64url: only what encoding the bytes gives again is taken. Inside: `Uint8Array`. */
export const Bytes = scalar<Uint8Array, string>("Bytes", (text) => parseBytes(text, longestBytes), encodeBytes);

/** As `Bytes`, and 32 of them. */
export const Hash = scalar<Uint8Array, string>(
  "Hash",
  (text) => (text.length === 43 ? parseBytes(text, 43) : undefined),
  encodeBytes,
);

/** A `Date`, inside; a day or hour that the calendar does not have is refused. */
export const DateTime = scalar<Date, string>("DateTime", parseMoment, (moment) => moment.toISOString());

/** Opaque here: whoever made it checks it. */
export const Cursor = scalar<string, string>(
  "Cursor",
  (text) => (text.length > 0 && text.length <= longestCursor ? text : undefined),
  (cursor) => cursor,
);

function scalar<Inside, Outside>(
  name: Name,
  parse: (text: string) => Inside | undefined,
  serialize: (value: Inside) => Outside,
): GraphQLScalarType<Inside, Outside> {
  const parseText = (value: unknown): Inside => {
    const parsed = typeof value === "string" ? parse(value) : undefined;
    if (parsed === undefined) throw refusal(name);
    return parsed;
  };
  return new GraphQLScalarType({
    name,
    serialize: (value) => serialize(value as Inside),
    parseValue: parseText,
    parseLiteral: (node: ValueNode) => parseText(node.kind === Kind.STRING ? node.value : undefined),
  });
}

const refusal = (name: Name) =>
  new GraphQLError(`${name} takes ${expected[name]}.`, { extensions: { code: "BAD_USER_INPUT" } });

function parseBytes(text: string, longest: number): Uint8Array | undefined {
  if (text.length > longest) return undefined;
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}

/** The text of bytes, without copying them first. Envelopes of records are stored as this text, and pass as they are. */
export function encodeBytes(bytes: Uint8Array | string): string {
  if (typeof bytes === "string") return bytes;
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString("base64url");
}

function parseMoment(text: string): Date | undefined {
  if (!utcMilliseconds.test(text)) return undefined;
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) || moment.toISOString() !== text ? undefined : moment;
}
