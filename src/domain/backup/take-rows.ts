import type { BackupId, RosterId, TenantId, UserId, VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { BackupSkip } from "./skip.ts";

/** What a backup of a vault would be. */
export interface PlannedBackup {
  vault: VaultId;
  kind: "PROFILE" | "SHARE";
  userId: UserId | null;
  revision: number;
  manifestHash: Uint8Array | null;
  manifest: Uint8Array | null;
  epoch: number | null;
  groupId: RosterId | null;
  /** Of the newest backup there is: how many there were, of which revision, the hashes of its lists in one piece, its records. */
  number: number;
  since: number;
  lists: Uint8Array | null;
  records: number;
  skip: BackupSkip | null;
}

const lockStatement = statement(
  "backup_lock_vaults",
  `select from vault where tenant_id = current_tenant() and id = any($1::uuid[]) order by id for no key update`,
);
/** Nobody writes there until the backup stands: what is read from here on is of one head. */
export const lockToBackUp = (vaults: readonly VaultId[]) => bind(lockStatement, vaults);

const planStatement = statement<PlannedBackup>(
  "backup_plan",
  `select vault, kind, user_id, revision, manifest_hash, manifest, epoch, group_id, number, since, lists, records, skip
   from plan_backups($1, $2)`,
);
/** Of vaults that are locked; no row for one that is not the company's. */
export const planBackups = (vaults: readonly VaultId[], now: Date) => bind(planStatement, vaults, now);

export interface TouchedList {
  vault: VaultId;
  bucket: number;
  /** In the order of ids, in one piece. */
  leaves: Uint8Array | null;
  /** How many records of the list are in the backup before. */
  before: number;
}

/** What has changed, and what the backup before has of the rest of the same list: as the next one will have it. */
const listTouchedStatement = statement<TouchedList>(
  "backup_list_touched",
  `with changed as materialized (
     select a.vault, r.bucket, r.id, r.leaf from unnest($1::uuid[], $2::integer[]) as a (vault, since)
     join record r on r.tenant_id = current_tenant() and r.vault_id = a.vault and r.revision > a.since
   ), touched as materialized (
     select distinct vault, bucket from changed
   ), held as materialized (
     select t.vault, t.bucket, b.record_id as id, b.leaf from touched t
     join backup_record b on b.tenant_id = current_tenant() and b.vault_id = t.vault and b.bucket = t.bucket and b.last_number is null
   ), leaves as (
     select vault, bucket, id, leaf from changed where leaf is not null
     union all
     select h.vault, h.bucket, h.id, h.leaf from held h left join changed c on c.vault = h.vault and c.id = h.id where c.id is null
   ), listed as (
     select vault, bucket, string_agg(leaf, ''::bytea order by id) as leaves from leaves group by vault, bucket
   ), counted as (
     select vault, bucket, count(*)::integer as before from held group by vault, bucket
   )
   select t.vault, t.bucket, l.leaves, coalesce(c.before, 0) as before
   from touched t left join listed l using (vault, bucket) left join counted c using (vault, bucket)`,
);
export const listTouched = (planned: readonly PlannedBackup[]) =>
  bind(
    listTouchedStatement,
    planned.map(({ vault }) => vault),
    planned.map(({ since }) => since),
  );

/** A backup whose root is what its manifest signs. */
export interface ProvenBackup {
  readonly id: BackupId;
  readonly vault: VaultId;
  readonly lists: Uint8Array;
}

const keepStatement = statement("backup_keep", "select keep_backups($1, $2, $3, $4)");
export const keepBackups = (proven: readonly ProvenBackup[], now: Date) =>
  bind(
    keepStatement,
    proven.map(({ id }) => id),
    proven.map(({ vault }) => vault),
    proven.map(({ lists }) => lists),
    now,
  );

const noteLookedAtStatement = statement("backup_note_looked_at", "select note_looked_at($1, $2)");
export const noteLookedAt = (vaults: readonly VaultId[], now: Date) => bind(noteLookedAtStatement, vaults, now);

const enterStatement = statement<{ tenantId: TenantId; vaults: string }>(
  "backup_enter",
  "select tenant_id, array_to_string(vaults, ' ') as vaults from enter_to_back_up($1, $2, $3, $4)",
);
/** The next vaults that are due, of one tenant, which is entered; they are locked. */
export const enterToBackUp = (before: Date, now: Date, most: number, mostBegun: number) =>
  bind(enterStatement, before, now, most, mostBegun);

const leaveStatement = statement("backup_leave", "select leave_backups($1, $2)");
/** Behind the last backup of what they leave. */
export const leaveBackups = (users: readonly UserId[], now: Date) => bind(leaveStatement, users, now);

const listVaultsOfStatement = statement<{ vault: VaultId }>(
  "backup_list_vaults_of",
  `select v.id as vault from vault v
   where v.tenant_id = current_tenant() and v.user_id = any($1::uuid[]) and v.class = 'BUSINESS' and v.id > $2
   union all
   (select s.id from share_recipient r join share s on s.tenant_id = r.tenant_id and s.id = r.share_id
    where $4 and r.tenant_id = current_tenant() and r.user_id = any($1::uuid[]) and r.role = 'OWNER' and not r.gone
      and s.scope = 'BUSINESS' and s.id > $2)
   order by vault limit $3`,
);
/** Business profiles of these users and, with `owned`, the business shares that they own, by id. */
export const listVaultsOf = (users: readonly UserId[], after: string, limit: number, owned: boolean) =>
  bind(listVaultsOfStatement, users, after, limit, owned);
