import type { BackupId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import { type BackupTextRow, backupColumns } from "./list-rows.ts";

/** A backup, with what is said of it on every page. */
export interface HeadRow extends BackupTextRow {
  number: number;
  rosterSeq: number;
  manifest: Uint8Array;
  signature: Uint8Array;
  wrap: Uint8Array;
  name: Uint8Array | null;
  nameEpoch: number | null;
}

const loadHeadStatement = statement<HeadRow>(
  "backup_load_head",
  `select ${backupColumns}, k.roster_seq, k.manifest, k.signature, w.wrap, k.name, k.name_epoch
   from backup k
   join backup_vault b on b.tenant_id = k.tenant_id and b.vault_id = k.vault_id
   join backup_wrap w on w.tenant_id = k.tenant_id and w.vault_id = k.vault_id and w.epoch = k.epoch
     and w.group_id = k.group_id and w.group_epoch = k.group_epoch
   where k.tenant_id = current_tenant() and k.id = $1`,
);
export const loadHead = (backup: BackupId) => bind(loadHeadStatement, backup);

const listLinksStatement = statement<{ seq: number; link: Uint8Array; signatures: Uint8Array }>(
  "backup_list_links",
  `select l.seq, l.link, l.signatures
   from backup k join backup_link l on l.tenant_id = k.tenant_id and l.vault_id = k.vault_id and l.seq <= k.roster_seq
   where k.tenant_id = current_tenant() and k.id = $1 and l.seq >= $2 order by l.seq limit $3`,
);
/** Of its roster, from this seq on. */
export const listLinksOf = (backup: BackupId, from: number, limit: number) =>
  bind(listLinksStatement, backup, from, limit);

const listKeysStatement = statement<{ epoch: number; previousKey: Uint8Array }>(
  "backup_list_epoch_keys",
  `select e.epoch, e.previous_key
   from backup k join backup_epoch_key e on e.tenant_id = k.tenant_id and e.vault_id = k.vault_id and e.epoch <= k.epoch
   where k.tenant_id = current_tenant() and k.id = $1 and e.epoch < $2 order by e.epoch desc limit $3`,
);
export const listKeysOf = (backup: BackupId, before: number, limit: number) =>
  bind(listKeysStatement, backup, before, limit);

/** A record as it is in a backup; envelopes as the text that goes out. */
export interface BackupRecordRow {
  bucket: number;
  record: string;
  class: number;
  version: number;
  trashedAt: Date | null;
  folder: string | null;
  schema: number;
  epoch: number;
  body: string | null;
  key: string;
  previousLeaf: Uint8Array | null;
  leaf: Uint8Array;
}

const listRecordsStatement = statement<BackupRecordRow>(
  "backup_list_records",
  `select r.bucket, r.record_id as record, r.class, r.version, moment(r.trashed_since) as trashed_at, r.folder_id as folder, r.schema, r.epoch,
     c.body, r.key, r.previous_leaf, r.leaf
   from (
     select listed.*, sum(listed.size) over (order by listed.bucket, listed.record_id) - listed.size as before
     from (
       select r.* from backup_record r
       where r.tenant_id = current_tenant() and r.vault_id = $1 and r.first_number <= $6
         and (r.last_number is null or r.last_number >= $6) and (r.bucket, r.record_id) > ($2::smallint, $3::uuid)
       order by r.bucket, r.record_id limit $4
     ) as listed
   ) as r
   left join backup_content c on c.tenant_id = r.tenant_id and c.vault_id = r.vault_id and c.record_id = r.record_id and c.hash = r.body_hash
   where r.before < $5 order by r.bucket, r.record_id`,
);
/** Behind this one, list by list: so many, and not more than so many characters before the last of them. */
export const listRecordsOf = (
  { vault, number }: Pick<HeadRow, "vault" | "number">,
  bucket: number,
  after: string,
  limit: number,
  characters: number,
) => bind(listRecordsStatement, vault, bucket, after, limit, characters, number);
