import { bucketOf, emptyBucketHash, hashOfList, type Pair, rootOf, sortIntoBuckets } from "./bucket-root.ts";
import { compareBytes } from "./bytes.ts";
import type { Hash } from "./keys.ts";

interface Bucket<P extends Pair> {
  /** In order of ids. */
  readonly pairs: readonly P[];
  readonly hash: Hash;
}

/** A set of pairs with its list hashes (PROTOCOL §5.1). Never changed: a change makes another that shares the rest. */
export interface BucketTree<P extends Pair = Pair> {
  readonly buckets: readonly Bucket<P>[];
  readonly count: number;
}

const emptyBucket: Bucket<never> = { pairs: [], hash: emptyBucketHash };

/** The tree of a set, in any order. Throws MALFORMED when an id stands in it twice. */
export function treeOf<P extends Pair>(pairs: Iterable<P>): BucketTree<P> {
  const buckets = sortIntoBuckets(pairs).map(bucketFrom);
  return { buckets, count: countOf(buckets) };
}

/**
 * The tree after setting pairs (new or replaced) and removing ids; ids that it does not hold are not missed. An id
 * that is both removed and set is set. Costs what the touched lists cost, whatever the size of the set.
 */
export function changeTree<P extends Pair>(
  tree: BucketTree<P>,
  set: Iterable<P>,
  remove: Iterable<Uint8Array> = [],
): BucketTree<P> {
  const touched = new Map<number, P[]>();
  const listOf = (id: Uint8Array): P[] => {
    const index = bucketOf(id);
    const list = touched.get(index) ?? [...(tree.buckets[index] as Bucket<P>).pairs];
    touched.set(index, list);
    return list;
  };
  for (const id of remove) removeFrom(listOf(id), id);
  for (const pair of set) insertInto(listOf(pair.id), pair);
  const buckets = [...tree.buckets];
  for (const [index, list] of touched) buckets[index] = bucketFrom(list);
  return { buckets, count: countOf(buckets) };
}

/** The pair with this id, or undefined. */
export function findInTree<P extends Pair>(tree: BucketTree<P>, id: Uint8Array): P | undefined {
  const { pairs } = tree.buckets[bucketOf(id)] as Bucket<P>;
  const { at, found } = search(pairs, id);
  return found ? pairs[at] : undefined;
}

/** All pairs, in the order of the lists. */
export function* pairsOf<P extends Pair>({ buckets }: BucketTree<P>): Generator<P> {
  for (const { pairs } of buckets) yield* pairs;
}

/** The bucket root of the set. */
export function treeRoot(tree: BucketTree): Hash {
  return rootOf(tree.buckets.map((bucket) => bucket.hash));
}

function bucketFrom<P extends Pair>(pairs: readonly P[]): Bucket<P> {
  return pairs.length === 0 ? emptyBucket : { pairs, hash: hashOfList(pairs) };
}

function countOf(buckets: readonly Bucket<Pair>[]): number {
  return buckets.reduce((sum, bucket) => sum + bucket.pairs.length, 0);
}

function insertInto<P extends Pair>(list: P[], pair: P): void {
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
