import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { GraphQLError, type GraphQLScalarType, Kind } from "graphql";
import { Bytes, Cursor, DateTime, Hash, longestBytes, longestCursor, Uuid } from "../../src/schema/scalars.ts";

const hash = randomBytes(32).toString("base64url");

const good: [GraphQLScalarType, unknown, unknown][] = [
  [Uuid, "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"],
  [Bytes, "", Buffer.alloc(0)],
  [Bytes, "-_8", Buffer.from([0xfb, 0xff])],
  [Bytes, "A".repeat(longestBytes), Buffer.alloc((longestBytes / 4) * 3)],
  [Hash, hash, Buffer.from(hash, "base64url")],
  [DateTime, "2026-01-31T12:00:00.000Z", new Date("2026-01-31T12:00:00Z")],
  [DateTime, "2024-02-29T23:59:59.999Z", new Date("2024-02-29T23:59:59.999Z")],
  [Cursor, "anything", "anything"],
  [Cursor, "c".repeat(longestCursor), "c".repeat(longestCursor)],
];

const bad: [GraphQLScalarType, unknown][] = [
  [Uuid, ""],
  [Uuid, "0190A1B2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"],
  [Uuid, "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b"],
  [Uuid, "{0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b}"],
  [Uuid, "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b\n"],
  [Uuid, 1],
  [Bytes, "-_8="],
  [Bytes, "+/8"],
  [Bytes, "-_ 8"],
  [Bytes, "-_9"],
  [Bytes, "A"],
  [Bytes, "A".repeat(longestBytes + 4)],
  [Bytes, "é"],
  [Bytes, 12],
  [Bytes, { type: "Buffer", data: [1] }],
  [Hash, ""],
  [Hash, `${hash}A`],
  [Hash, randomBytes(31).toString("base64url")],
  [Hash, `${"A".repeat(42)}B`],
  [DateTime, "2026-01-31T12:00:00Z"],
  [DateTime, "2026-01-31T12:00:00.000+00:00"],
  [DateTime, "2026-02-30T12:00:00.000Z"],
  [DateTime, "2026-01-31T24:00:00.000Z"],
  [DateTime, "2026-01-31 12:00:00.000Z"],
  [DateTime, "+012026-01-31T12:00:00.000Z"],
  [DateTime, 1_769_860_800_000],
  [Cursor, ""],
  [Cursor, "c".repeat(longestCursor + 1)],
  [Cursor, null],
];

const show = (value: unknown) =>
  typeof value === "string" && value.length > 50 ? `${value.length} characters` : value;

describe("a scalar", () => {
  it.each(good.map(([type, text, inside]) => ({ name: type.name, shown: show(text), type, text, inside })))(
    "$name takes $shown, from variables and literals, and gives it back",
    ({ type, text, inside }) => {
      expect(type.parseValue(text)).toEqual(inside);
      expect(type.parseLiteral({ kind: Kind.STRING, value: text as string })).toEqual(inside);
      expect(type.serialize(inside)).toBe(text);
    },
  );

  it.each(bad.map(([type, value]) => ({ name: type.name, shown: show(value), type, value })))(
    "$name refuses $shown as BAD_USER_INPUT, without a word of it",
    ({ type, value }) => {
      const attempt = (parse: () => unknown) => {
        try {
          parse();
        } catch (error) {
          return error;
        }
        return undefined;
      };
      const error = attempt(() => type.parseValue(value));
      expect(error).toBeInstanceOf(GraphQLError);
      expect(error).toMatchObject({
        extensions: { code: "BAD_USER_INPUT" },
        message: expect.stringContaining(`${type.name} takes`),
      });
      if (typeof value === "string" && value.length > 3) expect((error as GraphQLError).message).not.toContain(value);
      expect(attempt(() => type.parseLiteral({ kind: Kind.INT, value: "1" }))).toBeInstanceOf(GraphQLError);
    },
  );

  it("Bytes takes exactly what encoding gives", () => {
    const property = fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = Bytes.serialize(bytes);
      expect(text).toBe(Buffer.from(bytes).toString("base64url"));
      expect(new Uint8Array(Bytes.parseValue(text))).toEqual(new Uint8Array(bytes));
    });
    fc.assert(property);
  });

  it("Bytes gives the text of a part of a larger buffer, and of no more than the part", () => {
    const whole = Buffer.from("before-part-after");
    expect(Bytes.serialize(new Uint8Array(whole.buffer, whole.byteOffset + 7, 4))).toBe(
      Buffer.from("part").toString("base64url"),
    );
  });
});
