import type { DeviceId, VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import { isOfWriter, type MissingHead } from "../commit/offers.ts";
import type { Uploaded } from "./fit.ts";
import type { ParsedManifest } from "./parse.ts";

/** How a vault stands. */
export interface RestoringVault {
  readonly vault: VaultId;
  readonly restoring: boolean;
  readonly revision: number;
  readonly hash: Uint8Array | null;
  /** The highest revision that any device offered. */
  readonly highest: number;
}

/** How a vault stands, and what of it is missing. */
export interface RestoringVaultWithMissing extends RestoringVault {
  readonly missing: readonly MissingHead[];
}

/** Notes what a device holds, of vaults that are restoring and that its user writes to: nobody else holds one up. */
const offerStatement = statement(
  "restoring_offer",
  `insert into offered_head as o (tenant_id, vault_id, device_id, revision, hash, offered_at)
   select v.tenant_id, v.id, $1::uuid, named.revision, named.hash, $5
   from unnest($2::uuid[], $3::integer[], $4::bytea[]) as named (vault_id, revision, hash)
   join vault v on v.tenant_id = current_tenant() and v.id = named.vault_id and v.restoring and ${isOfWriter}
   on conflict on constraint offered_head_key do update set
     revision = excluded.revision, hash = excluded.hash, offered_at = excluded.offered_at`,
);
export const offer = (
  device: DeviceId,
  heads: readonly { vault: VaultId; revision: number; hash: Uint8Array | null }[],
  now: Date,
) =>
  bind(
    offerStatement,
    device,
    heads.map(({ vault }) => vault),
    heads.map(({ revision }) => revision),
    heads.map(({ hash }) => hash),
    now,
  );

const setBroughtStatement = statement(
  "restoring_set_brought",
  "update vault set brought = $2 where tenant_id = current_tenant() and id = $1",
);
export const setBrought = (vault: VaultId, revision: number) => bind(setBroughtStatement, vault, revision);

const listStatement = statement<RestoringVault>(
  "restoring_list",
  `select v.id as vault, v.restoring, v.revision, v.head as hash,
     coalesce((select max(o.revision) from offered_head o where o.tenant_id = v.tenant_id and o.vault_id = v.id), 0) as highest
   from readable_vault v where v.id = any($1::uuid[]) order by v.id`,
);
export const listRestoring = (vaults: readonly VaultId[]) => bind(listStatement, vaults);

export const withMissing = (
  vaults: readonly RestoringVault[],
  missing: readonly MissingHead[],
): RestoringVaultWithMissing[] =>
  vaults.map((each) => ({ ...each, missing: missing.filter(({ vault }) => vault === each.vault) }));

const insertManifestsStatement = statement(
  "restoring_insert_manifests",
  `insert into manifest (tenant_id, vault_id, revision, hash, manifest, signature, created_at)
   select current_tenant(), $1, n.*, $6 from unnest($2::integer[], $3::bytea[], $4::bytea[], $5::bytea[]) as n`,
);
export const insertManifests = (vault: VaultId, manifests: readonly ParsedManifest[], now: Date) =>
  bind(
    insertManifestsStatement,
    vault,
    manifests.map(({ manifest }) => manifest.revision),
    manifests.map(({ hash }) => hash),
    manifests.map(({ bytes }) => bytes),
    manifests.map(({ signature }) => signature),
    now,
  );

const insertEpochKeysStatement = statement(
  "restoring_insert_epoch_keys",
  `insert into epoch_key (tenant_id, vault_id, epoch, previous_key)
   select current_tenant(), $1, n.* from unnest($2::integer[], $3::bytea[]) as n`,
);
export const insertEpochKeys = (vault: VaultId, keys: readonly { epoch: number; previousKey: Uint8Array }[]) =>
  bind(
    insertEpochKeysStatement,
    vault,
    keys.map(({ epoch }) => epoch),
    keys.map(({ previousKey }) => previousKey),
  );

const putRecordsStatement = statement(
  "restoring_put_records",
  `insert into record (tenant_id, vault_id, revision, id, bucket, class, version, trashed_since, folder_id, schema, epoch, body, key, leaf, previous_leaf)
   select current_tenant(), $1, $2, n.* from unnest($3::uuid[], $4::smallint[], $5::smallint[], $6::integer[], $7::bigint[], $8::uuid[],
     $9::integer[], $10::integer[], $11::text[], $12::text[], $13::bytea[], $14::bytea[]) as n
   on conflict on constraint record_key do update set revision = excluded.revision, class = excluded.class,
     version = excluded.version, trashed_since = excluded.trashed_since, folder_id = excluded.folder_id,
     schema = excluded.schema, epoch = excluded.epoch, body = excluded.body, key = excluded.key, leaf = excluded.leaf,
     previous_leaf = excluded.previous_leaf`,
);
export const putRecords = (vault: VaultId, revision: number, records: readonly Uploaded[]) =>
  bind(
    putRecordsStatement,
    vault,
    revision,
    ...[
      records.map(({ record }) => record),
      records.map(({ bucket }) => bucket),
      records.map((each) => each.class),
      records.map(({ version }) => version),
      records.map(({ trashedSince }) => trashedSince),
      records.map(({ folder }) => folder),
      records.map(({ schema }) => schema),
      records.map(({ epoch }) => epoch),
      records.map(({ body }) => Buffer.from(body).toString("base64url")),
      records.map(({ key }) => Buffer.from(key).toString("base64url")),
      records.map(({ leaf }) => leaf),
      records.map(({ previousLeaf }) => previousLeaf),
    ],
  );
