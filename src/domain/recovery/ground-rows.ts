import type { BackupId, RecoveryId, RosterId, UserId, VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

/** A roster as it stands. */
export interface HeldState {
  id: string;
  state: Uint8Array;
  seq: number;
  head: Uint8Array;
}

const lockOf = (group: string) => `select r.id, r.state, r.seq, r.head from roster r
   where r.tenant_id = current_tenant() and (r.id = current_tenant()
     or r.id in (select g.id from user_group g where g.tenant_id = current_tenant() and g.id = ${group} and g.class = 'RECOVERY' and g.ended_at is null))
   order by r.kind desc, r.id for share of r`;

const lockStatesStatement = statement<HeldState>("recovery_lock_rosters", lockOf("$1"));
/** The tenant's roster, and that of a recovery group that stands: nobody is removed from either until the transaction ends. */
export const lockStates = (group: RosterId | null) => bind(lockStatesStatement, group);

const lockStatesOfStatement = statement<HeldState>(
  "recovery_lock_rosters_of",
  lockOf("(select y.group_id from recovery y where y.tenant_id = current_tenant() and y.id = $1)"),
);
/** The same of a recovery's group: before the recovery itself is locked, as whoever ends it by a deed has the rosters first. */
export const lockStatesOf = (recovery: RecoveryId) => bind(lockStatesOfStatement, recovery);

const listAskedStatement = statement<{ id: BackupId; approvals: number; hours: number }>(
  "recovery_list_asked",
  `select k.id, k.approvals, k.hours
   from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::bytea[]) as a (id, vault_id, revision, hash)
   join backup k on k.tenant_id = current_tenant() and k.id = a.id and k.vault_id = a.vault_id and k.revision = a.revision
     and k.manifest_hash = a.hash and k.group_id = $5 and $6 = any (k.owners)
   order by k.id`,
);
/** Those of the backups asked for that are there, of what this user had, and for this group. */
export const listAsked = (
  asked: readonly {
    readonly backup: BackupId;
    readonly vault: VaultId;
    readonly revision: number;
    readonly manifest: Uint8Array;
  }[],
  group: RosterId,
  user: UserId,
) =>
  bind(
    listAskedStatement,
    asked.map(({ backup }) => backup),
    asked.map(({ vault }) => vault),
    asked.map(({ revision }) => revision),
    asked.map(({ manifest }) => manifest),
    group,
    user,
  );

const countOpenStatement = statement<{ open: number }>(
  "recovery_count_open",
  `select count(*)::integer as open from recovery
   where tenant_id = current_tenant() and opened_by = current_actor() and closed_at is null and vetoed_at is null and ended_at is null and ends_at > $1`,
);
/** How many of the actor's are neither over nor closed. */
export const countOpen = (now: Date) => bind(countOpenStatement, now);

const insertStatement = statement(
  "recovery_insert",
  `with opened as (
     insert into recovery (tenant_id, id, group_id, user_id, opened_by, code_key, request, signatures, purpose, approvals, tenant_seq, opened_at, available_at, ends_at)
     values (current_tenant(), $1, $2, $3, current_actor(), $4, $5, $6, $7, $8, $13, $9, $10, $11)
   )
   insert into recovery_backup (tenant_id, recovery_id, backup_id) select current_tenant(), $1, n.id from unnest($12::uuid[]) as n (id)`,
);
export interface NewRecovery {
  readonly recovery: RecoveryId;
  readonly group: RosterId;
  readonly user: UserId;
  readonly codeKey: Uint8Array | null;
  readonly request: Uint8Array;
  readonly signatures: Uint8Array;
  readonly purpose: string;
  readonly approvals: number;
  /** Of the tenant's roster. */
  readonly tenantSeq: number;
  readonly availableAt: Date;
  readonly endsAt: Date;
  readonly backups: readonly BackupId[];
}
export const insertRecovery = (r: NewRecovery, now: Date) =>
  bind(
    insertStatement,
    ...[r.recovery, r.group, r.user, r.codeKey, r.request, r.signatures, r.purpose, r.approvals],
    ...[now, r.availableAt, r.endsAt, r.backups, r.tenantSeq],
  );
