import type { RosterId, TenantId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

const enterByInvitationStatement = statement<{ enterByInvitation: boolean }>(
  "company_enter_by_invitation",
  "select enter_by_invitation($1, $2)",
);
export const enterByInvitation = (tenant: TenantId, key: Uint8Array) => bind(enterByInvitationStatement, tenant, key);

export interface InvitationRow {
  key: Uint8Array;
  seq: number;
  address: string;
  name: string;
  salt: Uint8Array;
  role: "ADMINISTRATOR" | "USER";
  expiresAt: Date;
  expired: boolean;
  author: UserId;
  createdAt: Date;
}

const columns = "key, seq, address, name, salt, role, expires_at, author_id as author, created_at";

const loadInvitationStatement = statement<InvitationRow>(
  "company_load_invitation",
  `select ${columns}, expires_at <= $2 as expired from invitation where tenant_id = current_tenant() and key = $1`,
);
export const loadInvitation = (key: Uint8Array, now: Date) => bind(loadInvitationStatement, key, now);

const listInvitationsStatement = statement<InvitationRow>(
  "company_list_invitations",
  `select ${columns}, expires_at <= $3 as expired from invitation
   where tenant_id = current_tenant() and seq > $1 order by seq limit $2`,
);
export const listInvitations = (after: number, limit: number, now: Date) =>
  bind(listInvitationsStatement, after, limit, now);

const findFounderStatement = statement<{ name: string | null }>(
  "company_find_founder",
  `select name from list_desk_names() where not exists (select from "user" u where u.tenant_id = current_tenant()) limit 1`,
);
/** What the partner calls itself that founded the tenant, while nobody is in it. */
export const findFounder = () => bind(findFounderStatement);

const listTenantLinksStatement = statement<{
  roster: RosterId;
  seq: number;
  hash: Uint8Array;
  link: Uint8Array;
  signatures: Uint8Array;
}>(
  "company_list_tenant_links",
  `select roster_id as roster, seq, hash, link, signatures from roster_link
   where tenant_id = current_tenant() and roster_id = current_tenant() and seq > $1 order by seq limit $2`,
);
export const listTenantLinks = (after: number, limit: number) => bind(listTenantLinksStatement, after, limit);

const enterToJoinStatement = statement<{ enterToJoin: boolean }>(
  "company_enter_to_join",
  "select enter_to_join($1, $2, $3, $4)",
);
export const enterToJoin = (signUp: string, tenant: TenantId, user: UserId, now: Date) =>
  bind(enterToJoinStatement, signUp, tenant, user, now);

/** The tenant's roster, locked: whoever joins comes after whoever was there before. */
const lockTenantStatement = statement<{ state: Uint8Array }>(
  "company_lock_tenant",
  "select state from roster where tenant_id = current_tenant() and id = current_tenant() for update",
);
export const lockTenant = () => bind(lockTenantStatement);
