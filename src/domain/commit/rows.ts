import type { RecordId, RosterId, VaultId } from "../../ids.ts";
import type { Grant } from "../access.ts";
import { type Bound, bind, statement } from "../batch.ts";
import type { VaultEffect } from "./check.ts";
import type { VaultClass } from "./ground.ts";

type WriteGrant = Grant<"vault.write">;

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

const updateHead = statement(
  "commit_update_head",
  "update vault set revision = $2, head = $3, count = $4 where tenant_id = current_tenant() and id = $1",
);
const insertManifest = statement(
  "commit_insert_manifest",
  `insert into manifest (tenant_id, vault_id, revision, hash, manifest, signature, created_at)
   values (current_tenant(), $1, $2, $3, $4, $5, $6)`,
);
const insertRecords = statement(
  "commit_insert_records",
  `insert into record (tenant_id, vault_id, revision, id, bucket, class, version, trashed_since, folder_id, schema, epoch, body, key, leaf)
   select current_tenant(), $1, $2, * from unnest($3::uuid[], $4::smallint[], $5::smallint[], $6::integer[], $7::bigint[],
     $8::uuid[], $9::integer[], $10::integer[], $11::text[], $12::text[], $13::bytea[])`,
);
const insertVersions = statement(
  "commit_insert_versions",
  `insert into record_version (tenant_id, vault_id, record_id, version, class, trashed_since, folder_id, schema, epoch, body, key, leaf, previous_leaf)
   select tenant_id, vault_id, id, version, class, trashed_since, folder_id, schema, epoch, body, key, leaf, previous_leaf
   from record where tenant_id = current_tenant() and vault_id = $1 and id = any($2::uuid[])`,
);
const sealRecords = statement(
  "commit_seal_records",
  `update record r set revision = $2, version = n.version, trashed_since = n.trashed_since, folder_id = n.folder_id, schema = n.schema,
     epoch = n.epoch, body = n.body, key = n.key, leaf = n.leaf, previous_leaf = n.previous_leaf
   from unnest($3::uuid[], $4::integer[], $5::bigint[], $6::uuid[], $7::integer[], $8::integer[], $9::text[], $10::text[],
     $11::bytea[], $12::bytea[]) as n (id, version, trashed_since, folder_id, schema, epoch, body, key, leaf, previous_leaf)
   where r.tenant_id = current_tenant() and r.vault_id = $1 and r.id = n.id`,
);
const moveRecords = statement(
  "commit_move_records",
  `update record r set revision = $2, trashed_since = n.trashed_since, folder_id = n.folder_id, leaf = n.leaf
   from unnest($3::uuid[], $4::bigint[], $5::uuid[], $6::bytea[]) as n (id, trashed_since, folder_id, leaf)
   where r.tenant_id = current_tenant() and r.vault_id = $1 and r.id = n.id`,
);
const deleteVersions = statement(
  "commit_delete_versions",
  "delete from record_version where tenant_id = current_tenant() and vault_id = $1 and record_id = any($2::uuid[])",
);
const purgeRecords = statement(
  "commit_purge_records",
  `update record set revision = $2, class = null, version = null, trashed_since = null, folder_id = null, schema = null, epoch = null,
     body = null, key = null, leaf = null, previous_leaf = null
   where tenant_id = current_tenant() and vault_id = $1 and id = any($3::uuid[])`,
);
const updateRoster = statement(
  "commit_update_roster",
  "update roster set seq = $2, head = $3, epoch = $4, state = $5 where tenant_id = current_tenant() and id = $1",
);
const insertLink = statement(
  "commit_insert_link",
  `insert into roster_link (tenant_id, roster_id, seq, hash, link, signatures, created_at)
   values (current_tenant(), $1, $2, $3, $4, $5, $6)`,
);
const insertEpochKey = statement(
  "commit_insert_epoch_key",
  "insert into epoch_key (tenant_id, vault_id, epoch, previous_key) values (current_tenant(), $1, $2, $3)",
);
const insertCommittedStatement = statement(
  "commit_insert_committed",
  `insert into committed (tenant_id, user_id, client_mutation_id, device_id, content_hash, answer, created_at)
   values (current_tenant(), current_actor(), $1, $2, $3, $4, $5)`,
);

/** Everything that an effect writes down for its vault, in order. */
export function writeVault(
  grant: WriteGrant,
  { commit, roster, links, count, records }: VaultEffect,
  state: Uint8Array,
): Bound<unknown>[] {
  const { vault, manifest, manifestHash, manifestBytes, signature, epochKey } = commit;
  if (vault !== grant.vault) throw new Error("the grant is for another vault");
  const { revision } = manifest;
  const { now } = grant.tx;
  const sealed = records.filter((record) => record.sealing);
  const added = sealed.filter(({ change }) => change.expectedLeaf === null);
  const resealed = sealed.filter(({ change }) => change.expectedLeaf !== null);
  const moved = records.filter(({ sealing, change }) => !sealing && !change.purge);
  const purged = records.filter(({ change }) => change.purge).map(({ change }) => change.record);
  const written: Bound<unknown>[] = [
    ...links.map(({ link, hash, bytes, signatures }) =>
      bind(insertLink, vault, link.seq, hash, bytes, Buffer.concat(signatures), now),
    ),
    bind(updateHead, vault, revision, manifestHash, count),
    bind(insertManifest, vault, revision, manifestHash, manifestBytes, signature, now),
  ];
  if (links.length > 0) {
    written.push(bind(updateRoster, vault, roster.head.seq, roster.head.hash, roster.epoch?.epoch ?? 0, state));
  }
  if (epochKey) written.push(bind(insertEpochKey, vault, epochKey.epoch, epochKey.previousKey));
  if (added.length > 0) {
    written.push(
      bind(
        insertRecords,
        vault,
        revision,
        added.map(({ change }) => change.record),
        added.map(({ bucket }) => bucket),
        added.map(({ sealing }) => sealing?.class),
        added.map(({ sealing }) => sealing?.version),
        added.map(({ change }) => change.trashedSince),
        added.map(({ change }) => change.folder),
        added.map(({ sealing }) => sealing?.schema),
        added.map(({ sealing }) => sealing?.epoch),
        added.map(({ sealing }) => textOf(sealing?.body)),
        added.map(({ sealing }) => textOf(sealing?.key)),
        added.map(({ leaf }) => leaf),
      ),
    );
  }
  if (resealed.length > 0) {
    written.push(
      bind(
        insertVersions,
        vault,
        resealed.map(({ change }) => change.record),
      ),
      bind(
        sealRecords,
        vault,
        revision,
        resealed.map(({ change }) => change.record),
        resealed.map(({ sealing }) => sealing?.version),
        resealed.map(({ change }) => change.trashedSince),
        resealed.map(({ change }) => change.folder),
        resealed.map(({ sealing }) => sealing?.schema),
        resealed.map(({ sealing }) => sealing?.epoch),
        resealed.map(({ sealing }) => textOf(sealing?.body)),
        resealed.map(({ sealing }) => textOf(sealing?.key)),
        resealed.map(({ leaf }) => leaf),
        resealed.map(({ previousLeaf }) => previousLeaf),
      ),
    );
  }
  if (moved.length > 0) {
    written.push(
      bind(
        moveRecords,
        vault,
        revision,
        moved.map(({ change }) => change.record),
        moved.map(({ change }) => change.trashedSince),
        moved.map(({ change }) => change.folder),
        moved.map(({ leaf }) => leaf),
      ),
    );
  }
  if (purged.length > 0) written.push(bind(deleteVersions, vault, purged), bind(purgeRecords, vault, revision, purged));
  return written;
}

export const insertCommitted = (
  grant: WriteGrant,
  deed: { clientMutationId: string; contentHash: Uint8Array; answer: string },
): Bound<unknown> =>
  bind(
    insertCommittedStatement,
    deed.clientMutationId,
    grant.tx.actor.device,
    deed.contentHash,
    deed.answer,
    grant.tx.now,
  );

const textOf = (bytes: Uint8Array | undefined): string | null =>
  bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url") : null;
