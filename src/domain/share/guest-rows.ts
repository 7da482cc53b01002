import type { RosterId, TenantId, UserId, VaultId } from "../../ids.ts";
import type { ShareRole } from "../access.ts";
import { bind, statement } from "../batch.ts";

export type GuestStatus = "ACTIVE" | "SUSPENDED" | "GONE";

/** With `salt`, address and name open the commitment of the roster. */
export interface PersonRow {
  share: VaultId;
  user: UserId;
  address: string;
  name: string;
  salt: Uint8Array;
}

export interface GuestRow extends PersonRow {
  permission: ShareRole;
  status: GuestStatus;
  encryptionKey: Uint8Array;
  joinedAt: Date;
  expiresAt: Date | null;
  expired: boolean;
}

/** Of each of these shares. Who asks was shown them. */
const listGuestsStatement = statement<GuestRow>(
  "share_list_guests",
  `select g.share_id as share, g.user_id as "user", g.address, g.name, g.salt, r.role as permission,
     case when r.gone then 'GONE' else g.status end as status, g.encryption_key, g.joined_at, r.expires_at,
     r.expired or r.expires_at is not null and r.expires_at <= $2 as expired
   from unnest($1::uuid[]) as asked (share_id)
   join share_guest g on g.tenant_id = current_tenant() and g.share_id = asked.share_id
   join share_recipient r on r.tenant_id = g.tenant_id and r.share_id = g.share_id and r.recipient_id = g.user_id
   order by g.share_id, g.user_id`,
);
export const listGuests = (shares: readonly VaultId[], now: Date) => bind(listGuestsStatement, shares, now);

export interface ShareInvitationRow {
  share: VaultId;
  key: Uint8Array;
  seq: number;
  permission: ShareRole;
  address: string;
  name: string;
  salt: Uint8Array;
  expiresAt: Date;
  expired: boolean;
  author: UserId;
  createdAt: Date;
}

const listInvitationsStatement = statement<ShareInvitationRow>(
  "share_list_invitations",
  `select i.share_id as share, i.key, i.seq, i.role as permission, i.address, i.name, i.salt, i.expires_at, i.expires_at <= $2 as expired,
     i.author_id as author, i.created_at
   from unnest($1::uuid[]) as asked (share_id)
   join share_invitation i on i.tenant_id = current_tenant() and i.share_id = asked.share_id
   where exists (select from own_share o where o.share_id = asked.share_id and o.role = 'OWNER')
   order by i.share_id, i.seq`,
);
/** Of those of these shares that the actor owns. */
export const listShareInvitations = (shares: readonly VaultId[], now: Date) =>
  bind(listInvitationsStatement, shares, now);

const listIntroducedStatement = statement<PersonRow>(
  "share_list_introduced",
  `select share_id as share, user_id as "user", address, name, salt from list_introduced($1)`,
);
/** Members of these shares who were introduced to their guests. Who asks was shown the shares. */
export const listIntroduced = (shares: readonly VaultId[]) => bind(listIntroducedStatement, shares);

export interface VisitRow {
  share: VaultId;
  tenant: TenantId;
  permission: ShareRole;
  status: GuestStatus;
  joinedAt: Date;
  expiresAt: Date | null;
}

const listVisitsStatement = statement<VisitRow>("share_list_visits", "select * from list_visits()");
/** Shares of other companies that the actor is a guest in. */
export const listVisits = () => bind(listVisitsStatement);

export interface VisitedRosterRow {
  id: RosterId;
  everyone: boolean;
  seq: number;
  head: Uint8Array;
  /** Where it was asked for. */
  state: Uint8Array | null;
}

const listVisitedRostersStatement = statement<VisitedRosterRow>(
  "share_list_visited_rosters",
  "select * from visited_rosters($1)",
);
/** The company's roster and those of the share's groups, for whom visits it: what the server judges by, and shows nobody. */
export const listVisitedRosters = (states: boolean) => bind(listVisitedRostersStatement, states);
