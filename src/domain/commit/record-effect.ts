import { equalOrNull } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { sealedHash } from "../../crypto/hash.ts";
import type { Hash } from "../../crypto/keys.ts";
import { leafHash, recordClass } from "../../crypto/leaf.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { bucketOf, type LeafChange } from "./buckets.ts";
import type { HeldRecord, VaultGround } from "./ground.ts";
import type { Change, Sealing } from "./parse-change.ts";

/** What a commit does to one record, checked. */
export interface RecordEffect {
  readonly change: Change;
  readonly bucket: number;
  readonly leaf: Hash | null;
  /** Of a record that stays. */
  readonly class: number;
  readonly version: number;
  readonly sealing: Sealing | null;
  readonly previousLeaf: Hash | null;
}

export function asExpected(held: HeldRecord | "PURGED" | undefined, change: Change): boolean {
  if (held === undefined) return change.expectedLeaf === null;
  // The id of a purged record is never used again: a reader who missed the purge would see a version go back.
  return held !== "PURGED" && equalOrNull(held.leaf, change.expectedLeaf);
}

export function effectOf(ground: VaultGround, change: Change, epoch: number): RecordEffect {
  const bucket = bucketOf(change.id);
  const held = ground.records.get(change.record);
  if (change.purge) return { change, bucket, leaf: null, class: 0, version: 0, sealing: null, previousLeaf: null };
  const before = held === "PURGED" ? undefined : held;
  if (change.sealing) {
    checkSealing(ground, change.sealing, before, epoch);
    const { body, key, ...named } = change.sealing;
    const previousLeaf = before?.leaf ?? null;
    const leaf = leafHash({
      ...placeOf(change),
      ...named,
      bodyHash: sealedHash(body),
      keyHash: sealedHash(key),
      previousLeaf,
    });
    return { change, bucket, leaf, class: named.class, version: named.version, sealing: change.sealing, previousLeaf };
  }
  if (!before?.body || !before.key) throw new Failure("INTERNAL");
  const leaf = leafHash({
    ...placeOf(change),
    class: before.class,
    version: before.version,
    schema: before.schema,
    epoch: before.epoch,
    bodyHash: sealedHash(before.body),
    keyHash: sealedHash(before.key),
    previousLeaf: before.previousLeaf,
  });
  const { class: its, version, previousLeaf } = before;
  return { change, bucket, leaf, class: its, version, sealing: null, previousLeaf };
}

export const leafChange = ({ change, bucket, leaf, class: its, version }: RecordEffect): LeafChange => ({
  record: change.record,
  bucket,
  leaf: leaf && { leaf, class: its, version },
});

function checkSealing(ground: VaultGround, sealing: Sealing, before: HeldRecord | undefined, epoch: number): void {
  const entry = sealing.class === recordClass.ENTRY;
  const placement = sealing.class === recordClass.PLACEMENT;
  if (entry !== (ground.class === "ACCOUNT") || (placement && ground.class === "SHARE"))
    throw new ProtocolError("NOT_ALLOWED", "class");
  if (before && before.class !== sealing.class) throw new ProtocolError("NOT_ALLOWED", "class");
  if (sealing.version !== (before?.version ?? 0) + 1) throw new ProtocolError("BROKEN_CHAIN", "version");
  if (sealing.epoch !== epoch) throw new ProtocolError("WRONG_EPOCH", "record");
}

const placeOf = (change: Change) => ({
  record: change.id,
  trashedSince: change.trashedSince,
  folder: change.folder === null ? null : parseUuid(change.folder),
});
