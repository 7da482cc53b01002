import { bucketHash, bucketOf, emptyBucketHash, rootOf } from "../../crypto/bucket-root.ts";
import type { Hash } from "../../crypto/keys.ts";
import type { RecordId } from "../../ids.ts";

/** The 256 bucket hashes of a vault, with the leaves of those that a commit touches. PROTOCOL §5.1. */
export interface Buckets {
  readonly hashes: readonly Uint8Array[];
  readonly leaves: ReadonlyMap<number, ReadonlyMap<RecordId, Hash>>;
}

export const noBuckets: Buckets = { hashes: new Array(256).fill(emptyBucketHash), leaves: new Map() };

/** One leaf that a commit sets, or drops with null. */
export interface LeafChange {
  readonly record: RecordId;
  readonly bucket: number;
  readonly leaf: Hash | null;
}

/** The bucket hashes after a change of leaves. Only the touched lists are hashed again. */
export function changeBuckets(before: Buckets, changes: readonly LeafChange[]): readonly Uint8Array[] {
  const touched = new Map<number, Map<RecordId, Hash>>();
  for (const { record, bucket, leaf } of changes) {
    let leaves = touched.get(bucket);
    if (!leaves) {
      leaves = new Map(before.leaves.get(bucket));
      touched.set(bucket, leaves);
    }
    if (leaf) leaves.set(record, leaf);
    else leaves.delete(record);
  }
  const hashes = [...before.hashes];
  for (const [bucket, leaves] of touched) hashes[bucket] = hashOfLeaves(leaves);
  return hashes;
}

export const rootOfBuckets = (hashes: readonly Uint8Array[]): Hash => rootOf(hashes);

/** The bucket hashes of a whole vault. */
export function bucketsOf(leaves: Iterable<readonly [RecordId, number, Hash]>): Buckets {
  const lists = new Map<number, Map<RecordId, Hash>>();
  for (const [record, bucket, leaf] of leaves) {
    const list = lists.get(bucket);
    if (list) list.set(record, leaf);
    else lists.set(bucket, new Map([[record, leaf]]));
  }
  const hashes = [...noBuckets.hashes];
  for (const [bucket, list] of lists) hashes[bucket] = hashOfLeaves(list);
  return { hashes, leaves: lists };
}

/** Canonical text of ids sorts as their bytes do. */
function hashOfLeaves(leaves: ReadonlyMap<RecordId, Hash>): Hash {
  const ids = [...leaves.keys()].sort();
  return bucketHash(ids.map((id) => leaves.get(id) as Hash));
}

export { bucketOf };
