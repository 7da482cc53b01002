import { bucketCount, bucketHash, bucketOf, emptyBucketHash, rootOf } from "../../crypto/bucket-root.ts";
import type { Hash } from "../../crypto/keys.ts";
import type { RecordId } from "../../ids.ts";

/** A record, as far as a bucket's hash and the record's next version hang on it. */
export interface Leaf {
  readonly leaf: Hash;
  readonly class: number;
  readonly version: number;
}

interface Bucket {
  readonly hash: Hash;
  readonly leaves: ReadonlyMap<RecordId, Leaf>;
}

/** All 256 buckets of a vault, in order. PROTOCOL §5.1. */
export type Buckets = readonly Bucket[];

export const noBuckets: Buckets = new Array(bucketCount).fill({ hash: emptyBucketHash, leaves: new Map() });

/** One record that a commit sets, or drops with null. */
export interface LeafChange {
  readonly record: RecordId;
  readonly bucket: number;
  readonly leaf: Leaf | null;
}

/** The buckets after a change of leaves. Only the touched ones are hashed again. */
export function changeBuckets(before: Buckets, changes: Iterable<LeafChange>): Buckets {
  const touched = new Map<number, Map<RecordId, Leaf>>();
  for (const { record, bucket, leaf } of changes) {
    const leaves = touched.get(bucket) ?? new Map(before[bucket]?.leaves);
    touched.set(bucket, leaves);
    if (leaf) leaves.set(record, leaf);
    else leaves.delete(record);
  }
  const after = before.slice();
  for (const [bucket, leaves] of touched) after[bucket] = { hash: hashOfLeaves(leaves), leaves };
  return after;
}

export const rootOfBuckets = (buckets: Buckets): Hash => rootOf(buckets.map(({ hash }) => hash));

/** Canonical text of ids sorts as their bytes do. */
function hashOfLeaves(leaves: ReadonlyMap<RecordId, Leaf>): Hash {
  const ids = [...leaves.keys()].sort();
  return bucketHash(ids.map((id) => (leaves.get(id) as Leaf).leaf));
}

export { bucketOf };
