import { LRUCache } from "lru-cache";

/**
 * The bucket hashes of vaults whose heads were written or read here, by the hash of the manifest they stand under: what
 * is found can never be stale. A miss costs one reading of the vault's leaves, never a wrong root (docs/adr/0007). An
 * entry is one array of 8 KiB; all of them are at most 32 MiB.
 */
const cache = new LRUCache<string, Uint8Array>({ max: 4_096 });

const keyOf = (manifestHash: Uint8Array): string => Buffer.from(manifestHash).toString("base64url");

export function findBuckets(manifestHash: Uint8Array): readonly Uint8Array[] | undefined {
  const kept = cache.get(keyOf(manifestHash));
  return kept && Array.from({ length: 256 }, (_, bucket) => kept.subarray(bucket * 32, bucket * 32 + 32));
}

export function keepBuckets(manifestHash: Uint8Array, hashes: readonly Uint8Array[]): void {
  cache.set(keyOf(manifestHash), new Uint8Array(Buffer.concat(hashes)));
}
