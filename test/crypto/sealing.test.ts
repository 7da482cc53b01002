/** PROTOCOL §2: what is sealed opens for its key and place alone, and never says why it does not. */
import fc from "fast-check";
import { makeVaultKey } from "../../src/crypto/client/epoch.ts";
import { unwrapKey, wrapKeyFor } from "../../src/crypto/client/key-wrap.ts";
import { openRecord, sealRecord } from "../../src/crypto/client/record.ts";
import { open, seal } from "../../src/crypto/client/seal.ts";
import { ProtocolError, SealError } from "../../src/crypto/errors.ts";
import {
  asSymmetricKey,
  asXWingPublicKey,
  asXWingSeed,
  type SymmetricKey,
  type XWingPublicKey,
} from "../../src/crypto/keys.ts";
import { parseXWingPublicKey } from "../../src/crypto/public-key.ts";
import { keyedBlake2b } from "../../src/crypto/sodium.ts";
import { ada, fixedBytes, flip, ids, mallory, zeroed } from "../vectors/cases/fixed.ts";

const aad = fixedBytes("aad", 40);
const place = { vault: ids.vault, record: ids.record, version: 1, schema: 1, epoch: 1 };

function failureOf(attempt: () => unknown): { name: string; message: string } | null {
  try {
    attempt();
    return null;
  } catch (error) {
    return error instanceof SealError ? { name: error.name, message: error.message } : { name: "other", message: "" };
  }
}

describe("an envelope", () => {
  it("opens to what was sealed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.uint8Array({ maxLength: 60 }), (plaintext, where) => {
        const key = makeVaultKey();
        expect(open(key, where, seal(key, where, plaintext))).toEqual(plaintext);
      }),
    );
  });

  it("is never the same twice", () => {
    const key = makeVaultKey();
    expect(seal(key, aad, aad)).not.toEqual(seal(key, aad, aad));
  });

  it("fails in the same words whichever of its bytes was changed, and for any other key, place or length", () => {
    const key = makeVaultKey();
    const sealed = seal(key, aad, fixedBytes("plaintext", 20));
    const expected = failureOf(() => open(makeVaultKey(), aad, sealed));
    expect(expected?.name).toBe("SealError");
    const attempts = [
      ...Array.from(sealed.keys(), (at) => () => open(key, aad, flip(sealed, at))),
      ...Array.from(sealed.keys(), (at) => () => open(key, aad, sealed.slice(0, at))),
      () => open(key, flip(aad, 0), sealed),
    ];
    for (const attempt of attempts) expect(failureOf(attempt)).toEqual(expected);
  });

  it("is not sealed under a key that is missing, empty or short, or was overwritten, whatever a caller pretends", () => {
    expect(() => seal(asSymmetricKey(new Uint8Array(32)), aad, aad)).toThrow("MALFORMED");
    for (const wrong of [undefined, null, new Uint8Array(0), new Uint8Array(16), "k".repeat(32)]) {
      expect(() => seal(wrong as unknown as SymmetricKey, aad, aad)).toThrow();
      expect(
        failureOf(() => open(wrong as unknown as SymmetricKey, aad, seal(makeVaultKey(), aad, aad))),
      ).not.toBeNull();
    }
  });
});

it("a keyed hash takes no missing, empty or textual key for no key", () => {
  for (const wrong of [undefined, null, new Uint8Array(0), new Uint8Array(8), "k".repeat(32)]) {
    expect(() => keyedBlake2b(32, wrong as unknown as SymmetricKey, aad)).toThrow(TypeError);
  }
});

describe("a record", () => {
  it("opens with the key of its vault, in its place", () => {
    const vaultKey = makeVaultKey();
    const sealed = sealRecord(vaultKey, place, fixedBytes("plaintext", 700));
    expect(openRecord(vaultKey, place, sealed)).toEqual(fixedBytes("plaintext", 700));
    expect(sealed.body).toHaveLength(73 + 768);
    expect(sealed.key).toHaveLength(105);
  });

  it("has a fresh key with every sealing", () => {
    const vaultKey = makeVaultKey();
    const [one, two] = [sealRecord(vaultKey, place, aad), sealRecord(vaultKey, place, aad)];
    expect(() => openRecord(vaultKey, place, { body: one.body, key: two.key })).toThrow(SealError);
  });
});

const unusable: [string, XWingPublicKey][] = [
  ["a public key of 1,216 junk bytes", asXWingPublicKey(new Uint8Array(1_216).fill(255))],
  ["a public key whose X25519 part is zero", asXWingPublicKey(zeroed(ada.xwing, 1_184, 32))],
  ["a public key of which one number is no residue", asXWingPublicKey(ada.xwing.slice().fill(255, 0, 2))],
];

describe("a key wrapped for a member", () => {
  const wrapPlace = { roster: ids.vault, epoch: 1, user: ids.user };
  const key = asSymmetricKey(fixedBytes("wrapped", 32));

  it("opens for that member", () => {
    const wrap = wrapKeyFor(ada.xwing, wrapPlace, key);
    expect(wrap).toHaveLength(1_225);
    expect(unwrapKey(asXWingSeed(fixedBytes("x-wing ada", 32)), wrapPlace, wrap)).toEqual(key);
  });

  it("opens for nobody else", () => {
    const wrap = wrapKeyFor(mallory.xwing, wrapPlace, key);
    expect(() => unwrapKey(asXWingSeed(fixedBytes("x-wing ada", 32)), wrapPlace, wrap)).toThrow(SealError);
  });

  it("does not open, and says no more, where X-Wing itself takes nothing of it", () => {
    const wrap = wrapKeyFor(ada.xwing, wrapPlace, key);
    const open = (its: Uint8Array) => () => unwrapKey(asXWingSeed(fixedBytes("x-wing ada", 32)), wrapPlace, its);
    expect(failureOf(open(zeroed(wrap, 1_088, 32)))).toEqual(failureOf(open(flip(wrap, -1))));
    expect(failureOf(open(new Uint8Array(1_225).fill(1)))).toEqual(failureOf(open(flip(wrap, -1))));
  });

  it.each(unusable)("is not made for %s", (_, publicKey) => {
    expect(() => wrapKeyFor(publicKey, wrapPlace, key)).toThrow(new ProtocolError("MALFORMED", "X-Wing public key"));
    expect(() => parseXWingPublicKey(publicKey)).toThrow(ProtocolError);
  });

  it("is made for a key that was derived from a seed", () => {
    expect(parseXWingPublicKey(ada.xwing)).toBe(ada.xwing);
    expect(() => parseXWingPublicKey(ada.xwing.slice(1))).toThrow(new ProtocolError("MALFORMED", "X-Wing public key"));
  });
});
