/** What binds each user, worked out of all documents, as it is kept; and what follows for sessions and profiles. */
import type { BindingPolicies } from "../../crypto/policies.ts";
import type { UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

/** A user with what binds them, as `user_policy` keeps it. */
interface UserPolicyJson {
  readonly user_id: UserId;
  readonly two_factor_grace_days: number | null;
  readonly maximum_password_age: number | null;
  readonly remove_business_items_on_leave: boolean;
  readonly notify_users_of_changes: boolean;
  readonly restrict_portal_access: boolean;
  readonly password_auditing: number;
  readonly disable_personal_profile: boolean;
  readonly trash_retention_days: number;
  readonly item_history_limit: number | null;
  readonly allowed_networks: readonly string[] | null;
  readonly session_lifetime_hours: number;
  readonly organisation_backup: number;
  readonly backup_retention_days: number;
  readonly health_counters: boolean;
}

const isOfAll = (scope: string): boolean => scope === "TENANT" || scope === "PARTNER";

const jsonOf = (user: UserId, of: BindingPolicies<string>): UserPolicyJson => ({
  user_id: user,
  two_factor_grace_days: of.requireTwoFactor.value,
  maximum_password_age: of.maximumPasswordAge.value,
  remove_business_items_on_leave: of.removeBusinessItemsOnLeave.value,
  notify_users_of_changes: of.notifyUsersOfChanges.value,
  restrict_portal_access: of.restrictPortalAccess.value,
  password_auditing: of.passwordAuditing.value,
  disable_personal_profile: of.disablePersonalProfile.value,
  trash_retention_days: of.trashRetentionDays.value,
  item_history_limit: of.itemHistoryLimit.value,
  allowed_networks: of.allowedIpRanges.value,
  session_lifetime_hours: of.sessionLifetimeHours.value,
  organisation_backup: of.organisationBackup.value,
  backup_retention_days: of.backupRetentionDays.value,
  // Whoever is asked alone, or with a group, is in no sum: what is said of the whole company decides.
  health_counters: of.healthCounters.value && isOfAll(of.healthCounters.origin.scope),
});

const columns = `user_id, two_factor_grace_days, maximum_password_age, remove_business_items_on_leave, notify_users_of_changes,
  restrict_portal_access, password_auditing, disable_personal_profile, trash_retention_days, item_history_limit, allowed_networks,
  session_lifetime_hours, organisation_backup, backup_retention_days, health_counters`;
const columnsOf = (table: string): string =>
  columns
    .split(",")
    .map((column) => `${table}.${column.trim()}`)
    .join(", ");

const forgetBoundStatement = statement(
  "policy_forget_bound",
  "delete from user_policy where tenant_id = current_tenant() and user_id = any($1::uuid[])",
);

/** What was demanded before and still is keeps its beginning. Rows that say the same already are not written again. */
const keepBoundStatement = statement(
  "policy_keep_bound",
  `insert into user_policy (tenant_id, ${columns}, two_factor_since)
   select current_tenant(), n.*, case when n.two_factor_grace_days is not null then $2::timestamptz end from jsonb_to_recordset($1::jsonb) as n (user_id uuid, two_factor_grace_days integer,
     maximum_password_age integer, remove_business_items_on_leave boolean, notify_users_of_changes boolean,
     restrict_portal_access boolean, password_auditing integer, disable_personal_profile boolean, trash_retention_days integer,
     item_history_limit integer, allowed_networks cidr[], session_lifetime_hours integer,
     organisation_backup integer, backup_retention_days integer, health_counters boolean)
   on conflict (tenant_id, user_id) do update set
     two_factor_since = case when excluded.two_factor_grace_days is not null then coalesce(user_policy.two_factor_since, $2::timestamptz) end,
     ${columns
       .split(",")
       .map((column) => `${column.trim()} = excluded.${column.trim()}`)
       .join(", ")}
   where (${columnsOf("user_policy")}) is distinct from (${columnsOf("excluded")})`,
);

/**
 * Sessions live no longer, and are used from nowhere else, than their users may; personal profiles are closed or open. What
 * is so already is neither locked nor written again.
 */
const applyBoundStatement = statement(
  "policy_apply_bound",
  `with bound as (
     select u.tenant_id, u.id, p.allowed_networks, coalesce(p.session_lifetime_hours, 720) as hours, coalesce(p.disable_personal_profile, false) as disabled, p.item_history_limit
     from "user" u left join user_policy p on p.tenant_id = u.tenant_id and p.user_id = u.id
     where u.tenant_id = current_tenant() and u.id = any($1::uuid[])
   ), profiles as (
     update vault v set disabled = v.class = 'PERSONAL' and b.disabled, history_limit = case v.class when 'BUSINESS' then b.item_history_limit end
     from bound b where v.tenant_id = b.tenant_id and v.user_id = b.id and v.class <> 'ACCOUNT'
       and (v.disabled, v.history_limit) is distinct from (v.class = 'PERSONAL' and b.disabled, case v.class when 'BUSINESS' then b.item_history_limit end)
   )
   update session s set networks = b.allowed_networks,
     expires_at = least(s.expires_at, s.created_at + make_interval(hours => b.hours)),
     access_expires_at = least(s.access_expires_at, s.created_at + make_interval(hours => b.hours)),
     former_access_expires_at = case when s.former_access_expires_at is not null
       then least(s.former_access_expires_at, s.created_at + make_interval(hours => b.hours)) end
   from bound b where s.tenant_id = b.tenant_id and s.user_id = b.id and s.ended_at is null
     and (s.networks is distinct from b.allowed_networks
       or greatest(s.expires_at, s.access_expires_at, s.former_access_expires_at) > s.created_at + make_interval(hours => b.hours))`,
);

const endPortalSessionsStatement = statement<{ id: string }>(
  "policy_end_portal_sessions",
  `update session s set ended_at = $2, end_reason = 'PORTAL_RESTRICTED'
   from user_policy p, "user" u
   where s.tenant_id = current_tenant() and s.user_id = any($1::uuid[]) and s.ended_at is null
     and (s.surface = 'PORTAL' or s.surface = 'PARTNER' and not is_staff(s.user_id))
     and p.tenant_id = s.tenant_id and p.user_id = s.user_id and p.restrict_portal_access
     and u.tenant_id = s.tenant_id and u.id = s.user_id and u.role <> 'ADMINISTRATOR' returning s.id`,
);

/** Those that may be in use from somewhere else than they may be. */
const ringSessionsStatement = statement<{ id: string }>(
  "policy_list_sessions",
  "select id from session where tenant_id = current_tenant() and user_id = any($1::uuid[]) and ended_at is null and networks is not null",
);

/** What binds these users from now on, and what follows for their sessions and profiles; the last answers the sessions concerned. */
export const writeBound = (
  users: readonly UserId[],
  bound: readonly { readonly user: UserId; readonly policies: BindingPolicies<string> }[],
  now: Date,
) =>
  [
    bind(
      forgetBoundStatement,
      users.filter((user) => !bound.some((each) => each.user === user)),
    ),
    bind(keepBoundStatement, JSON.stringify(bound.map(({ user, policies }) => jsonOf(user, policies))), now),
    bind(applyBoundStatement, users),
    bind(endPortalSessionsStatement, users, now),
    bind(ringSessionsStatement, users),
  ] as const;
