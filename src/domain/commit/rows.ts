import type { RecordId, RosterId, VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { VaultClass } from "./ground.ts";

export interface VaultRow {
  id: VaultId;
  userId: string;
  class: VaultClass;
  head: Uint8Array | null;
  count: number;
  state: Uint8Array;
}

/** Locked in the order of their ids, so that two commits over the same vaults never wait for each other in a ring. */
const lockVaultsStatement = statement<VaultRow>(
  "commit_lock_vaults",
  `select v.id, v.user_id, v.class, v.head, v.count, r.state
   from vault v join roster r on r.tenant_id = v.tenant_id and r.id = v.id
   where v.id = any($1::uuid[]) order by v.id for update of v, r`,
);
export const lockVaults = (vaults: readonly VaultId[]) => bind(lockVaultsStatement, vaults);

const findCommittedStatement = statement<{ contentHash: Uint8Array; answer: string }>(
  "commit_find_committed",
  "select content_hash, answer from committed where user_id = current_actor() and client_mutation_id = $1",
);
export const findCommitted = (clientMutationId: string) => bind(findCommittedStatement, clientMutationId);

/** The manifest in force of each vault, by a fresh look after the lock. */
const listHeadsStatement = statement<{ vaultId: VaultId; hash: Uint8Array; manifest: Uint8Array }>(
  "commit_list_heads",
  `select m.vault_id, m.hash, m.manifest
   from vault v join manifest m on m.tenant_id = v.tenant_id and m.vault_id = v.id and m.revision = v.revision
   where v.id = any($1::uuid[])`,
);
export const listHeads = (vaults: readonly VaultId[]) => bind(listHeadsStatement, vaults);

const listManifestHashesStatement = statement<{ vaultId: VaultId; hash: Uint8Array }>(
  "commit_list_manifest_hashes",
  `select m.vault_id, m.hash
   from unnest($1::uuid[], $2::integer[]) as named (vault_id, revision)
   join manifest m on m.tenant_id = current_tenant() and m.vault_id = named.vault_id and m.revision = named.revision`,
);
export const listManifestHashes = (vaults: readonly VaultId[], revisions: readonly number[]) =>
  bind(listManifestHashesStatement, vaults, revisions);

const listTenantLinksStatement = statement<{ rosterId: RosterId; seq: number; hash: Uint8Array }>(
  "commit_list_tenant_links",
  "select roster_id, seq, hash from roster_link where roster_id = current_tenant() and seq = any($1::integer[])",
);
export const listTenantLinks = (seqs: readonly number[]) => bind(listTenantLinksStatement, seqs);

export interface HeldRow {
  vaultId: VaultId;
  id: RecordId;
  class: number | null;
  version: number | null;
  schema: number | null;
  epoch: number | null;
  leaf: Uint8Array | null;
  previousLeaf: Uint8Array | null;
  body: string | null;
  key: string | null;
}

/** Envelopes only of the records that keep theirs: their leaf is made anew. */
const listHeldStatement = statement<HeldRow>(
  "commit_list_held",
  `select r.vault_id, r.id, r.class, r.version, r.schema, r.epoch, r.leaf, r.previous_leaf,
          case when named.kept then r.body end as body, case when named.kept then r.key end as key
   from unnest($1::uuid[], $2::uuid[], $3::boolean[]) as named (vault_id, id, kept)
   join record r on r.tenant_id = current_tenant() and r.vault_id = named.vault_id and r.id = named.id`,
);
export const listHeld = (records: readonly { vault: VaultId; id: RecordId; kept: boolean }[]) =>
  bind(
    listHeldStatement,
    records.map((record) => record.vault),
    records.map((record) => record.id),
    records.map((record) => record.kept),
  );

export interface LeafRow {
  vaultId: VaultId;
  id: RecordId;
  bucket: number;
  leaf: Uint8Array;
}

const listLeavesInBucketsStatement = statement<LeafRow>(
  "commit_list_leaves_in_buckets",
  `select r.vault_id, r.id, r.bucket, r.leaf
   from unnest($1::uuid[], $2::smallint[]) as touched (vault_id, bucket)
   join record r on r.tenant_id = current_tenant() and r.vault_id = touched.vault_id and r.bucket = touched.bucket
   where r.leaf is not null`,
);
export const listLeavesInBuckets = (buckets: readonly { vault: VaultId; bucket: number }[]) =>
  bind(
    listLeavesInBucketsStatement,
    buckets.map((each) => each.vault),
    buckets.map((each) => each.bucket),
  );

const listLeavesStatement = statement<LeafRow>(
  "commit_list_leaves",
  "select vault_id, id, bucket, leaf from record where vault_id = any($1::uuid[]) and leaf is not null",
);
export const listLeaves = (vaults: readonly VaultId[]) => bind(listLeavesStatement, vaults);
