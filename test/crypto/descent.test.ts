/** PROTOCOL §5.4: descent by `previous` and `skip`. */
import fc from "fast-check";
import { climb, descentRevisions, type Ladder, nextSkip, verifyDescent } from "../../src/crypto/descent.ts";
import { asId, asSigningPublicKey } from "../../src/crypto/keys.ts";
import { encodeManifest, type Manifest, manifestHash, skipRevision } from "../../src/crypto/manifest.ts";
import { fixedHash, ids } from "../vectors/cases/fixed.ts";

const length = 130;
const chain: { manifest: Manifest; bytes: Uint8Array; hash: ReturnType<typeof manifestHash>; ladder: Ladder }[] = [];
for (let revision = 1; revision <= length; revision++) {
  const known = chain.at(-1)?.ladder ?? null;
  const manifest: Manifest = {
    vault: ids.vault,
    revision,
    previous: known?.[0]?.hash ?? null,
    skip: nextSkip(known),
    rosterSeq: 0,
    rosterHash: fixedHash("roster"),
    epoch: 1,
    root: fixedHash("root"),
    count: 0,
    tenantHead: { id: ids.tenant, seq: 0, hash: fixedHash("tenant") },
    author: { user: ids.user, key: asSigningPublicKey(new Uint8Array(32)) },
    device: asId(new Uint8Array(16)),
    time: revision,
  };
  const bytes = encodeManifest(manifest);
  const hash = manifestHash(bytes);
  chain.push({ manifest, bytes, hash, ladder: climb(known, { revision, hash }) });
}
const at = (revision: number) => chain[revision - 1] as (typeof chain)[0];
const pathOf = (from: number, to: number) => descentRevisions(from, to).map((revision) => at(revision).bytes);

describe("a descent", () => {
  it("is verified between any two revisions, and leaves the ladder of one who saw them all", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: length }), fc.integer({ min: 0, max: length }), (from, to) => {
        fc.pre(to < from);
        const known = to === 0 ? null : at(to).ladder;
        expect(verifyDescent(known, at(from), pathOf(from, to))).toEqual(at(from).ladder);
      }),
      { numRuns: 300 },
    );
  });

  it("is refused with any one manifest of its path changed", () => {
    const path = pathOf(length, 3);
    for (const place of path.keys()) {
      const other = encodeManifest({ ...at(descentRevisions(length, 3)[place] as number).manifest, count: 7 });
      expect(() => verifyDescent(at(3).ladder, at(length), path.with(place, other))).toThrow("BROKEN_CHAIN");
    }
  });

  it("is refused where a writer named a manifest of another revision or vault as what he skips to", () => {
    const elsewhere = encodeManifest({ ...at(4).manifest, vault: ids.account });
    for (const below of [at(3).bytes, elsewhere]) {
      const manifest = { ...at(6).manifest, skip: manifestHash(below) };
      const head = { manifest, hash: manifestHash(encodeManifest(manifest)) };
      expect(() => verifyDescent(null, head, [below])).toThrow("BROKEN_CHAIN");
    }
  });

  it("is not asked for upwards, nor a ladder climbed out of turn", () => {
    expect(() => descentRevisions(5, 5)).toThrow(RangeError);
    expect(() => climb(at(5).ladder, { revision: 7, hash: at(7).hash })).toThrow(RangeError);
    expect(() =>
      nextSkip(
        at(5)
          .ladder.slice(0, 1)
          .map((rung) => ({ ...rung, revision: 7 })),
      ),
    ).not.toThrow();
    expect(() =>
      nextSkip(
        at(7)
          .ladder.slice(0, 1)
          .map((rung) => ({ ...rung, revision: 11 })),
      ),
    ).toThrow(RangeError);
  });

  it("takes at most 210 steps for a million revisions", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.nat({ max: 1_000_000 }), (from, to) => {
        fc.pre(to < from);
        expect(descentRevisions(from, to).length).toBeLessThanOrEqual(210);
      }),
      { numRuns: 2_000 },
    );
  });

  it("gathers at most twenty rungs for one who knows nothing of a million", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (from) => {
        expect(descentRevisions(from, 0).length).toBeLessThan(20);
      }),
    );
  });
});

it("a skip takes the lowest bit away, beyond 32 bits too", () => {
  expect([1, 2, 3, 4, 6, 7, 12].map(skipRevision)).toEqual([0, 0, 2, 0, 4, 6, 8]);
  expect(skipRevision(2 ** 40 + 2 ** 35)).toBe(2 ** 40);
});
