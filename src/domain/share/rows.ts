import type { RosterId, TenantId, UserId, VaultId } from "../../ids.ts";
import type { ShareRole } from "../access.ts";
import { bind, statement } from "../batch.ts";

/** A way in which the actor is a recipient of a share. */
export interface WayRow {
  share: VaultId;
  role: ShareRole;
  /** Null: by name. */
  group: RosterId | null;
  expiresAt: Date | null;
}

const listWaysStatement = statement<WayRow>(
  "share_list_ways",
  `select share_id as share, role, group_id as "group", expires_at from own_share where share_id = any($1::uuid[])`,
);
export const listWays = (shares: readonly VaultId[]) => bind(listWaysStatement, shares);

const findOwnNameStatement = statement<{ role: ShareRole }>(
  "share_find_own_name",
  `select role from share_recipient
   where tenant_id = current_tenant() and share_id = $1 and recipient_id = current_actor() and group_id is null and not gone`,
);
/** What the actor is in it by name, their time over or not: they leave it all the same. */
export const findOwnName = (share: VaultId) => bind(findOwnNameStatement, share);

export interface ActingRow {
  /** Null for whoever is not active. */
  signingKey: Uint8Array | null;
  role: "ADMINISTRATOR" | "USER";
  tenantSeq: number;
  tenantHead: Uint8Array;
  suspendedAt: Date | null;
  everyone: RosterId | null;
}

/** The actor, as far as a share asks, and where the tenant's roster is. */
const loadActingStatement = statement<ActingRow>(
  "share_load_acting",
  `select case when u.status = 'ACTIVE' then k.signing_key end as signing_key, u.role, r.seq as tenant_seq, r.head as tenant_head,
     t.suspended_at, (select id from user_group where tenant_id = current_tenant() and class = 'EVERYONE') as everyone
   from "user" u
   join account_key k on k.tenant_id = u.tenant_id and k.user_id = u.id
   join tenant t on t.id = u.tenant_id
   join roster r on r.tenant_id = u.tenant_id and r.id = u.tenant_id
   where u.tenant_id = current_tenant() and u.id = current_actor()`,
);
export const loadActing = () => bind(loadActingStatement);

const listScopesStatement = statement<{ share: VaultId; scope: "PERSONAL" | "BUSINESS" }>(
  "share_list_scopes",
  "select id as share, scope from share where tenant_id = current_tenant() and id = any($1::uuid[])",
);
export const listScopes = (shares: readonly VaultId[]) => bind(listScopesStatement, shares);

const findNamesakeStatement = statement<{ id: string }>(
  "share_find_namesake",
  `select id from "user" where tenant_id = current_tenant() and id = any($1::uuid[])
   union all select id from device where tenant_id = current_tenant() and id = any($1::uuid[]) limit 1`,
);
/** A user or device of the tenant with one of these ids: what is a roster's, the roster's key refuses. */
export const findNamesake = (shares: readonly VaultId[]) => bind(findNamesakeStatement, shares);

export interface GroupStateRow {
  group: RosterId;
  state: Uint8Array;
}

const groupStates = `select r.id as "group", r.state
   from user_group g join roster r on r.tenant_id = g.tenant_id and r.id = g.id
   where g.tenant_id = current_tenant() and g.ended_at is null and (g.id = any($1::uuid[])
     or g.id in (select group_id from share_recipient where tenant_id = current_tenant() and share_id = any($2::uuid[]) and group_id is not null)
     or g.id in (select group_id from entrusted_wrap where tenant_id = current_tenant() and vault_id = any($2::uuid[])))
   order by r.id`;
const listGroupStatesStatement = statement<GroupStateRow>("share_list_group_states", groupStates);
const lockGroupStatesStatement = statement<GroupStateRow>("share_lock_group_states", `${groupStates} for share of r`);
const lockTenantStateStatement = statement<{ tenant: TenantId; state: Uint8Array }>(
  "share_lock_tenant_state",
  "select id as tenant, state from roster where tenant_id = current_tenant() and id = current_tenant() for share",
);
/** These groups that stand, those that these shares have, and recovery groups that their keys are entrusted to. */
export const listGroupStates = (groups: readonly RosterId[], shares: readonly VaultId[]) =>
  bind(listGroupStatesStatement, groups, shares);
/** The tenant's roster first, then groups by id, as everywhere: nobody changes them until the links stand that rest on them. */
export const lockTenantState = () => bind(lockTenantStateStatement);
export const lockGroupStates = (groups: readonly RosterId[], shares: readonly VaultId[]) =>
  bind(lockGroupStatesStatement, groups, shares);

const countFoundedStatement = statement<{ shares: number }>(
  "share_count_founded",
  `select count(*)::integer as shares from share
   where tenant_id = current_tenant() and founder_id = current_actor() and closed_at is null`,
);
/** How many open shares the actor founded, whoever has them now. */
export const countFounded = () => bind(countFoundedStatement);

const countSharesOfGroupsStatement = statement<{ group: RosterId; shares: number }>(
  "share_count_of_groups",
  `select group_id as "group", count(*)::integer as shares from share_recipient
   where tenant_id = current_tenant() and group_id = any($1::uuid[]) and not gone group by group_id`,
);
/** How many shares these groups are in. */
export const countSharesOfGroups = (groups: readonly RosterId[]) => bind(countSharesOfGroupsStatement, groups);

const listAddressesStatement = statement<{ address: string }>(
  "share_list_addresses",
  `select address from "user" where tenant_id = current_tenant() and status <> 'REMOVED' and id = any($1::uuid[])
   union all
   select u.address from group_member m join "user" u on u.tenant_id = m.tenant_id and u.id = m.user_id
   where m.tenant_id = current_tenant() and m.group_id = any($2::uuid[])
   union all
   select u.address from user_group g join "user" u on u.tenant_id = g.tenant_id and u.status <> 'REMOVED'
   where g.tenant_id = current_tenant() and g.class = 'EVERYONE' and g.id = any($2::uuid[])`,
);
/** Of these users, and of all members of these groups. */
export const listAddresses = (users: readonly UserId[], groups: readonly RosterId[]) =>
  bind(listAddressesStatement, users, groups);
