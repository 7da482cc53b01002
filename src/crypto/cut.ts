import { bounds } from "./bounds.ts";
import { bucketRoot } from "./bucket-root.ts";
import { encodeCbor } from "./cbor.ts";
import { ProtocolError } from "./errors.ts";
import { hash } from "./hash.ts";
import type { Hash, Id } from "./keys.ts";

/** Where a vault stands. */
export interface VaultHead {
  readonly vault: Id;
  readonly revision: number;
  /** Of the manifest. */
  readonly hash: Hash;
}

/** The heads that stand when a right to write is taken; null where there are none (PROTOCOL §4.6). */
export function cutRoot(heads: readonly VaultHead[]): Hash | null {
  if (heads.length === 0) return null;
  if (heads.length > bounds.set) throw new ProtocolError("TOO_LARGE", "cut");
  return bucketRoot(
    heads.map((head) => ({
      id: head.vault,
      hash: hash("cut-entry", encodeCbor([head.vault, head.revision, head.hash])),
    })),
  );
}
