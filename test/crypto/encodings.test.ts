/** What holds for every input, tried with many. */
import fc from "fast-check";
import { encodeBase64url, parseBase64url } from "../../src/crypto/base64url.ts";
import { compareBytes, parseHex, toHex, u64le } from "../../src/crypto/bytes.ts";
import { type CborValue, encodeCbor, parseCbor } from "../../src/crypto/cbor.ts";
import { pad, paddedLength, unpad } from "../../src/crypto/client/padding.ts";
import { formatSecretKey, parseSecretKey } from "../../src/crypto/client/secret-key.ts";
import { ProtocolError } from "../../src/crypto/errors.ts";
import { asId, asSecretKey } from "../../src/crypto/keys.ts";
import { pae } from "../../src/crypto/pae.ts";
import { deriveUuidV7, formatUuid, makeId, parseUuid } from "../../src/crypto/uuid.ts";

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const uint = fc.maxSafeNat();
const text = fc.string({ unit: "grapheme", maxLength: 40 }).map((plain) => plain.normalize("NFC"));
const value: fc.Arbitrary<CborValue> = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof({ maxDepth: 6 }, uint, text, bytes(40), fc.constant(null), fc.array(tie("value"), { maxLength: 6 })),
})).value;

/** Gives what was parsed, or that it was refused in the protocol's own words. */
function refusedOr<T>(parse: () => T): T | "refused" {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ProtocolError) return "refused";
    throw error;
  }
}

describe("CBOR", () => {
  it("reads what it wrote", () => {
    fc.assert(fc.property(value, (given) => expect(parseCbor(encodeCbor(given), 65_536)).toEqual(given)));
  });

  it("takes any bytes as a value that writes the same bytes, or refuses them", () => {
    fc.assert(
      fc.property(bytes(60), (given) => {
        const parsed = refusedOr(() => parseCbor(given, 60));
        if (parsed !== "refused") expect(toHex(encodeCbor(parsed))).toBe(toHex(given));
      }),
      { numRuns: 2_000 },
    );
  });

  it("keeps nothing of the memory it was read from", () => {
    const written = encodeCbor([new Uint8Array(4).fill(1)]);
    const [inner] = parseCbor(Buffer.from(written), 100) as [Uint8Array];
    expect(inner.constructor).toBe(Uint8Array);
    expect(inner.buffer.byteLength).toBe(4);
  });

  it("stops at a hostile nesting without exhausting the stack", () => {
    expect(refusedOr(() => parseCbor(new Uint8Array(65_536).fill(0x81), 65_536))).toBe("refused");
  });
});

describe("PAE", () => {
  it("is different for different parts, wherever their borders are", () => {
    fc.assert(
      fc.property(fc.array(bytes(8), { maxLength: 4 }), fc.array(bytes(8), { maxLength: 4 }), (a, b) => {
        const same = a.length === b.length && a.every((part, i) => compareBytes(part, b[i] as Uint8Array) === 0);
        expect(compareBytes(pae("token", ...a), pae("token", ...b)) === 0).toBe(same);
      }),
    );
  });

  it("writes numbers as eight bytes, the least first", () => {
    fc.assert(
      fc.property(uint, (number) => {
        const view = new DataView(u64le(number).buffer);
        expect(view.getBigUint64(0, true)).toBe(BigInt(number));
      }),
    );
  });
});

describe("base64url", () => {
  it("reads what it wrote, as Node writes it", () => {
    fc.assert(
      fc.property(bytes(100), (given) => {
        const written = encodeBase64url(given);
        expect(written).toBe(Buffer.from(given).toString("base64url"));
        expect(parseBase64url(written)).toEqual(given);
      }),
    );
  });

  it("has one text for each value: any other is refused", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (given) => {
        const parsed = refusedOr(() => parseBase64url(given));
        if (parsed !== "refused") expect(encodeBase64url(parsed)).toBe(given);
      }),
      { numRuns: 2_000 },
    );
  });

  it("does not write bytes around a view", () => {
    expect(encodeBase64url(new Uint8Array([1, 2, 3, 4, 5]).subarray(1, 4))).toBe("AgME");
  });
});

describe("a UUID", () => {
  it("is read as it was written", () => {
    fc.assert(fc.property(exactly(16), (given) => expect(parseUuid(formatUuid(asId(given)))).toEqual(given)));
  });

  it("of version 7 keeps its time and says its version", () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 48 - 1 }), exactly(10), (time, random) => {
        const written = formatUuid(deriveUuidV7(time, random));
        expect(Number.parseInt(written.slice(0, 13).replace("-", ""), 16)).toBe(time);
        expect(written).toMatch(/^.{14}7.{4}[89ab]/);
      }),
    );
  });

  it("sorts by its time", () => {
    expect(compareBytes(makeId(1_000), makeId(2_000))).toBeLessThan(0);
  });

  it("refuses a time or randomness out of its range", () => {
    for (const time of [-1, 0.5, 2 ** 48]) expect(() => makeId(time)).toThrow(ProtocolError);
    for (const length of [0, 9, 11]) expect(() => deriveUuidV7(0, new Uint8Array(length))).toThrow(ProtocolError);
  });
});

describe("hexadecimal", () => {
  it("is read as it was written", () => {
    fc.assert(fc.property(bytes(40), (given) => expect(parseHex(toHex(given))).toEqual(given)));
  });

  it("is refused in upper case, odd, or with anything else in it", () => {
    for (const given of ["A0", "0", "0g", " 00", "00 "]) expect(() => parseHex(given)).toThrow(ProtocolError);
  });
});

describe("padding", () => {
  it("is taken off again", () => {
    fc.assert(fc.property(bytes(3_000), (given) => expect(unpad(pad(given))).toEqual(given)));
  });

  it("never costs more than an eighth above 1 KiB, and hides lengths within a step", () => {
    fc.assert(
      fc.property(fc.integer({ min: 8_192, max: 63_487 }), (length) => {
        expect(paddedLength(length)).toBeGreaterThan(length);
        expect(paddedLength(length)).toBeLessThanOrEqual(length * 1.126);
        expect(paddedLength(paddedLength(length) - 1)).toBe(paddedLength(length));
      }),
    );
  });
});

describe("a Secret Key", () => {
  it("is read as it was written, however people type it", () => {
    fc.assert(
      fc.property(exactly(16), fc.boolean(), (given, lower) => {
        const written = formatSecretKey(asSecretKey(given));
        expect(written).toMatch(/^SG1(-[0-9A-HJKMNP-TV-Z]{5}){6}$/);
        expect(parseSecretKey(lower ? written.toLowerCase().replaceAll("-", " ") : written)).toEqual(given);
      }),
    );
  });

  it("is refused with any one character changed", () => {
    const written = formatSecretKey(asSecretKey(new Uint8Array(16).fill(0xa5)));
    for (let place = 4; place < written.length; place++) {
      if (written[place] === "-") continue;
      const other = written[place] === "7" ? "8" : "7";
      expect(() => parseSecretKey(written.slice(0, place) + other + written.slice(place + 1))).toThrow(ProtocolError);
    }
  });
});
