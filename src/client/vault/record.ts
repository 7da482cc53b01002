import { sealedHash } from "../../crypto/hash.ts";
import type { Hash, Id } from "../../crypto/keys.ts";
import { leafHash } from "../../crypto/leaf.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { RecordContent } from "../transport/page.ts";

/** A record, sealed, with the leaf that was recomputed from what travelled. */
export interface HeldRecord {
  /** Canonical UUID text of `recordId`. */
  readonly record: string;
  readonly recordId: Id;
  readonly class: number;
  readonly version: number;
  /** Milliseconds since 1970; 0 while live. */
  readonly trashedSince: number;
  readonly folder: string | null;
  readonly folderId: Id | null;
  readonly schema: number;
  readonly epoch: number;
  readonly body: Uint8Array;
  readonly key: Uint8Array;
  readonly previousLeaf: Hash | null;
  readonly leaf: Hash;
  /** The vault's revision at which it last changed: the server's word, for display. */
  readonly revision: number;
}

/** A record with its leaf recomputed: two hashes over the envelopes and one over the rest (PROTOCOL §5.2). */
export function holdRecord(record: string, recordId: Id, revision: number, content: RecordContent): HeldRecord {
  return {
    record,
    recordId,
    class: content.class,
    version: content.version,
    trashedSince: content.trashedSince,
    folder: content.folder && formatUuid(content.folder),
    folderId: content.folder,
    schema: content.schema,
    epoch: content.epoch,
    body: content.body,
    key: content.key,
    previousLeaf: content.previousLeaf,
    leaf: leafOf(recordId, content),
    revision,
  };
}

/** The leaf of a record (PROTOCOL §5.2). */
export function leafOf(record: Id, content: RecordContent): Hash {
  return leafHash({
    record,
    class: content.class,
    version: content.version,
    trashedSince: content.trashedSince,
    folder: content.folder,
    schema: content.schema,
    epoch: content.epoch,
    bodyHash: sealedHash(content.body),
    keyHash: sealedHash(content.key),
    previousLeaf: content.previousLeaf,
  });
}

/** The part of a record that its leaf is made of, as it would travel. */
export function contentOf(held: HeldRecord): RecordContent {
  return {
    class: held.class,
    version: held.version,
    trashedSince: held.trashedSince,
    folder: held.folderId,
    schema: held.schema,
    epoch: held.epoch,
    body: held.body,
    key: held.key,
    previousLeaf: held.previousLeaf,
  };
}
