import {
  bucketCount,
  bucketOf,
  emptyBucketHash,
  hashLength,
  hashOfList,
  type Pair,
  rootOf,
  sortIntoBuckets,
} from "./bucket-root.ts";
import { compareBytes } from "./bytes.ts";
import type { Hash } from "./keys.ts";

interface Bucket<P extends Pair> {
  /** In order of ids. */
  readonly pairs: readonly P[];
  readonly hash: Hash;
}

/** Sixteen lists that stand beside each other, and their hashes in one piece. */
interface Branch<P extends Pair> {
  readonly buckets: readonly Bucket<P>[];
  readonly hashes: Uint8Array;
}

/**
 * A set of pairs with its list hashes (PROTOCOL §5.1). Never changed: a change makes another that shares all lists and
 * branches that it does not touch.
 */
export interface BucketTree<P extends Pair = Pair> {
  readonly branches: readonly Branch<P>[];
  readonly count: number;
}

const width = 16;
const emptyBucket: Bucket<never> = { pairs: [], hash: emptyBucketHash };

/** The tree of a set, in any order. Throws MALFORMED when an id stands in it twice. */
export function treeOf<P extends Pair>(pairs: Iterable<P>): BucketTree<P> {
  const buckets = sortIntoBuckets(pairs).map(bucketFrom);
  const branches = Array.from({ length: bucketCount / width }, (_, place) =>
    branchFrom(buckets.slice(place * width, (place + 1) * width)),
  );
  return { branches, count: buckets.reduce((sum, bucket) => sum + bucket.pairs.length, 0) };
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
    const list = touched.get(index) ?? [...bucketAt(tree, index).pairs];
    touched.set(index, list);
    return list;
  };
  for (const id of remove) removeFrom(listOf(id), id);
  for (const pair of set) insertInto(listOf(pair.id), pair);
  if (touched.size === 0) return tree;
  const changed = new Map<number, Bucket<P>[]>();
  let { count } = tree;
  for (const [index, list] of touched) {
    const branch = Math.floor(index / width);
    const buckets = changed.get(branch) ?? [...branchAt(tree, branch).buckets];
    changed.set(branch, buckets);
    buckets[index % width] = bucketFrom(list);
    count += list.length - bucketAt(tree, index).pairs.length;
  }
  const branches = [...tree.branches];
  for (const [place, buckets] of changed) branches[place] = branchFrom(buckets);
  return { branches, count };
}

/** The pair with this id, or undefined. */
export function findInTree<P extends Pair>(tree: BucketTree<P>, id: Uint8Array): P | undefined {
  const { pairs } = bucketAt(tree, bucketOf(id));
  const { at, found } = search(pairs, id);
  return found ? pairs[at] : undefined;
}

/** Shows each pair, in the order of the lists. No generator, which takes several times as long: large rosters are walked often. */
export function eachPair<P extends Pair>({ branches }: BucketTree<P>, show: (pair: P) => void): void {
  for (const { buckets } of branches) for (const { pairs } of buckets) for (const pair of pairs) show(pair);
}

/** The bucket root of the set. */
export function treeRoot({ branches }: BucketTree): Hash {
  return rootOf(branches.map(({ hashes }) => hashes));
}

const branchAt = <P extends Pair>({ branches }: BucketTree<P>, place: number): Branch<P> =>
  branches[place] as Branch<P>;

const bucketAt = <P extends Pair>(tree: BucketTree<P>, index: number): Bucket<P> =>
  branchAt(tree, Math.floor(index / width)).buckets[index % width] as Bucket<P>;

function branchFrom<P extends Pair>(buckets: readonly Bucket<P>[]): Branch<P> {
  const hashes = new Uint8Array(buckets.length * hashLength);
  for (const [place, { hash }] of buckets.entries()) hashes.set(hash, place * hashLength);
  return { buckets, hashes };
}

function bucketFrom<P extends Pair>(pairs: readonly P[]): Bucket<P> {
  return pairs.length === 0 ? emptyBucket : { pairs, hash: hashOfList(pairs) };
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
