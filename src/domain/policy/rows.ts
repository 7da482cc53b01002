import type { BindingPolicies } from "../../crypto/policies.ts";
import type { RosterId, UserId } from "../../ids.ts";
import type { Grant } from "../access.ts";
import { bind, statement } from "../batch.ts";
import { type CutRow, cutToBytes } from "../cut.ts";
import type { Reader } from "../letter.ts";

type RosterGrant = Grant<"roster.extend">;

export type Scope = "TENANT" | "GROUP" | "USER" | "PARTNER";

/** Whom a document is for; the tenant's own id for the tenant. A desk's, under the desk's id, is for everybody as well. */
export interface Place {
  readonly scope: Scope;
  readonly id: string;
}

const putDocumentStatement = statement(
  "policy_put_document",
  `insert into policy_document (tenant_id, id, scope, group_id, user_id, desk_id, seq, document)
   values (current_tenant(), $1, $2, case $2 when 'GROUP' then $1::uuid end, case $2 when 'USER' then $1::uuid end,
     case $2 when 'PARTNER' then $1::uuid end, $3, $4)
   on conflict (tenant_id, id) do update set seq = excluded.seq, document = excluded.document`,
);
export const putDocument = (_: RosterGrant, { scope, id }: Place, seq: number, document: Uint8Array) =>
  bind(putDocumentStatement, id, scope, seq, document);

const deleteDocumentStatement = statement(
  "policy_delete_document",
  "delete from policy_document where tenant_id = current_tenant() and id = $1",
);
export const deleteDocument = (_: RosterGrant, id: string) => bind(deleteDocumentStatement, id);

const deleteOfUserStatement = statement(
  "policy_delete_of_user",
  `with said as (delete from policy_document where tenant_id = current_tenant() and id = $1)
   delete from user_policy where tenant_id = current_tenant() and user_id = $1`,
);
/** Of somebody who is no member any more. */
export const deletePoliciesOf = (_: RosterGrant, user: UserId) => bind(deleteOfUserStatement, user);

export interface DocumentRow extends Place {
  seq: number;
  document: Uint8Array;
}

const listForStatement = statement<DocumentRow>(
  "policy_list_for",
  `select id, scope, seq, document from policy_document
   where tenant_id = current_tenant() and (scope = 'TENANT' or scope = 'PARTNER' or $1::uuid[] is null or id = any($1::uuid[])
     or id in (select m.group_id from group_member m where m.tenant_id = current_tenant() and m.user_id = any($1::uuid[]))) order by id`,
);
/** What binds these users, or may bind anybody at all: the tenant's and its desks', those of their groups, and their own. */
export const listDocumentsFor = (users: readonly UserId[] | null) => bind(listForStatement, users);

const listAtStatement = statement<DocumentRow>(
  "policy_list_at",
  `select d.id, d.scope, d.seq, d.document from policy_document d
   where d.tenant_id = current_tenant() and (d.id = any($1::uuid[]) or $2 and (d.id = current_tenant() or d.scope = 'PARTNER'))`,
);
/** Of these places; the tenant's id is its own. With what it says of everybody comes what its desks do. */
export const listDocumentsAt = (places: readonly Place[]) =>
  bind(
    listAtStatement,
    places.filter(({ scope }) => scope !== "TENANT").map(({ id }) => id),
    places.some(({ scope }) => scope === "TENANT"),
  );

const listBindingActorStatement = statement<DocumentRow>(
  "policy_list_binding_actor",
  `select d.id, d.scope, d.seq, d.document
   from (select current_tenant() as id union all select current_actor()
         union all select k.id from desk k where k.tenant_id = current_tenant()
         union all select m.group_id from group_member m where m.tenant_id = current_tenant() and m.user_id = current_actor()) as named
   join policy_document d on d.tenant_id = current_tenant() and d.id = named.id order by d.id`,
);
/** Of the tenant and its desks, of the actor's groups and of the actor. */
export const listDocumentsBindingActor = () => bind(listBindingActorStatement);

const listDocumentsStatement = statement<DocumentRow & CutRow>(
  "policy_list_documents",
  `${cutToBytes(
    "select id, scope, seq, document from policy_document where tenant_id = current_tenant() and id > $1 order by id limit $2",
    "document",
    "id",
  )} order by id`,
);
export const listDocuments = (after: string, limit: number) => bind(listDocumentsStatement, after, limit);

export interface BoundUserRow {
  user: UserId;
  /** Ids by comma, ascending. */
  groups: string;
  administrator: boolean;
}

const boundColumns = `u.id as "user", u.role = 'ADMINISTRATOR' as administrator,
  coalesce((select string_agg(m.group_id::text, ',' order by m.group_id) from group_member m
            where m.tenant_id = u.tenant_id and m.user_id = u.id), '') as groups`;

const lockBoundStatement = statement<BoundUserRow>(
  "policy_lock_bound",
  `select ${boundColumns} from "user" u
   where u.tenant_id = current_tenant() and u.status <> 'REMOVED' and ($1::uuid[] is null or u.id = any($1::uuid[])) order by u.id for no key update`,
);
/** Members, locked: a sign-in that is under way comes first, and then what it opened is found. */
export const lockBound = (users: readonly UserId[] | null) => bind(lockBoundStatement, users);

const listBoundStatement = statement<BoundUserRow>(
  "policy_list_bound",
  `select ${boundColumns} from "user" u
   where u.tenant_id = current_tenant() and u.status <> 'REMOVED' and u.id > $1 order by u.id limit $2`,
);
/** Members by id, to be looked at. */
export const listBound = (after: string, limit: number) => bind(listBoundStatement, after, limit);

const loadBoundStatement = statement<BoundUserRow>(
  "policy_load_bound",
  `select ${boundColumns} from "user" u where u.tenant_id = current_tenant() and u.status <> 'REMOVED' and u.id = $1`,
);
export const loadBound = (user: UserId) => bind(loadBoundStatement, user);

const loadBoundActorStatement = statement<BoundUserRow>(
  "policy_load_bound_actor",
  `select ${boundColumns} from "user" u where u.tenant_id = current_tenant() and u.id = current_actor()`,
);
export const loadBoundActor = () => bind(loadBoundActorStatement);

const findPlaceStatement = statement<{ found: boolean }>(
  "policy_find_place",
  `select true as found where $1 = 'TENANT'
   union all select true from user_group g where $1 = 'GROUP' and g.tenant_id = current_tenant() and g.id = $2 and g.class = 'NAMED' and g.ended_at is null
   union all select true from "user" u where $1 = 'USER' and u.tenant_id = current_tenant() and u.id = $2 and u.status <> 'REMOVED'`,
);
/** Whether something can be said of whom or what bears this id. */
export const findPlace = (scope: Scope, id: string) => bind(findPlaceStatement, scope, id);

const listGroupMembersStatement = statement<{ user: UserId }>(
  "policy_list_group_members",
  `select distinct user_id as "user" from group_member where tenant_id = current_tenant() and group_id = any($1::uuid[])`,
);
export const listGroupMembers = (groups: readonly RosterId[]) => bind(listGroupMembersStatement, groups);

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

const forgetBoundStatement = statement(
  "policy_forget_bound",
  "delete from user_policy where tenant_id = current_tenant() and user_id = any($1::uuid[])",
);
const columnsOf = (table: string): string =>
  columns
    .split(",")
    .map((column) => `${table}.${column.trim()}`)
    .join(", ");

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

export interface EntryPolicyRow {
  role: "ADMINISTRATOR" | "USER";
  passwordSetAt: Date;
  maximumPasswordAge: number | null;
  twoFactorGraceDays: number | null;
  twoFactorSince: Date | null;
  restrictPortalAccess: boolean;
  sessionLifetimeHours: number;
  /** Whether the address that was named lies where the user may come from. */
  comesFromAllowed: boolean;
  /** Whether they are on the staff of a partner, which their tenant is. */
  staff: boolean;
}

const loadEntryPolicyStatement = statement<EntryPolicyRow>(
  "policy_load_entry",
  `select u.role, k.password_set_at, p.maximum_password_age, p.two_factor_grace_days, p.two_factor_since,
     coalesce(p.restrict_portal_access, false) as restrict_portal_access, coalesce(p.session_lifetime_hours, 720) as session_lifetime_hours,
     p.allowed_networks is null or coalesce($1::inet <<= any (p.allowed_networks), false) as comes_from_allowed,
     is_staff(u.id) as staff
   from "user" u join account_key k on k.tenant_id = u.tenant_id and k.user_id = u.id
     left join user_policy p on p.tenant_id = u.tenant_id and p.user_id = u.id
   where u.tenant_id = current_tenant() and u.id = current_actor()`,
);
/** What binds the actor at the door. To be asked behind the lock of the user's status, for what it is until the end. */
export const loadEntryPolicy = (ip: string | null) => bind(loadEntryPolicyStatement, ip);

const eraseLeftBusinessStatement = statement("policy_erase_left_business", "select erase_left_business($1)");
/** The business profile of somebody who has gone, where their policies say so: behind their removal, before their policies go. */
export const eraseLeftBusiness = (_: RosterGrant, user: UserId) => bind(eraseLeftBusinessStatement, user);

const listNotifiedStatement = statement<Reader>(
  "policy_list_notified",
  `select u.address, u.locale from "user" u join user_policy p on p.tenant_id = u.tenant_id and p.user_id = u.id
   where u.tenant_id = current_tenant() and u.id = any($1::uuid[]) and u.id <> current_actor() and p.notify_users_of_changes`,
);
/** Addresses of those, besides the actor, who want to be told of what is changed about them. */
export const listNotified = (users: readonly UserId[]) => bind(listNotifiedStatement, users);

const releaseAccountStatement = statement("policy_release_account", "select release_account($1)");
/** What a tenant said that the actor has left binds the actor no more. */
export const releaseAccount = (origin: string) => bind(releaseAccountStatement, origin);
