import { bucketOf, emptyBucketHash, hashOfList, type Pair, rootOf, sortIntoBuckets } from "./bucket-root.ts";
import { compareBytes } from "./bytes.ts";
import type { Hash } from "./keys.ts";

interface Bucket {
  /** In order of ids. */
  readonly pairs: readonly Pair[];
  readonly hash: Hash;
}

/** A set of pairs with its list hashes (PROTOCOL §5.1). Never changed: a change makes another that shares the rest. */
export interface BucketTree {
  readonly buckets: readonly Bucket[];
  readonly count: number;
}

const emptyBucket: Bucket = { pairs: [], hash: emptyBucketHash };

/** The tree of a set, in any order. Throws MALFORMED when an id stands in it twice. */
export function treeOf(pairs: Iterable<Pair>): BucketTree {
  const buckets = sortIntoBuckets(pairs).map(bucketFrom);
  return { buckets, count: countOf(buckets) };
}

/**
 * The tree after setting pairs (new or replaced) and removing ids; ids that it does not hold are not missed. An id
 * that is both removed and set is set. Costs what the touched lists cost, whatever the size of the set.
 */
export function changeTree(tree: BucketTree, set: Iterable<Pair>, remove: Iterable<Uint8Array> = []): BucketTree {
  const touched = new Map<number, Pair[]>();
  const listOf = (id: Uint8Array): Pair[] => {
    const index = bucketOf(id);
    const list = touched.get(index) ?? [...(tree.buckets[index] as Bucket).pairs];
    touched.set(index, list);
    return list;
  };
  for (const id of remove) removeFrom(listOf(id), id);
  for (const pair of set) insertInto(listOf(pair.id), pair);
  const buckets = [...tree.buckets];
  for (const [index, list] of touched) buckets[index] = bucketFrom(list);
  return { buckets, count: countOf(buckets) };
}

/** The bucket root of the set. */
export function treeRoot(tree: BucketTree): Hash {
  return rootOf(tree.buckets.map((bucket) => bucket.hash));
}

function bucketFrom(pairs: readonly Pair[]): Bucket {
  return pairs.length === 0 ? emptyBucket : { pairs, hash: hashOfList(pairs) };
}

function countOf(buckets: readonly Bucket[]): number {
  return buckets.reduce((sum, bucket) => sum + bucket.pairs.length, 0);
}

function insertInto(list: Pair[], pair: Pair): void {
  const { at, found } = search(list, pair.id);
  list.splice(at, found ? 1 : 0, pair);
}

function removeFrom(list: Pair[], id: Uint8Array): void {
  const { at, found } = search(list, id);
  if (found) list.splice(at, 1);
}

/** Where the id stands in the list, or where it would. */
function search(list: readonly Pair[], id: Uint8Array): { at: number; found: boolean } {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareBytes((list[middle] as Pair).id, id);
    if (order === 0) return { at: middle, found: true };
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return { at: low, found: false };
}
