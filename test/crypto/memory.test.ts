import { describe, expect, it } from "@jest/globals";
import * as cborg from "cborg";
import { bounds } from "../../src/crypto/bounds.ts";
import { type CborValue, encodeCbor } from "../../src/crypto/cbor.ts";
import { open, seal } from "../../src/crypto/client/seal.ts";
import { envelopeOverhead } from "../../src/crypto/envelope.ts";
import { SealError } from "../../src/crypto/errors.ts";
import { hashOf } from "../../src/crypto/hash.ts";
import { asSymmetricKey } from "../../src/crypto/keys.ts";
import { pae } from "../../src/crypto/pae.ts";
import { blake2b256, libsodium, randomBytes } from "../../src/crypto/sodium.ts";

const aad = new TextEncoder().encode("a place");
const freshKey = () => asSymmetricKey(randomBytes(32));

/** Whether these bytes stand anywhere in libsodium's memory. */
function isInMemory(bytes: Uint8Array): boolean {
  return Buffer.from(libsodium.HEAPU8.buffer).includes(Buffer.from(bytes));
}

describe("what is made in libsodium's memory", () => {
  it("leaves neither key nor plaintext behind, whether it opens or not", () => {
    const [key, plaintext, label] = [freshKey(), randomBytes(1_000), randomBytes(40)];
    const envelope = seal(key, aad, plaintext);
    expect(open(key, aad, envelope)).toEqual(plaintext);
    expect(() => open(freshKey(), aad, envelope)).toThrow(SealError);
    envelope[60] = (envelope[60] as number) ^ 1;
    expect(() => open(key, aad, envelope)).toThrow(SealError);
    hashOf("token", label);
    expect(() => hashOf("token", label, -1)).toThrow("MALFORMED");
    for (const secret of [key, plaintext.subarray(0, 16), label]) expect(isInMemory(secret)).toBe(false);
  });

  it("is the same after that memory grew", () => {
    const [key, plaintext] = [freshKey(), randomBytes(5_000)];
    const envelope = seal(key, aad, plaintext);
    const before = libsodium.HEAPU8;
    const hashBefore = hashOf("sealed", envelope);
    libsodium._malloc(before.length * 2);
    expect(libsodium.HEAPU8).not.toBe(before);
    expect(hashOf("sealed", envelope)).toEqual(hashBefore);
    expect(open(key, aad, envelope)).toEqual(plaintext);
  });

  it("gives bytes of its own, that the next call does not touch", () => {
    const key = freshKey();
    const [one, two] = [seal(key, aad, randomBytes(100)), seal(key, aad, randomBytes(100))];
    const [first, hash] = [open(key, aad, one), hashOf("sealed", one)];
    const copies = [first.slice(), hash.slice()];
    open(key, aad, two);
    hashOf("sealed", two);
    expect([first, hash]).toEqual(copies);
  });

  it("is what the wrapped functions make, at every size up to the greatest and above", () => {
    for (const length of [0, 1, 15, 16, 17, 255, 65_535, 65_536, 70_000, 1_000_000]) {
      const bytes = randomBytes(Math.min(length, 60_000));
      const long = Buffer.concat([bytes, Buffer.alloc(length - bytes.length, 7)]);
      expect(hashOf("bucket", long, 5, "é")).toEqual(blake2b256(pae("bucket", long, 5, "é")));
    }
    const key = freshKey();
    const largest = randomBytes(bounds.envelope - envelopeOverhead);
    const envelope = seal(key, aad, largest);
    expect(envelope.length).toBe(bounds.envelope);
    expect(Buffer.from(open(key, aad, envelope)).equals(Buffer.from(largest))).toBe(true);
    expect(() => seal(key, aad, new Uint8Array(largest.length + 1))).toThrow("TOO_LARGE");
    expect(() => seal(key, new Uint8Array(10_000), largest)).toThrow(RangeError);
  });
});

describe("the encoder of structures", () => {
  let seed = 1;
  const next = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const edges = [0, 1, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1];
  const some = (depth: number): CborValue => {
    switch (next(depth > 3 ? 4 : 6)) {
      case 0:
        return null;
      case 1:
        return edges[next(edges.length)] as number;
      case 2:
        return new Uint8Array(next(300)).fill(next(256));
      case 3:
        return "añ🔑".repeat(next(90));
      default:
        return Array.from({ length: next(30) }, () => some(depth + 1));
    }
  };

  it("writes the bytes that a general one writes", () => {
    for (let i = 0; i < 500; i++) {
      const value = some(0);
      expect(Buffer.from(encodeCbor(value)).equals(Buffer.from(cborg.encode(value)))).toBe(true);
    }
  });

  it("refuses what no structure has", () => {
    for (const value of [-1, 1.5, 2 ** 53, Number.NaN, undefined, true, {}, new Map(), [[-1]]]) {
      expect(() => encodeCbor(value as CborValue)).toThrow("MALFORMED");
    }
    expect(encodeCbor("e\u0301")).toEqual(encodeCbor("\u00e9"));
  });
});
