import { type BackupId, highestId, type RosterId, type UserId, type VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

/** A backup, as administrators are shown it; ids of owners in one text. */
export interface BackupTextRow {
  id: BackupId;
  vault: VaultId;
  kind: "PROFILE" | "SHARE";
  owners: string;
  number: number;
  takenAt: Date;
  revision: number;
  manifestHash: Uint8Array;
  epoch: number;
  group: RosterId;
  groupEpoch: number;
  records: number;
  bytes: number;
  addedBytes: number;
  approvals: number;
  hours: number;
  openable: boolean;
  keptUntil: Date | null;
}

/** Columns of `backup k`, of the vault `b`. */
export const backupColumns = `k.id, k.vault_id as vault, b.kind, array_to_string(k.owners, ' ') as owners, k.number, k.taken_at, k.revision, k.manifest_hash,
  k.epoch, k.group_id as "group", k.group_epoch, k.records, k.bytes, k.added_bytes, k.approvals, k.hours, k.kept_until,
  exists (select from recovery_switch w where w.tenant_id = k.tenant_id and w.status = 'IN_FORCE' and w.group_id = k.group_id) as openable`;

const listStatement = statement<BackupTextRow>(
  "backup_list",
  `select ${backupColumns}
   from backup k join backup_vault b on b.tenant_id = k.tenant_id and b.vault_id = k.vault_id
   where k.tenant_id = current_tenant() and k.id < $1 order by k.id desc limit $2`,
);
const listOfStatement = statement<BackupTextRow>(
  "backup_list_of",
  `select ${backupColumns}
   from backup_owner o
   join backup_vault b on b.tenant_id = o.tenant_id and b.vault_id = o.vault_id
   join backup k on k.tenant_id = b.tenant_id and k.vault_id = b.vault_id
   where o.tenant_id = current_tenant() and o.user_id = $3 and k.id < $1 and $3 = any (k.owners) order by k.id desc limit $2`,
);
/** The newest first; of one user, or of everybody. */
export const listBackups = (user: UserId | null, before: string | null, limit: number) =>
  user === null
    ? bind(listStatement, before ?? highestId, limit)
    : bind(listOfStatement, before ?? highestId, limit, user);

const findStatement = statement<BackupTextRow>(
  "backup_find",
  `select ${backupColumns}
   from backup k join backup_vault b on b.tenant_id = k.tenant_id and b.vault_id = k.vault_id
   where k.tenant_id = current_tenant() and k.id = any($1::uuid[]) order by k.vault_id, k.id`,
);
export const findBackups = (ids: readonly BackupId[]) => bind(findStatement, ids);

const loadTermsStatement = statement<{ approvals: number; hours: number; group: RosterId }>(
  "backup_load_terms",
  `select greatest(k.approvals, w.approvals) as approvals, greatest(k.hours, w.hours) as hours, k.group_id as "group"
   from backup k left join recovery_switch w on w.tenant_id = k.tenant_id and w.status = 'IN_FORCE'
   where k.tenant_id = current_tenant() and k.id = $1`,
);
/** What was asked for when it was taken, and is now, before anybody reads it; and the group that it is for. */
export const loadTerms = (backup: BackupId) => bind(loadTermsStatement, backup);
