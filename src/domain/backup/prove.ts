import { bucketCount, bucketHash, emptyBucketHash, hashLength, rootOf } from "../../crypto/bucket-root.ts";
import { concat, equalBytes } from "../../crypto/bytes.ts";
import { parseManifest } from "../../crypto/manifest.ts";
import type { PlannedBackup, TouchedList } from "./take-rows.ts";

const noLists = concat(...new Array<Uint8Array>(bucketCount).fill(emptyBucketHash));

/**
 * The hashes of the 256 lists of the backup that would be kept, in one piece (PROTOCOL §5.1): those of the backup before, but for
 * lists in which something changed. Null where the root over them, or the count, is not what the head signs.
 */
export function proveBackup(
  { manifest, lists, records }: PlannedBackup,
  touched: readonly TouchedList[],
): Uint8Array | null {
  if (manifest === null) return null;
  const hashes = new Uint8Array(lists ?? noLists);
  let count = records;
  for (const { bucket, leaves, before } of touched) {
    const each = leavesIn(leaves);
    hashes.set(bucketHash(each), bucket * hashLength);
    count += each.length - before;
  }
  const signed = parseManifest(manifest);
  return count === signed.count && equalBytes(rootOf([hashes]), signed.root) ? hashes : null;
}

function leavesIn(leaves: Uint8Array | null): Uint8Array[] {
  const count = (leaves?.length ?? 0) / hashLength;
  return Array.from({ length: count }, (_, place) =>
    (leaves as Uint8Array).subarray(place * hashLength, (place + 1) * hashLength),
  );
}
