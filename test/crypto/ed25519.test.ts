/** PROTOCOL §1.1: Ed25519 as libsodium verifies it. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { deriveSigningPair, sign } from "../../src/crypto/client/sign.ts";
import { asSignature, asSigningPublicKey, asSigningSeed } from "../../src/crypto/keys.ts";
import { pae } from "../../src/crypto/pae.ts";
import { verifySignature } from "../../src/crypto/signature.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { fixedBytes, flip } from "../vectors/cases/fixed.ts";

const message = fixedBytes("message", 100);
const seed = asSigningSeed(fixedBytes("ed25519", 32));
const pair = deriveSigningPair(seed);
const signature = sign("link", message, pair);
const order = 2n ** 252n + 27742317777372353535851937790883648493n;

const littleEndian = (number: bigint) =>
  Uint8Array.from({ length: 32 }, (_, i) => Number((number >> BigInt(8 * i)) & 255n));
const toNumber = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const signatureOf = (r: Uint8Array, s: Uint8Array) => asSignature(new Uint8Array([...r, ...s]));

/** Every point whose order divides eight, and the encodings of them that are not canonical. */
const smallOrder = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  "0100000000000000000000000000000000000000000000000000000000000080",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

describe("a signature", () => {
  it("is accepted under its label, bytes and key", () => {
    expect(verifySignature("link", message, signature, pair.publicKey)).toBe(true);
  });

  it("is accepted by another library too, and the other way round", () => {
    expect(ed25519.verify(signature, pae("link", message), pair.publicKey, { zip215: false })).toBe(true);
    const theirs = asSignature(ed25519.sign(pae("link", message), seed));
    expect(verifySignature("link", message, theirs, pair.publicKey)).toBe(true);
  });

  it("is refused under another label", () => {
    expect(verifySignature("manifest", message, signature, pair.publicKey)).toBe(false);
  });

  it("is refused with any one bit turned", () => {
    for (let place = 0; place < 64; place++) {
      expect(verifySignature("link", message, asSignature(flip(signature, place)), pair.publicKey)).toBe(false);
    }
  });

  it("is refused with its scalar in a form that is not canonical", () => {
    const higher = littleEndian(toNumber(signature.subarray(32)) + order);
    expect(verifySignature("link", message, signatureOf(signature.subarray(0, 32), higher), pair.publicKey)).toBe(
      false,
    );
  });
});

describe("a key of small order", () => {
  it.each(smallOrder)("%s verifies nothing", (encoded) => {
    const key = asSigningPublicKey(new Uint8Array(Buffer.from(encoded, "hex")));
    const zero = new Uint8Array(32);
    for (const r of smallOrder) {
      const forged = signatureOf(new Uint8Array(Buffer.from(r, "hex")), zero);
      expect(verifySignature("link", message, forged, key)).toBe(false);
    }
  });

  it("would verify where small orders are let in, so that the test means something", () => {
    const identity = new Uint8Array(Buffer.from(smallOrder[0] as string, "hex"));
    const forged = signatureOf(identity, new Uint8Array(32));
    expect(ed25519.verify(forged, message, identity, { zip215: true })).toBe(true);
  });

  it("is refused as the point of a signature", () => {
    for (const r of smallOrder) {
      const forged = signatureOf(new Uint8Array(Buffer.from(r, "hex")), signature.subarray(32));
      expect(verifySignature("link", message, forged, pair.publicKey)).toBe(false);
    }
  });
});

it("a key that is no point verifies nothing", () => {
  for (let round = 0; round < 50; round++) {
    const key = asSigningPublicKey(randomBytes(32));
    expect(verifySignature("link", message, signature, key)).toBe(false);
  }
});
