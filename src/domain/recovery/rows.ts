import type { BackupId, RecoveryId, RosterId, UserId } from "../../ids.ts";
import { highestId } from "../../ids.ts";
import { type BackupTextRow, backupColumns } from "../backup/list-rows.ts";
import { bind, statement } from "../batch.ts";

export interface RecoveryRow {
  recovery: RecoveryId;
  group: RosterId;
  user: UserId;
  openedBy: UserId;
  openedAt: Date;
  codeKey: Uint8Array | null;
  /** Where the tenant's roster stood then. */
  tenantSeq: number;
  purpose: string;
  request: Uint8Array;
  signatures: Uint8Array;
  /** How many approvals it needs, and has. */
  approvalsNeeded: number;
  approved: number;
  availableAt: Date;
  /** As it was signed. */
  endsAt: Date;
  /** With the right of whoever opened it, before its time. */
  endedAt: Date | null;
  vetoedAt: Date | null;
  closedAt: Date | null;
}

const standing = `r.approvals as approvals_needed, r.available_at, r.ends_at, r.ended_at, r.vetoed_at, r.closed_at,
  (select count(*)::integer from recovery_verdict v where v.tenant_id = r.tenant_id and v.recovery_id = r.id and v.verdict = 'APPROVE') as approved`;
const columns = `r.id as recovery, r.group_id as "group", r.user_id as "user", r.opened_by, r.opened_at, r.code_key, r.tenant_seq, r.purpose, r.request,
  r.signatures, ${standing}`;

const listStatement = statement<RecoveryRow>(
  "recovery_list",
  `select ${columns} from recovery r where r.tenant_id = current_tenant() and (r.opened_at, r.id) < ($1, $2) order by r.opened_at desc, r.id desc limit $3`,
);
/** The newest first, behind this one. */
export const listRecoveries = (before: { at: Date; id: string } | null, limit: number) =>
  bind(listStatement, before?.at ?? "infinity", before?.id ?? highestId, limit);

const findStatement = statement<RecoveryRow>(
  "recovery_find",
  `select ${columns} from recovery r where r.tenant_id = current_tenant() and r.id = $1`,
);
export const findRecovery = (recovery: RecoveryId) => bind(findStatement, recovery);

const lockStatement = statement(
  "recovery_lock",
  "select from recovery where tenant_id = current_tenant() and id = $1 for update",
);
/** Whoever reads by it is waited for, and nobody else judges or closes it meanwhile: what it is, is asked behind it. */
export const lockRecovery = (recovery: RecoveryId) => bind(lockStatement, recovery);

export interface VerdictRow {
  recovery: RecoveryId;
  user: UserId;
  verdict: "APPROVE" | "VETO";
  at: Date;
  approval: Uint8Array;
  signature: Uint8Array;
}

const listVerdictsStatement = statement<VerdictRow>(
  "recovery_list_verdicts",
  `select recovery_id as recovery, user_id as "user", verdict, created_at as at, approval, signature from recovery_verdict
   where tenant_id = current_tenant() and recovery_id = any($1::uuid[]) order by created_at, user_id, verdict`,
);
export const listVerdicts = (recoveries: readonly RecoveryId[]) => bind(listVerdictsStatement, recoveries);

const listNamedStatement = statement<BackupTextRow & { recovery: RecoveryId }>(
  "recovery_list_named",
  `select n.recovery_id as recovery, ${backupColumns}
   from recovery_backup n
   join backup k on k.tenant_id = n.tenant_id and k.id = n.backup_id
   join backup_vault b on b.tenant_id = k.tenant_id and b.vault_id = k.vault_id
   where n.tenant_id = current_tenant() and n.recovery_id = any($1::uuid[]) order by k.vault_id`,
);
/** Backups that these name, and that are still there. */
export const listNamed = (recoveries: readonly RecoveryId[]) => bind(listNamedStatement, recoveries);

/** A recovery as it stands for whoever reads a backup by it. */
export interface ReadingRow
  extends Pick<
    RecoveryRow,
    "approvalsNeeded" | "approved" | "availableAt" | "endsAt" | "endedAt" | "vetoedAt" | "closedAt"
  > {
  openedBy: UserId;
  userId: UserId;
  groupId: RosterId;
  /** Where it was opened by the code: whether that is still the group's. Null where it was opened by a member. */
  codeStands: boolean | null;
  readAt: Date | null;
}

const loadReadingStatement = statement<ReadingRow>(
  "recovery_load_reading",
  `select r.opened_by, r.user_id, r.group_id, n.read_at, ${standing},
     case when r.code_key is not null
       then exists (select from recovery_code c where c.tenant_id = r.tenant_id and c.group_id = r.group_id and c.signing_key = r.code_key)
     end as code_stands
   from recovery r
   join recovery_backup n on n.tenant_id = r.tenant_id and n.recovery_id = r.id and n.backup_id = $2
   where r.tenant_id = current_tenant() and r.id = $1 for share of r`,
);
/** Held against vetoes and closing until the transaction ends; no row where it does not name the backup. */
export const loadReading = (recovery: RecoveryId, backup: BackupId) => bind(loadReadingStatement, recovery, backup);

const setReadStatement = statement(
  "recovery_set_read",
  `update recovery_backup set read_at = $3 where tenant_id = current_tenant() and recovery_id = $1 and backup_id = $2 and read_at is null`,
);
export const setRead = (recovery: RecoveryId, backup: BackupId, now: Date) =>
  bind(setReadStatement, recovery, backup, now);

const closeStatement = statement(
  "recovery_close",
  "update recovery set closed_at = $2 where tenant_id = current_tenant() and id = $1",
);
export const setClosed = (recovery: RecoveryId, now: Date) => bind(closeStatement, recovery, now);

const vetoStatement = statement(
  "recovery_veto",
  "update recovery set vetoed_at = $2 where tenant_id = current_tenant() and id = $1",
);
export const setVetoed = (recovery: RecoveryId, now: Date) => bind(vetoStatement, recovery, now);

const insertVerdictStatement = statement(
  "recovery_insert_verdict",
  `insert into recovery_verdict (tenant_id, recovery_id, user_id, verdict, approval, signature, created_at)
   values (current_tenant(), $1, current_actor(), $2, $3, $4, $5)`,
);
export const insertVerdict = (
  recovery: RecoveryId,
  { verdict, approval, signature }: Pick<VerdictRow, "verdict" | "approval" | "signature">,
  now: Date,
) => bind(insertVerdictStatement, recovery, verdict, approval, signature, now);

const endOfStatement = statement("recovery_end_of", "select end_recoveries_by($1, $2, $3)");
/**
 * Those that these people opened: from whom the right is taken has it no more by what was asked before, also where it is given back.
 *
 * @param group those alone that they opened as members of it; null: all.
 */
export const endRecoveriesBy = (people: readonly UserId[], group: RosterId | null, now: Date) =>
  bind(endOfStatement, people, group, now);
