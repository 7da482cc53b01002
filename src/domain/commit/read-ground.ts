import { asHash, type Hash } from "../../crypto/keys.ts";
import { parseManifest, skipRevision } from "../../crypto/manifest.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import type { RecordId, VaultId } from "../../ids.ts";
import type { Transaction } from "../transaction.ts";
import { findBuckets, keepBuckets } from "./bucket-cache.ts";
import { type Buckets, bucketOf, bucketsOf, noBuckets } from "./buckets.ts";
import type { HeldRecord, VaultGround } from "./ground.ts";
import type { Commit, VaultCommit } from "./parse.ts";
import {
  findCommitted,
  type GroundRow,
  type HeldRow,
  type LeafRow,
  listGrounds,
  listHeld,
  listLeaves,
  listLeavesInBuckets,
  listTenantLinks,
  lockVaults,
  type VaultRow,
} from "./rows.ts";

interface GroundOfCommit {
  /** Whose the vaults are that exist: nothing else may be looked at before the right to write was granted. */
  readonly owners: ReadonlyMap<VaultId, { readonly id: VaultId; readonly userId: string }>;
  /** The row of a commit that bore the same mutation id. */
  readonly before: { readonly contentHash: Uint8Array; readonly answer: string } | undefined;
  readonly grounds: ReadonlyMap<VaultId, VaultGround>;
}

/** Locks the vaults of a commit and reads all that its checks need: one round trip, the session check included. */
export async function readGround(tx: Transaction, commit: Commit): Promise<GroundOfCommit> {
  const vaults = commit.vaults.map((each) => each.vault);
  const cached = new Map(commit.vaults.map((each) => [each.vault, cachedBuckets(each)]));
  const uncached = vaults.filter((vault) => !cached.get(vault));
  const [rows, [before], grounds, tenantLinks, held, touched, whole = []] = await tx.run(
    lockVaults(vaults),
    findCommitted(commit.clientMutationId),
    listGrounds(commit.vaults.map(({ vault, manifest }) => ({ vault, skip: skipRevision(manifest.revision) }))),
    listTenantLinks(namedTenantSeqs(commit)),
    listHeld(commit.vaults.flatMap(namedRecords)),
    listLeavesInBuckets(commit.vaults.filter(({ vault }) => cached.get(vault)).flatMap(touchedBuckets)),
    ...(uncached.length > 0 ? [listLeaves(uncached)] : []),
  );
  const links = tenantLinks.map(({ rosterId, seq, hash }) => ({ id: parseUuid(rosterId), seq, hash: asHash(hash) }));
  const groundOf = (row: VaultRow): VaultGround => {
    const own = <R extends { vaultId: VaultId }>(list: readonly R[]) => list.filter((each) => each.vaultId === row.id);
    const [ground] = own(grounds) as [GroundRow];
    return {
      vault: row.id,
      class: row.class,
      count: row.count,
      head: headOf(ground),
      skipHash: ground.skipHash && asHash(ground.skipHash),
      roster: parseState(ground.state),
      tenantLinks: new Map(links.map((link) => [link.seq, link])),
      records: new Map(own(held).map((record) => [record.id, heldRecord(record)])),
      buckets: bucketsFor(row, cached.get(row.id), own(touched), own(whole)),
    };
  };
  return {
    owners: new Map(rows.map((row) => [row.id, row])),
    before,
    grounds: new Map(rows.map((row) => [row.id, groundOf(row)])),
  };
}

const headOf = ({ hash, manifest }: GroundRow): VaultGround["head"] =>
  hash && manifest ? { manifest: parseManifest(manifest), hash: asHash(hash) } : null;

const namedRecords = ({ vault, changes }: VaultCommit) =>
  changes.map((each) => ({ vault, id: each.record, kept: !each.sealing && !each.purge }));

const touchedBuckets = ({ vault, changes }: VaultCommit) =>
  [...new Set(changes.map((change) => bucketOf(change.id)))].map((bucket) => ({ vault, bucket }));

const namedTenantSeqs = (commit: Commit): number[] => [
  ...new Set([
    ...commit.vaults.map((each) => each.manifest.tenantHead.seq),
    ...commit.links.flatMap(({ link }) => (link.tenantHead ? [link.tenantHead.seq] : [])),
  ]),
];

/** Found by the manifest that the client rests on: should that not be the head, the commit is stale anyway. */
const cachedBuckets = ({ manifest }: VaultCommit): readonly Uint8Array[] | undefined =>
  manifest.previous ? findBuckets(manifest.previous) : noBuckets.hashes;

function bucketsFor(
  row: VaultRow,
  cached: readonly Uint8Array[] | undefined,
  touched: readonly LeafRow[],
  whole: readonly LeafRow[],
): Buckets {
  if (!cached) {
    const buckets = bucketsOf(whole.map((leaf) => [leaf.id, leaf.bucket, asHash(leaf.leaf)]));
    if (row.head) keepBuckets(row.head, buckets.hashes);
    return buckets;
  }
  const leaves = new Map<number, Map<RecordId, Hash>>();
  for (const { bucket, id, leaf } of touched) {
    const list = leaves.get(bucket) ?? new Map<RecordId, Hash>();
    list.set(id, asHash(leaf));
    leaves.set(bucket, list);
  }
  return { hashes: cached, leaves };
}

function heldRecord(row: HeldRow): HeldRecord | "PURGED" {
  if (row.leaf === null) return "PURGED";
  return {
    id: row.id,
    class: row.class ?? 0,
    version: row.version ?? 0,
    schema: row.schema ?? 0,
    epoch: row.epoch ?? 0,
    leaf: asHash(row.leaf),
    previousLeaf: row.previousLeaf && asHash(row.previousLeaf),
    body: row.body === null ? null : Buffer.from(row.body, "base64url"),
    key: row.key === null ? null : Buffer.from(row.key, "base64url"),
  };
}
