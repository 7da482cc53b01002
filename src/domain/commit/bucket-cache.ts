import { LRUCache } from "lru-cache";

/**
 * The bucket hashes of vaults whose heads were written or read here, by the hash of the manifest they stand under: what
 * is found can never be stale. A miss costs one reading of the vault's leaves, never a wrong root (docs/adr/0007).
 */
const cache = new LRUCache<string, readonly Uint8Array[]>({ max: 4_096 });

const keyOf = (manifestHash: Uint8Array): string => Buffer.from(manifestHash).toString("base64url");

export const findBuckets = (manifestHash: Uint8Array): readonly Uint8Array[] | undefined =>
  cache.get(keyOf(manifestHash));

export const keepBuckets = (manifestHash: Uint8Array, hashes: readonly Uint8Array[]): void => {
  cache.set(keyOf(manifestHash), hashes);
};
