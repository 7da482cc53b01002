/** PROTOCOL §5.1: the tree that a client keeps, against the root as it is written down. */
import fc from "fast-check";
import { bucketRoot, type Pair } from "../../src/crypto/bucket-root.ts";
import { changeTree, treeOf, treeRoot } from "../../src/crypto/bucket-tree.ts";
import { toHex } from "../../src/crypto/bytes.ts";
import { ProtocolError } from "../../src/crypto/errors.ts";
import { asHash } from "../../src/crypto/keys.ts";

const pair = fc.record({
  id: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  hash: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(asHash),
});
const set = fc.uniqueArray(pair, { maxLength: 60, selector: ({ id }) => toHex(id) });

describe("a bucket tree", () => {
  it("has the root of its set, in whatever order it was filled", () => {
    fc.assert(
      fc.property(set, (pairs) => {
        const backwards = [...pairs].reverse().reduce((tree, one) => changeTree(tree, [one]), treeOf<Pair>([]));
        expect(treeRoot(treeOf(pairs))).toEqual(bucketRoot(pairs));
        expect(treeRoot(backwards)).toEqual(bucketRoot(pairs));
        expect(backwards.count).toBe(pairs.length);
      }),
    );
  });

  it("after changes is what it would be if made anew", () => {
    fc.assert(
      fc.property(set, set, fc.nat(), (before, changes, seed) => {
        const removed = before.filter((_, i) => (seed >> (i % 8)) & 1).map(({ id }) => id);
        const replaced = before.slice(0, 5).map(({ id }, i) => ({ id, hash: asHash(new Uint8Array(32).fill(i)) }));
        const changed = changeTree(treeOf(before), [...changes, ...replaced], removed);

        const expected = new Map(before.map((one) => [toHex(one.id), one]));
        for (const id of removed) expected.delete(toHex(id));
        for (const one of [...changes, ...replaced]) expected.set(toHex(one.id), one);
        expect(treeRoot(changed)).toEqual(bucketRoot(expected.values()));
        expect(changed.count).toBe(expected.size);
      }),
    );
  });

  it("is left as it was by a change, so that a refused one costs nothing", () => {
    fc.assert(
      fc.property(set, set, (before, changes) => {
        const tree = treeOf(before);
        changeTree(
          tree,
          changes,
          before.map(({ id }) => id),
        );
        expect(treeRoot(tree)).toEqual(bucketRoot(before));
        expect(tree.count).toBe(before.length);
      }),
    );
  });

  it("shares the lists that a change does not touch", () => {
    const pairs = Array.from({ length: 1_000 }, (_, i) => ({
      id: new Uint8Array([i & 255, i >> 8]),
      hash: asHash(new Uint8Array(32)),
    }));
    const tree = treeOf(pairs);
    const changed = changeTree(tree, [{ id: new Uint8Array([1, 2, 3]), hash: asHash(new Uint8Array(32)) }]);
    const others = changed.branches.filter((branch, i) => branch !== tree.branches[i]);
    expect(others).toHaveLength(1);
    const [place] = others.map((branch) => changed.branches.indexOf(branch));
    const before = tree.branches[place ?? 0]?.buckets;
    expect(others[0]?.buckets.filter((bucket, i) => bucket !== before?.[i])).toHaveLength(1);
  });

  it("is not made of a set that holds an id twice", () => {
    const one = { id: new Uint8Array(16), hash: asHash(new Uint8Array(32)) };
    expect(() => treeOf([one, one])).toThrow(ProtocolError);
  });

  it("does not miss an id that it never held", () => {
    expect(treeRoot(changeTree(treeOf([]), [], [new Uint8Array(16)]))).toEqual(bucketRoot([]));
  });
});
