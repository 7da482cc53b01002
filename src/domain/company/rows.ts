import type { RosterId, TenantId, UserId } from "../../ids.ts";
import type { Grant } from "../access.ts";
import { type Bound, bind, statement } from "../batch.ts";
import type { VaultClass } from "../commit/ground.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { ProfilesBound } from "../policy/profiles.ts";
import { vaultsEntrusted } from "../recovery-group/entrusted-rows.ts";
import { sharesOf, type Taken } from "../share/due-rows.ts";
import type { GroupEpochKeys, GroupName, MemberWrap } from "./parse.ts";
import type { PersonText } from "./person.ts";

type RosterGrant = Grant<"roster.extend">;

export interface LockedVaultRow {
  /** Null for a share. */
  userId: UserId | null;
  class: VaultClass;
  id: RosterId;
  revision: number;
  head: Uint8Array | null;
}

/** Before rosters, as new account keys lock them, and in the order of commits. */
const lockVaultsStatement = statement<LockedVaultRow>(
  "company_lock_vaults",
  `select user_id, class, id, revision, head from vault
   where tenant_id = current_tenant() and id = any(array(
     select v.id from vault v where v.tenant_id = current_tenant() and v.user_id = any($1::uuid[])
     union ${sharesOf("$2", "$3")}
     union ${vaultsEntrusted("$4", "$5")}))
   order by id for update`,
);
/** All vaults of these users: what is done to the users closes or opens each of them. And the vaults that come to be due. */
export const lockVaults = (users: readonly UserId[], taken: Taken = nobody) =>
  bind(lockVaultsStatement, users, taken.users, taken.groups, taken.entrustedTo, taken.switched);
const nobody: Taken = { users: [], groups: [], entrustedTo: [], switched: false };

const lockVaultsAndProfilesStatement = statement<LockedVaultRow>(
  "company_lock_vaults_and_profiles",
  `select user_id, class, id, revision, head from vault
   where tenant_id = current_tenant() and id = any(array(
     select v.id from vault v where v.tenant_id = current_tenant() and v.user_id = any($1::uuid[])
     union all select v.id from vault v where v.tenant_id = current_tenant() and v.class <> 'ACCOUNT' and v.user_id = any($2::uuid[])
     union all (${sharesOf("$5", "$6")})
     union all (${vaultsEntrusted("$7", "$8")})
     union all select v.id from group_member m join vault v on v.tenant_id = m.tenant_id and v.user_id = m.user_id
       where m.tenant_id = current_tenant() and m.group_id = any($3::uuid[]) and v.class <> 'ACCOUNT'
     union all select v.id from vault v where $4 and v.tenant_id = current_tenant() and v.class in ('PERSONAL', 'BUSINESS')))
   order by id for update`,
);
/** Those, and the profiles that policies may close, open or bound: of users, of the members of groups, or of everybody. */
export const lockVaultsAndProfiles = (
  users: readonly UserId[],
  { users: bound, groups, everybody }: ProfilesBound,
  taken: Taken,
) =>
  bind(
    lockVaultsAndProfilesStatement,
    users,
    bound,
    groups,
    everybody,
    taken.users,
    taken.groups,
    taken.entrustedTo,
    taken.switched,
  );

const listBusinessHeadsStatement = statement<{ vault: RosterId; revision: number; hash: Uint8Array }>(
  "company_list_business_heads",
  `select id as vault, revision, head as hash from vault
   where tenant_id = current_tenant() and user_id = $1 and class = 'BUSINESS' and head is not null`,
);
export const listBusinessHeads = (user: UserId) => bind(listBusinessHeadsStatement, user);

export interface LockedRosterRow {
  id: RosterId;
  kind: "TENANT" | "GROUP" | "PROFILE";
  state: Uint8Array;
  ended: boolean;
}

/** The tenant's roster first, then groups by id. */
const lockRostersStatement = statement<LockedRosterRow>(
  "company_lock_rosters",
  `select r.id, r.kind, r.state, coalesce(g.ended_at is not null, false) as ended
   from roster r left join user_group g on g.tenant_id = r.tenant_id and g.id = r.id
   where r.tenant_id = current_tenant() and (r.id = current_tenant() or r.id = any($1::uuid[])) and r.kind in ('TENANT', 'GROUP')
   order by r.kind desc, r.id for update of r`,
);
export const lockRosters = (groups: readonly RosterId[]) => bind(lockRostersStatement, groups);

export interface TenantTermsRow {
  plan: "STANDARD" | "ADVANCED" | "TRIAL";
  seats: number;
  seatsTaken: number;
  trialEndsAt: Date | null;
  suspendedAt: Date | null;
}

const seatsTaken = `((select count(*) from "user" u where u.tenant_id = t.id and u.status <> 'REMOVED')
    + (select count(*) from invitation i where i.tenant_id = t.id))::integer`;

/** To be asked under the lock of the tenant's roster: only its links change what is counted. */
const loadTermsStatement = statement<TenantTermsRow>(
  "company_load_terms",
  `select t.plan, t.seats, ${seatsTaken} as seats_taken, t.trial_ends_at, t.suspended_at from tenant t where t.id = current_tenant()`,
);
export const loadTerms = () => bind(loadTermsStatement);

const loadSuspensionStatement = statement<{ suspendedAt: Date | null }>(
  "company_load_suspension",
  "select suspended_at from tenant where id = current_tenant()",
);
export const loadSuspension = () => bind(loadSuspensionStatement);

/** Everyone's epoch in force, 0 where it has none: it only ever rises. */
const loadEveryoneEpochStatement = statement<{ epoch: number }>(
  "company_load_everyone_epoch",
  `select r.epoch from user_group g join roster r on r.tenant_id = g.tenant_id and r.id = g.id
   where g.tenant_id = current_tenant() and g.class = 'EVERYONE'`,
);
export const loadEveryoneEpoch = () => bind(loadEveryoneEpochStatement);

export interface TenantRow {
  tenant: TenantId;
  createdAt: Date;
  name: string | null;
  plan: "STANDARD" | "ADVANCED" | "TRIAL";
  seats: number;
  seatsTaken: number;
  trialEndsAt: Date | null;
  suspendedAt: Date | null;
}

const loadTenantStatement = statement<TenantRow>(
  "company_load_tenant",
  `select t.id as tenant, t.created_at, t.name, t.plan, t.seats, ${seatsTaken} as seats_taken, t.trial_ends_at, t.suspended_at
   from tenant t where t.id = current_tenant()`,
);
export const loadTenant = () => bind(loadTenantStatement);

const insertLinkStatement = statement(
  "company_insert_link",
  `insert into roster_link (tenant_id, roster_id, seq, hash, link, signatures, created_at)
   values (current_tenant(), $1, $2, $3, $4, $5, $6)`,
);
export const insertLink = ({ tx }: RosterGrant, { roster, link, hash, bytes, signatures }: ParsedLink) =>
  bind(insertLinkStatement, roster, link.seq, hash, bytes, Buffer.concat(signatures), tx.now);

export interface RosterHeadRow {
  readonly roster: RosterId;
  readonly seq: number;
  readonly hash: Uint8Array;
  readonly epoch: number;
  readonly state: Uint8Array;
}

const updateRosterStatement = statement(
  "company_update_roster",
  "update roster set seq = $2, head = $3, epoch = $4, state = $5 where tenant_id = current_tenant() and id = $1",
);
export const updateRoster = (_: RosterGrant, { roster, seq, hash, epoch, state }: RosterHeadRow) =>
  bind(updateRosterStatement, roster, seq, hash, epoch, state);

const insertGroupRosterStatement = statement(
  "company_insert_group_roster",
  `insert into roster (tenant_id, id, kind, seq, head, epoch, state) values (current_tenant(), $1, 'GROUP', $2, $3, $4, $5)`,
);
export const insertGroupRoster = (_: RosterGrant, { roster, seq, hash, epoch, state }: RosterHeadRow) =>
  bind(insertGroupRosterStatement, roster, seq, hash, epoch, state);

const insertGroupStatement = statement(
  "company_insert_group",
  `insert into user_group (tenant_id, id, class, name, name_epoch, created_at) values (current_tenant(), $1, $2, $3, $4, $5)`,
);
export const insertGroup = (
  { tx }: RosterGrant,
  group: RosterId,
  its: "NAMED" | "EVERYONE" | "RECOVERY",
  name: GroupName | null,
) => bind(insertGroupStatement, group, its, name?.name ?? null, name?.epoch ?? null, tx.now);

const renameGroupStatement = statement(
  "company_rename_group",
  "update user_group set name = $2, name_epoch = $3 where tenant_id = current_tenant() and id = $1",
);
export const renameGroup = (_: RosterGrant, group: RosterId, { name, epoch }: GroupName) =>
  bind(renameGroupStatement, group, name, epoch);

const endGroupStatement = statement(
  "company_end_group",
  `with gone as (delete from group_member where tenant_id = current_tenant() and group_id = $1),
        lost as (delete from member_wrap where tenant_id = current_tenant() and group_id = $1),
        shares as (update share_recipient set gone = true where tenant_id = current_tenant() and group_id = $1)
   update user_group set ended_at = $2 where tenant_id = current_tenant() and id = $1`,
);
export const endGroup = ({ tx }: RosterGrant, group: RosterId) => bind(endGroupStatement, group, tx.now);

const insertMemberStatement = statement(
  "company_insert_member",
  "insert into group_member (tenant_id, group_id, user_id) values (current_tenant(), $1, $2)",
);
export const insertMember = (_: RosterGrant, group: RosterId, user: UserId) => bind(insertMemberStatement, group, user);

const deleteMemberStatement = statement(
  "company_delete_member",
  `with lost as (delete from member_wrap where tenant_id = current_tenant() and group_id = $1 and user_id = $2)
   delete from group_member where tenant_id = current_tenant() and group_id = $1 and user_id = $2`,
);
export const deleteMember = (_: RosterGrant, group: RosterId, user: UserId) => bind(deleteMemberStatement, group, user);

const insertEpochStatement = statement(
  "company_insert_epoch",
  `insert into group_epoch (tenant_id, group_id, epoch, public_key, previous_secret) values (current_tenant(), $1, $2, $3, $4)`,
);
export const insertEpoch = (_: RosterGrant, group: RosterId, { epoch, publicKey, previousSecret }: GroupEpochKeys) =>
  bind(insertEpochStatement, group, epoch, publicKey, previousSecret);

const insertWrapsStatement = statement(
  "company_insert_wraps",
  `insert into member_wrap (tenant_id, group_id, epoch, user_id, author_id, wrap, created_at)
   select current_tenant(), n.group_id, n.epoch, n.user_id, current_actor(), n.wrap, $5
   from unnest($1::uuid[], $2::integer[], $3::uuid[], $4::bytea[]) as n (group_id, epoch, user_id, wrap)`,
);
export const insertWraps = ({ tx }: RosterGrant, wraps: readonly MemberWrap[]): Bound<unknown> =>
  bind(
    insertWrapsStatement,
    wraps.map(({ group }) => group),
    wraps.map(({ epoch }) => epoch),
    wraps.map(({ user }) => user),
    wraps.map(({ wrap }) => wrap),
    tx.now,
  );

export interface NewInvitation {
  readonly key: Uint8Array;
  readonly seq: number;
  readonly person: PersonText;
  readonly role: "ADMINISTRATOR" | "USER";
  readonly expiresAt: Date;
}

const insertInvitationStatement = statement(
  "company_insert_invitation",
  `insert into invitation (tenant_id, key, seq, author_id, address, name, salt, role, expires_at, created_at)
   values (current_tenant(), $1, $2, current_actor(), $3, $4, $5, $6, $7, $8)`,
);
export const insertInvitation = ({ tx }: RosterGrant, { key, seq, person, role, expiresAt }: NewInvitation) =>
  bind(insertInvitationStatement, key, seq, person.address, person.name, person.salt, role, expiresAt, tx.now);

const deleteInvitationStatement = statement(
  "company_delete_invitation",
  "delete from invitation where tenant_id = current_tenant() and key = $1",
);
export const deleteInvitation = (_: RosterGrant, key: Uint8Array) => bind(deleteInvitationStatement, key);

/** What lapses when something is taken from a person. PROTOCOL §4.4. */
const lapseStatement = statement(
  "company_lapse",
  `with void as (delete from invitation where tenant_id = current_tenant() and author_id = $1),
        switched as (delete from recovery_switch where tenant_id = current_tenant() and author_id = $1 and status = 'AWAITING')
   delete from awaiting_person where tenant_id = current_tenant() and user_id = $1`,
);
export const lapse = (user: UserId) => bind(lapseStatement, user);

const setRoleStatement = statement(
  "company_set_role",
  `update "user" set role = $2 where tenant_id = current_tenant() and id = $1`,
);
export const setRole = (_: RosterGrant, user: UserId, role: "ADMINISTRATOR" | "USER") =>
  bind(setRoleStatement, user, role);

/** While its user may not act, nothing is written to a vault: part of the row that every commit moves (docs/adr/0023). */
const setStatusStatement = statement(
  "company_set_status",
  `with closed as (
     update vault v set closed = $2 <> 'ACTIVE' or (t.suspended_at is not null and v.class <> 'ACCOUNT')
     from tenant t where t.id = v.tenant_id and v.tenant_id = current_tenant() and v.user_id = $1
   )
   update "user" set status = $2, removed_seq = $3 where tenant_id = current_tenant() and id = $1`,
);
export const setStatus = (_: RosterGrant, user: UserId, status: "ACTIVE" | "SUSPENDED") =>
  bind(setStatusStatement, user, status, null);
/** @param seq of the link by which the user was removed, or left. */
export const setRemoved = (_: RosterGrant, user: UserId, seq: number) => bind(setStatusStatement, user, "REMOVED", seq);

const endSessionsStatement = statement<{ id: string }>(
  "company_end_sessions",
  `update session set ended_at = $2, end_reason = $3
   where tenant_id = current_tenant() and user_id = $1 and ended_at is null returning id`,
);
export const endSessions = ({ tx }: RosterGrant, user: UserId, reason: "USER_SUSPENDED" | "USER_REMOVED") =>
  bind(endSessionsStatement, user, tx.now, reason);

const erasePersonStatement = statement<{ erasePerson: boolean }>("company_erase_person", "select erase_person($1, $2)");
export const erasePerson = (user: UserId, now: Date) => bind(erasePersonStatement, user, now);

const isAccountHereStatement = statement<{ here: boolean }>(
  "company_is_account_here",
  "select exists (select from account_key where tenant_id = current_tenant() and user_id = $1) as here",
);
/** Whether the user's account is the tenant's, and has not gone elsewhere. */
export const isAccountHere = (user: UserId) => bind(isAccountHereStatement, user);

const deleteWrapsStatement = statement(
  "company_delete_wraps",
  `with shares as (update share_recipient set gone = true where tenant_id = current_tenant() and user_id = $1),
        silent as (delete from share_answer where tenant_id = current_tenant() and user_id = $1),
        lost as (delete from share_wrap where tenant_id = current_tenant() and recipient_id = $1)
   delete from member_wrap where tenant_id = current_tenant() and user_id = $1`,
);
/** Keys of groups and of shares: whoever has gone is a recipient of none. */
export const deleteWraps = (_: RosterGrant, user: UserId) => bind(deleteWrapsStatement, user);

const resignPrimaryStatement = statement(
  "company_resign_primary",
  `update "user" set is_primary = false where tenant_id = current_tenant() and is_primary`,
);
const setPrimaryStatement = statement(
  "company_set_primary",
  `update "user" set is_primary = true where tenant_id = current_tenant() and id = $1`,
);
/** The one who was primary goes first: there is never more than one. */
export const passPrimary = (_: RosterGrant, user: UserId): Bound<unknown>[] => [
  bind(resignPrimaryStatement),
  bind(setPrimaryStatement, user),
];

const setPersonStatement = statement(
  "company_set_person",
  `with settled as (delete from awaiting_person where tenant_id = current_tenant() and user_id = $1)
   update "user" set address = $2, name = $3, person_salt = $4 where tenant_id = current_tenant() and id = $1`,
);
export const setPerson = (_: RosterGrant, user: UserId, { address, name, salt }: PersonText) =>
  bind(setPersonStatement, user, address, name, salt);

const holdPersonStatement = statement(
  "company_hold_person",
  `insert into awaiting_person (tenant_id, seq, user_id, address, name, salt) values (current_tenant(), $1, $2, $3, $4, $5)
   on conflict (tenant_id, user_id) do update
     set seq = excluded.seq, address = excluded.address, name = excluded.name, salt = excluded.salt`,
);
export const holdPerson = (_: RosterGrant, seq: number, user: UserId, { address, name, salt }: PersonText) =>
  bind(holdPersonStatement, seq, user, address, name, salt);

const confirmPersonStatement = statement(
  "company_confirm_person",
  `with settled as (delete from awaiting_person where tenant_id = current_tenant() and seq = $1 returning user_id, address, name, salt)
   update "user" u set address = s.address, name = s.name, person_salt = s.salt from settled s where u.tenant_id = current_tenant() and u.id = s.user_id`,
);
export const confirmPerson = (_: RosterGrant, seq: number) => bind(confirmPersonStatement, seq);

const setTenantNameStatement = statement(
  "company_set_tenant_name",
  "update tenant set name = $1 where id = current_tenant()",
);
export const setTenantName = (_: RosterGrant, name: string) => bind(setTenantNameStatement, name);

export interface MembershipRow {
  groupId: RosterId;
  userId: UserId;
}

const listMembershipsStatement = statement<MembershipRow>(
  "company_list_memberships",
  `select m.group_id, m.user_id from group_member m join user_group g on g.tenant_id = m.tenant_id and g.id = m.group_id
   where m.tenant_id = current_tenant() and m.user_id = any($1::uuid[]) and g.class <> 'RECOVERY'`,
);
/** In groups that somebody has to be taken out of before they go: not in recovery groups, where custodians alone can do that. */
export const listMemberships = (users: readonly UserId[]) => bind(listMembershipsStatement, users);
