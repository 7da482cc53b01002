import type { RosterId, TenantId, UserId } from "../../ids.ts";
import type { Grant } from "../access.ts";
import { bind, statement } from "../batch.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { PersonText } from "./person.ts";

export type RosterGrant = Grant<"roster.extend">;

const listBusinessHeadsStatement = statement<{ vault: RosterId; revision: number; hash: Uint8Array }>(
  "company_list_business_heads",
  `select id as vault, revision, head as hash from vault
   where tenant_id = current_tenant() and user_id = $1 and class = 'BUSINESS' and head is not null`,
);
export const listBusinessHeads = (user: UserId) => bind(listBusinessHeadsStatement, user);

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

const erasePersonStatement = statement<{ erasePerson: boolean }>("company_erase_person", "select erase_person($1, $2)");
export const erasePerson = (user: UserId, now: Date) => bind(erasePersonStatement, user, now);

const isAccountHereStatement = statement<{ here: boolean }>(
  "company_is_account_here",
  "select exists (select from account_key where tenant_id = current_tenant() and user_id = $1) as here",
);
/** Whether the user's account is the tenant's, and has not gone elsewhere. */
export const isAccountHere = (user: UserId) => bind(isAccountHereStatement, user);

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
