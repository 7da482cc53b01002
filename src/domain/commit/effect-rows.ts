import type { Manifest } from "../../crypto/manifest.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import type { RecordId, VaultId } from "../../ids.ts";
import type { Grant } from "../access.ts";
import { type Bound, bind, statement } from "../batch.ts";
import type { VaultEffect } from "./check.ts";
import type { ParsedLink } from "./parse.ts";
import type { RecordEffect } from "./record-effect.ts";

type WriteGrant = Grant<"vault.write">;

const insertHeadStatement = statement(
  "commit_insert_head",
  `with inserted as (
     insert into manifest (tenant_id, vault_id, revision, hash, manifest, signature, created_at)
     values (current_tenant(), $1, $2, $3, $4, $5, $6)
   )
   update vault set revision = $2, head = $3, count = $7, resets = $8 where tenant_id = current_tenant() and id = $1`,
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
/** What is beyond the versions that a policy keeps. */
const trimVersions = statement(
  "commit_trim_versions",
  `delete from record_version h using vault v, unnest($2::uuid[], $3::integer[]) as n (id, version)
   where v.tenant_id = current_tenant() and v.id = $1 and v.history_limit is not null
     and h.tenant_id = v.tenant_id and h.vault_id = v.id and h.record_id = n.id and h.version < n.version - v.history_limit`,
);
const endBehind = statement(
  "commit_end_behind",
  "update vault set behind = false where tenant_id = current_tenant() and id = $1",
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
const insertOfGuestStatement = statement(
  "commit_insert_of_guest",
  `insert into guest_committed (tenant_id, share_id, user_id, client_mutation_id, content_hash, answer, created_at)
   values (current_tenant(), current_visit(), current_actor(), $1, $2, $3, $4)`,
);

const insertAtDeskStatement = statement(
  "commit_insert_at_desk",
  `insert into desk_committed (tenant_id, user_id, client_mutation_id, content_hash, answer, created_at)
   values (current_tenant(), current_actor(), $1, $2, $3, $4)`,
);

export interface NewHead {
  readonly vault: VaultId;
  readonly manifest: Manifest;
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly count: number;
}

export const insertHead = (head: NewHead, now: Date): Bound<unknown> => {
  const { vault, manifest, hash, bytes, signature, count } = head;
  const resets = manifest.reset?.length ?? 0;
  return bind(insertHeadStatement, vault, manifest.revision, hash, bytes, signature, now, count, resets);
};

/** Everything that an effect writes down for its vault, in order. `state` is the roster's, encoded. */
export function writeVault(grant: WriteGrant, effect: VaultEffect, state: Uint8Array): Bound<unknown>[] {
  const { vault, manifest, manifestHash, manifestBytes, signature, epochKey } = effect.commit;
  if (vault !== grant.vault) throw new Error("the grant is for another vault");
  const { now } = grant.tx;
  return [
    ...insertLinks(vault, effect.links, effect.roster, state, now),
    insertHead({ vault, manifest, hash: manifestHash, bytes: manifestBytes, signature, count: effect.count }, now),
    ...(epochKey ? [bind(insertEpochKey, vault, epochKey.epoch, epochKey.previousKey)] : []),
    ...writeRecords(effect),
    ...(effect.ground.behind ? [bind(endBehind, vault)] : []),
  ];
}

/** Links of a roster, and the roster as it stands after them; `state` is that, encoded. */
export function insertLinks(
  vault: VaultId,
  links: readonly ParsedLink[],
  roster: RosterState,
  state: Uint8Array,
  now: Date,
): Bound<unknown>[] {
  if (links.length === 0) return [];
  return [
    ...links.map(({ link, hash, bytes, signatures }) =>
      bind(insertLink, vault, link.seq, hash, bytes, Buffer.concat(signatures), now),
    ),
    bind(updateRoster, vault, roster.head.seq, roster.head.hash, roster.epoch?.epoch ?? 0, state),
  ];
}

function writeRecords({ commit: { vault, manifest }, records }: VaultEffect): Bound<unknown>[] {
  const { revision } = manifest;
  const sealed = records.filter((record) => record.sealing);
  const added = sealed.filter(isAdded);
  const resealed = sealed.filter((record) => !isAdded(record));
  const moved = records.filter(({ sealing, change }) => !sealing && !change.purge);
  const purged = records.filter(({ change }) => change.purge);
  const written: Bound<unknown>[] = [];
  if (added.length > 0) written.push(bind(insertRecords, vault, revision, ...newColumns(added)));
  if (resealed.length > 0) {
    written.push(bind(insertVersions, vault, ...columnsOf(resealed, id)));
    written.push(bind(sealRecords, vault, revision, ...sealedColumns(resealed)));
    written.push(bind(trimVersions, vault, ...columnsOf(resealed, id, version)));
  }
  if (moved.length > 0) {
    written.push(bind(moveRecords, vault, revision, ...columnsOf(moved, id, trashedSince, folder, leaf)));
  }
  if (purged.length > 0)
    written.push(
      ...purge(
        vault,
        revision,
        purged.map(({ change }) => change.record),
      ),
    );
  return written;
}

/** Drops records with their history: tombstones are left. */
export const purge = (vault: VaultId, revision: number, records: readonly RecordId[]): Bound<unknown>[] => [
  bind(deleteVersions, vault, records),
  bind(purgeRecords, vault, revision, records),
];

type Column = (record: RecordEffect) => unknown;
const version: Column = (record) => record.sealing?.version;
const id: Column = ({ change }) => change.record;
const bucket: Column = (record) => record.bucket;
const recordClass: Column = (record) => record.sealing?.class;
const trashedSince: Column = ({ change }) => change.trashedSince;
const folder: Column = ({ change }) => change.folder;
const leaf: Column = (record) => record.leaf;
const previousLeaf: Column = (record) => record.previousLeaf;
/** In the order of the statements: version, trashed since, folder, schema, epoch, body, key. */
const sealing: readonly Column[] = [
  (record) => record.sealing?.version,
  trashedSince,
  folder,
  (record) => record.sealing?.schema,
  (record) => record.sealing?.epoch,
  (record) => textOf(record.sealing?.body),
  (record) => textOf(record.sealing?.key),
];

/** Records as arrays, one a column: what `unnest` takes. */
const columnsOf = (records: readonly RecordEffect[], ...columns: readonly Column[]): unknown[][] =>
  columns.map((column) => records.map(column));

/** Of a record that is sealed: whether it is new. */
export const isAdded = ({ change }: RecordEffect): boolean => change.expectedLeaf === null;

/** What `commit_insert_records` takes behind vault and revision. */
export const newColumns = (records: readonly RecordEffect[]): unknown[][] =>
  columnsOf(records, id, bucket, recordClass, ...sealing, leaf);

/** What `commit_seal_records` takes behind vault and revision. */
export const sealedColumns = (records: readonly RecordEffect[]): unknown[][] =>
  columnsOf(records, id, ...sealing, leaf, previousLeaf);

/** What is noted of a commit, for whoever sends it again. */
export interface Deed {
  readonly clientMutationId: string;
  readonly contentHash: Uint8Array;
  readonly answer: string;
}

/** Mutation id, device, hash and answer. */
export const deedColumns = (
  { tx }: Pick<WriteGrant, "tx">,
  { clientMutationId, contentHash, answer }: Deed,
): unknown[] => [clientMutationId, tx.actor.device, contentHash, answer];

export const insertCommitted = (
  grant: WriteGrant | Grant<"roster.extend" | "items.report" | "share.change">,
  deed: Deed,
): Bound<unknown> => {
  const { actor, now } = grant.tx;
  if (!actor.visit && !actor.atDesk) return bind(insertCommittedStatement, ...deedColumns(grant, deed), now);
  const elsewhere = actor.visit ? insertOfGuestStatement : insertAtDeskStatement;
  return bind(elsewhere, deed.clientMutationId, deed.contentHash, deed.answer, now);
};

const textOf = (bytes: Uint8Array | undefined): string | null =>
  bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url") : null;
