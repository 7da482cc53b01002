/** What links say of recovery groups, the switch and entrusted keys, as their tables keep it: lists, not their truth. */
import type { RecoverySetting } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { RosterId, UserId } from "../../ids.ts";
import type { Grant } from "../access.ts";
import { bind, statement } from "../batch.ts";

type RosterGrant = Grant<"roster.extend">;

const setRoleStatement = statement(
  "recovery_set_role",
  "update group_member set role = $3 where tenant_id = current_tenant() and group_id = $1 and user_id = $2",
);
export const setRoleInGroup = (_: RosterGrant, group: RosterId, user: UserId, role: "MEMBER" | "CUSTODIAN") =>
  bind(setRoleStatement, group, user, role);

const leaveRecoveryStatement = statement(
  "recovery_leave",
  `delete from group_member m using user_group g
   where m.tenant_id = current_tenant() and m.user_id = $1 and g.tenant_id = m.tenant_id and g.id = m.group_id and g.class = 'RECOVERY'`,
);
/** Whoever has gone is a recipient of none, whether or not a custodian has taken them out. */
export const leaveRecoveryGroups = (_: RosterGrant, user: UserId) => bind(leaveRecoveryStatement, user);

const dropCodeWrapsStatement = statement(
  "recovery_drop_code_wraps",
  "delete from recovery_code_wrap where tenant_id = current_tenant() and group_id = $1",
);
const putCodeStatement = statement(
  "recovery_put_code",
  `insert into recovery_code (tenant_id, group_id, seq, public_key, signing_key, created_at) values (current_tenant(), $1, $2, $3, $4, $5)
   on conflict on constraint recovery_code_key do update set seq = excluded.seq, public_key = excluded.public_key,
     signing_key = excluded.signing_key, created_at = excluded.created_at`,
);
const dropCodeStatement = statement(
  "recovery_drop_code",
  "delete from recovery_code where tenant_id = current_tenant() and group_id = $1",
);

export interface NewCode {
  readonly seq: number;
  readonly publicKey: Uint8Array;
  readonly signingKey: Uint8Array;
}

/** Another code, or none: what was wrapped for the one before goes with it. */
export const setCode = ({ tx }: RosterGrant, group: RosterId, code: NewCode | null) => [
  bind(dropCodeWrapsStatement, group),
  code
    ? bind(putCodeStatement, group, code.seq, code.publicKey, code.signingKey, tx.now)
    : bind(dropCodeStatement, group),
];

const insertCodeWrapStatement = statement(
  "recovery_insert_code_wrap",
  `insert into recovery_code_wrap (tenant_id, group_id, epoch, author_id, wrap, created_at)
   values (current_tenant(), $1, $2, current_actor(), $3, $4)`,
);
export const insertCodeWrap = ({ tx }: RosterGrant, group: RosterId, epoch: number, wrap: Uint8Array) =>
  bind(insertCodeWrapStatement, group, epoch, wrap, tx.now);

const endRecoveryGroupStatement = statement(
  "recovery_end_group",
  `with lost as (delete from recovery_code_wrap where tenant_id = current_tenant() and group_id = $1)
   delete from recovery_code where tenant_id = current_tenant() and group_id = $1`,
);
/** Nothing opens what was made for a group that ended. */
export const endRecoveryGroup = (group: RosterId) => bind(endRecoveryGroupStatement, group);

const dropSwitchStatement = statement(
  "recovery_drop_switch",
  "delete from recovery_switch where tenant_id = current_tenant() and status = $1",
);
const insertSwitchStatement = statement(
  "recovery_insert_switch",
  `insert into recovery_switch (tenant_id, status, group_id, group_seq, group_head, approvals, hours, seq, author_id, created_at)
   values (current_tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);

export interface NewSwitch {
  readonly status: "IN_FORCE" | "AWAITING";
  /** Null: it is to be switched off. */
  readonly setting: RecoverySetting | null;
  readonly seq: number;
  readonly author: UserId;
}

export const dropSwitch = (_: RosterGrant, status: NewSwitch["status"]) => bind(dropSwitchStatement, status);
export const insertSwitch = ({ tx }: RosterGrant, { status, setting, seq, author }: NewSwitch) => {
  const named = setting
    ? [formatUuid(setting.group), setting.seq, setting.hash, setting.approvals, setting.hours]
    : [null, null, null, null, null];
  return bind(insertSwitchStatement, status, ...named, seq, author, tx.now);
};

export interface PlanRow {
  plan: "STANDARD" | "ADVANCED" | "TRIAL";
  trialEndsAt: Date | null;
}

const loadBackingStatement = statement<PlanRow & { organisationBackup: number }>(
  "recovery_load_backing",
  `select t.plan, t.trial_ends_at, coalesce(p.organisation_backup, 0) as organisation_backup
   from tenant t left join user_policy p on p.tenant_id = t.id and p.user_id = current_actor() where t.id = current_tenant()`,
);
/** What the plan has, and what binds the actor. */
export const loadBacking = () => bind(loadBackingStatement);

/** Whether a plan has organisation backups at a moment. */
export const hasBackups = ({ plan, trialEndsAt }: PlanRow, now: Date): boolean =>
  plan === "ADVANCED" || (plan === "TRIAL" && trialEndsAt !== null && trialEndsAt > now);

const listStatesStatement = statement<{ group: RosterId; state: Uint8Array }>(
  "recovery_list_states",
  `select r.id as "group", r.state from roster r
   where r.tenant_id = current_tenant() and r.id = any($1::uuid[]) and r.kind = 'GROUP' order by r.id`,
);
const lockStatesStatement = statement<{ group: RosterId; state: Uint8Array }>(
  "recovery_lock_states",
  `select r.id as "group", r.state from roster r
   where r.tenant_id = current_tenant() and r.id = any($1::uuid[]) and r.kind = 'GROUP' order by r.id for share of r`,
);
const listSwitchedStatement = statement<{ group: RosterId; state: Uint8Array }>(
  "recovery_list_switched",
  `select r.id as "group", r.state from recovery_switch w join roster r on r.tenant_id = w.tenant_id and r.id = w.group_id
   where w.tenant_id = current_tenant()`,
);
/** Rosters of the groups that a switch names, in force or awaiting. */
export const listSwitched = () => bind(listSwitchedStatement);
/** Rosters of groups as they are: behind the lock of the tenant's nobody changes them. */
export const listStates = (groups: readonly RosterId[]) => bind(listStatesStatement, groups);
/** The same, locked. */
export const lockStates = (groups: readonly RosterId[]) => bind(lockStatesStatement, groups);
