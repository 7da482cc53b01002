import { hashOf } from "./hash.ts";
import type { Hash, Id } from "./keys.ts";

/** Classes of records (PROTOCOL §5.2). */
export const recordClass = { FOLDER: 1, ITEM: 2, PLACEMENT: 3, ENTRY: 4 } as const;
export type RecordClass = (typeof recordClass)[keyof typeof recordClass];

/** What the signed manifest says of one record. */
export interface LeafFields {
  readonly record: Id;
  /** A class of `recordClass`, or one that this version does not know and passes on. */
  readonly class: number;
  readonly version: number;
  /** Milliseconds since 1970; 0 while live. */
  readonly trashedSince: number;
  readonly folder: Id | null;
  readonly schema: number;
  readonly epoch: number;
  readonly bodyHash: Hash;
  readonly keyHash: Hash;
  /** The last leaf of the version before; null for version 1. */
  readonly previousLeaf: Hash | null;
}

const nothing = new Uint8Array(0);

/** The hash of a record's leaf (PROTOCOL §5.2). */
export function leafHash(leaf: LeafFields): Hash {
  return hashOf(
    "leaf",
    leaf.record,
    leaf.class,
    leaf.version,
    leaf.trashedSince,
    leaf.folder ?? nothing,
    leaf.schema,
    leaf.epoch,
    leaf.bodyHash,
    leaf.keyHash,
    leaf.previousLeaf ?? nothing,
  );
}
