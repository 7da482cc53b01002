import { compareBytes, equalBytes } from "./bytes.ts";
import type { SigningPublicKey } from "./keys.ts";

/** Signing keys, found without looking at all of them. Never changed: a change makes another that shares the rest. */
export type KeyIndex = readonly (readonly SigningPublicKey[])[];

const size = 256;

/** The index of these keys, in any order. */
export function keyIndexOf(keys: readonly SigningPublicKey[]): KeyIndex {
  const buckets = Array.from({ length: size }, (): SigningPublicKey[] => []);
  for (const key of keys) buckets[placeOf(key)]?.push(key);
  return buckets.map((bucket) => bucket.sort(compareBytes));
}

/** The index with keys dropped, and then others added. */
export function changeKeys(
  index: KeyIndex,
  added: readonly SigningPublicKey[],
  dropped: readonly SigningPublicKey[],
): KeyIndex {
  if (added.length === 0 && dropped.length === 0) return index;
  const buckets = [...index];
  for (const key of dropped) buckets[placeOf(key)] = listAt(buckets, key).filter((each) => !equalBytes(each, key));
  for (const key of added) buckets[placeOf(key)] = [...listAt(buckets, key), key].sort(compareBytes);
  return buckets;
}

export const hasKey = (index: KeyIndex, key: SigningPublicKey): boolean =>
  listAt(index, key).some((each) => equalBytes(each, key));

const listAt = (index: KeyIndex, key: SigningPublicKey) => index[placeOf(key)] ?? [];
const placeOf = (key: SigningPublicKey): number => key[0] ?? 0;
