import { compareBytes, concat } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import { hash } from "./hash.ts";
import type { Hash } from "./keys.ts";

/** One of a set: ids are distinct, 16 bytes or the bytes that a structure states. */
export interface Pair {
  readonly id: Uint8Array;
  readonly hash: Hash;
}

export const bucketCount = 256;
export const hashLength = 32;

/** Which of the 256 lists an id falls into (PROTOCOL §5.1). */
export function bucketOf(id: Uint8Array): number {
  return hash("bucket-of", id)[0] as number;
}

/** The hash of one list: of its hashes, in the order of their ids (PROTOCOL §5.1). */
export function bucketHash(hashes: readonly Uint8Array[]): Hash {
  return hash("bucket", concat(...hashes));
}

/** The hash of a list without pairs. */
export const emptyBucketHash: Hash = bucketHash([]);

/** The root over the hashes of all 256 lists, in order, each by itself or several in one piece (PROTOCOL §5.1). */
export function rootOf(bucketHashes: readonly Uint8Array[]): Hash {
  const whole = concat(...bucketHashes);
  if (whole.length !== bucketCount * hashLength) throw new RangeError("A root stands over 256 lists.");
  return hash("root", whole);
}

/** The bucket root of a set, in any order (PROTOCOL §5.1). Throws MALFORMED when an id stands in it twice. */
export function bucketRoot(pairs: Iterable<Pair>): Hash {
  return rootOf(sortIntoBuckets(pairs).map((list) => (list.length === 0 ? emptyBucketHash : hashOfList(list))));
}

/** The 256 lists, each in order of ids. Throws MALFORMED when an id stands in it twice. */
export function sortIntoBuckets<P extends Pair>(pairs: Iterable<P>): P[][] {
  const lists: P[][] = Array.from({ length: bucketCount }, () => []);
  for (const pair of pairs) (lists[bucketOf(pair.id)] as P[]).push(pair);
  for (const list of lists) {
    list.sort((a, b) => compareBytes(a.id, b.id));
    for (let i = 1; i < list.length; i++) {
      if (compareBytes((list[i - 1] as Pair).id, (list[i] as Pair).id) === 0) {
        throw new ProtocolError("MALFORMED", "id stands twice");
      }
    }
  }
  return lists;
}

/** The hash of a list that is in order. */
export function hashOfList(list: readonly Pair[]): Hash {
  return bucketHash(list.map((pair) => pair.hash));
}
