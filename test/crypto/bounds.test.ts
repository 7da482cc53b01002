/** PROTOCOL §1.5, and what a caller in our own house cannot do by mistake. */
import { bucketHash, rootOf } from "../../src/crypto/bucket-root.ts";
import { type CborValue, encodeCbor } from "../../src/crypto/cbor.ts";
import { makeNewEpoch } from "../../src/crypto/client/next-link.ts";
import { cutRoot } from "../../src/crypto/cut.ts";
import type { SigningPublicKey } from "../../src/crypto/keys.ts";
import { pae } from "../../src/crypto/pae.ts";
import { changeState } from "../../src/crypto/roster-state.ts";
import { encodeState } from "../../src/crypto/state-encoding.ts";
import { entryType } from "../../src/crypto/state-entries.ts";
import { keyWrapLength, parseKeyWrap, wrapSet } from "../../src/crypto/wrap-set.ts";
import { profile } from "../vectors/cases/chains.ts";
import { fixedHash, ids, key, mallory, tenant, time } from "../vectors/cases/fixed.ts";

const fixedKey = (number: number) => {
  const key = new Uint8Array(32);
  new DataView(key.buffer).setUint32(0, number);
  return key as SigningPublicKey;
};

it("a set of wraps or a cut has at most 65,535 entries", () => {
  const wrap = { user: ids.user, wrap: new Uint8Array(1) };
  const head = { vault: ids.vault, revision: 1, hash: fixedHash("manifest") };
  expect(() => wrapSet(Array.from({ length: 65_536 }, () => wrap))).toThrow("TOO_LARGE");
  expect(() => cutRoot(Array.from({ length: 65_536 }, () => head))).toThrow("TOO_LARGE");
});

it("a state that nobody could read again is not written", () => {
  const { state } = tenant;
  const former = (_: unknown, seq: number) =>
    ({ type: entryType.FORMER, signingKey: fixedKey(seq), user: ids.user, cut: fixedHash("manifest"), seq }) as const;
  const most = changeState(state, Array.from({ length: 65_535 - state.tree.count }, former));
  expect(() => encodeState({ ...state, ...most })).not.toThrow();
  const more = changeState(most, [former(null, 70_000)]);
  expect(() => encodeState({ ...state, ...more })).toThrow("TOO_LARGE: entries");
  const wide = changeState(state, [{ type: entryType.NAME, name: "x".repeat(8_388_608), seq: 1 }]);
  expect(() => encodeState({ ...state, ...wide })).toThrow("TOO_LARGE: state");
});

it.each([true, undefined, {}, new Map(), 1n, () => 1, Symbol("s")])("%p is no part of a structure", (wrong) => {
  expect(() => encodeCbor([wrong as unknown as CborValue])).toThrow("MALFORMED");
});

it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -0])(
  "%p is no number of a structure or PAE",
  (wrong) => {
    expect(() => encodeCbor(wrong)).toThrow("MALFORMED");
    expect(() => pae("token", wrong)).toThrow("MALFORMED");
  },
);

it("a root stands over 256 lists", () => {
  const empty = bucketHash([]);
  expect(() => rootOf(Array.from({ length: 255 }, () => empty))).toThrow(RangeError);
  expect(rootOf(Array.from({ length: 256 }, () => empty))).toHaveLength(32);
});

it("nobody makes a link for a roster that they are not in", () => {
  const asked = {
    user: mallory.user,
    signing: mallory.signing,
    vaultKey: key("x"),
    tenantHead: tenant.state.head,
    time,
  };
  expect(() => makeNewEpoch(profile.state, asked)).toThrow("WRONG_AUTHOR");
});

it.each([-1, 1])("a key wrap has its exact length, not %d more", (more) => {
  const wrap = new Uint8Array(keyWrapLength + more).fill(1);
  expect(() => parseKeyWrap(wrap)).toThrow("MALFORMED");
  expect(parseKeyWrap(new Uint8Array(keyWrapLength).fill(1)).envelope).toHaveLength(105);
});
