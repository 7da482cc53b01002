import { lowestId, type RosterId, type UserId, type VaultId } from "../../ids.ts";
import type { ShareRole } from "../access.ts";
import { bind, statement } from "../batch.ts";

export interface ShareRow {
  share: VaultId;
  scope: "PERSONAL" | "BUSINESS";
  name: Uint8Array;
  nameEpoch: number;
  createdAt: Date;
  permission: ShareRole;
  answer: "ACCEPTED" | "DECLINED" | null;
  due: boolean;
  revision: number;
  hash: Uint8Array;
}

/** By what it gives: roles are named in the order of the alphabet but for one. */
const permission = `(array['OWNER', 'EDITOR', 'READER', 'READER_HIDDEN'])[min(array_position(array['OWNER', 'EDITOR', 'READER', 'READER_HIDDEN'], o.role))]`;

const shareColumns = `s.id as share, s.scope, s.name, s.name_epoch, s.created_at, own.permission,
  case when at_home() then a.answer else 'ACCEPTED' end as answer, v.due, v.revision, v.head as hash`;
const sharesOf = (which: string): string =>
  `select ${shareColumns}
   from (select o.share_id, ${permission} as permission from own_share o where ${which} group by o.share_id) as own
   join share s on s.tenant_id = current_tenant() and s.id = own.share_id
   join vault v on v.tenant_id = s.tenant_id and v.id = s.id
   left join share_answer a on a.tenant_id = s.tenant_id and a.user_id = current_actor() and a.share_id = s.id`;

const listSharesStatement = statement<ShareRow>("share_list", `${sharesOf("o.share_id > $1")} order by s.id limit $2`);
/** Shares that the actor is a recipient of, by id. */
export const listShares = (after: string | null, limit: number) => bind(listSharesStatement, after ?? lowestId, limit);

const findShareStatement = statement<ShareRow>("share_find", sharesOf("o.share_id = $1"));
export const findShare = (share: VaultId) => bind(findShareStatement, share);

export interface ShareRecipientRow {
  nth: number;
  recipient: RosterId;
  user: UserId | null;
  group: RosterId | null;
  permission: ShareRole;
  expiresAt: Date | null;
  expired: boolean;
  answer: "ACCEPTED" | "DECLINED" | null;
}

/** A page for each share; `nth` is its place. Who asks was shown the share. */
const listRecipientsStatement = statement<ShareRecipientRow>(
  "share_list_recipients",
  `select asked.nth::integer as nth, page.*
   from unnest($1::uuid[]) with ordinality as asked (share_id, nth)
   cross join lateral (
     select r.recipient_id as recipient, r.user_id as "user", r.group_id as "group", r.role as permission, r.expires_at,
       r.expired or r.expires_at is not null and r.expires_at <= $4 as expired, a.answer
     from share_recipient r
     left join share_answer a on a.tenant_id = r.tenant_id and a.user_id = r.user_id and a.share_id = r.share_id
     where r.tenant_id = current_tenant() and r.share_id = asked.share_id and not r.gone and r.guest_id is null and r.recipient_id > $2
     order by r.recipient_id limit $3
   ) as page
   order by asked.nth, page.recipient`,
);
export const listRecipients = (shares: readonly VaultId[], after: string | null, limit: number, now: Date) =>
  bind(listRecipientsStatement, shares, after ?? lowestId, limit, now);

/** Which epochs of each share: so many below one, the newest first. */
export interface ShareEpochsAsked {
  readonly first: number;
  readonly beforeEpoch: number;
}

export interface ShareWrapRow {
  share: VaultId;
  epoch: number;
  recipient: RosterId;
  groupEpoch: number | null;
  wrap: Uint8Array;
}

/** Of the actor, and of groups by which the actor is a recipient. */
const listOwnWrapsStatement = statement<ShareWrapRow>(
  "share_list_own_wraps",
  `select asked.id as share, w.epoch, w.recipient_id as recipient, w.group_epoch, w.wrap
   from unnest($1::uuid[]) as asked (id)
   cross join lateral (
     select w.epoch, w.recipient_id, w.group_epoch, w.wrap
     from (select current_actor() as id where exists (select from own_share o where o.share_id = asked.id)
           union select o.group_id from own_share o where o.share_id = asked.id and o.group_id is not null) as own
     join share_wrap w on w.tenant_id = current_tenant() and w.share_id = asked.id and w.recipient_id = own.id
     where w.epoch < $2 order by w.epoch desc, w.recipient_id limit $3
   ) as w
   order by asked.id, w.epoch desc, w.recipient_id`,
);
export const listOwnWraps = (shares: readonly VaultId[], { beforeEpoch, first }: ShareEpochsAsked) =>
  bind(listOwnWrapsStatement, shares, beforeEpoch, first);

export interface ShareEpochKeyRow {
  share: VaultId;
  epoch: number;
  previousKey: Uint8Array;
}

const listEpochKeysStatement = statement<ShareEpochKeyRow>(
  "share_list_epoch_keys",
  `select asked.id as share, k.epoch, k.previous_key
   from unnest($1::uuid[]) as asked (id)
   cross join lateral (
     select epoch, previous_key from epoch_key
     where tenant_id = current_tenant() and vault_id = asked.id and epoch < $2
       and exists (select from own_share o where o.share_id = asked.id)
     order by epoch desc limit $3
   ) as k
   order by asked.id, k.epoch desc`,
);
export const listShareEpochKeys = (shares: readonly VaultId[], { beforeEpoch, first }: ShareEpochsAsked) =>
  bind(listEpochKeysStatement, shares, beforeEpoch, first);

export interface CompanyShareRow {
  share: VaultId;
  createdAt: Date;
  changedAt: Date;
  members: number;
  groups: number;
  invitations: number;
  revision: number;
  hash: Uint8Array;
}

const listCompanySharesStatement = statement<CompanyShareRow>(
  "share_list_company",
  `select s.id as share, s.created_at, v.revision, v.head as hash, counted.members, counted.groups,
     (select count(*)::integer from share_invitation i where i.tenant_id = s.tenant_id and i.share_id = s.id) as invitations,
     greatest(s.created_at, written.created_at, signed.created_at) as changed_at
   from (select * from share where tenant_id = current_tenant() and closed_at is null and scope = 'BUSINESS' and id > $1 order by id limit $2) as s
   join vault v on v.tenant_id = s.tenant_id and v.id = s.id
   join roster r on r.tenant_id = s.tenant_id and r.id = s.id
   left join manifest written on written.tenant_id = s.tenant_id and written.vault_id = s.id and written.revision = v.revision
   left join roster_link signed on signed.tenant_id = s.tenant_id and signed.roster_id = s.id and signed.seq = r.seq
   cross join lateral (
     select count(r.user_id)::integer as members, count(r.group_id)::integer as groups
     from share_recipient r where r.tenant_id = s.tenant_id and r.share_id = s.id and not r.gone
   ) as counted
   order by s.id`,
);
/** Open shares of the company, by id. */
export const listCompanyShares = (after: string | null, limit: number) =>
  bind(listCompanySharesStatement, after ?? lowestId, limit);

/** A group in a share, or that was in it once. */
export interface GroupOfShare {
  readonly share: VaultId;
  readonly group: RosterId;
}

const listGroupsHadStatement = statement<{ nth: number }>(
  "share_list_groups_had",
  `select asked.nth::integer as nth
   from unnest($1::uuid[], $2::uuid[]) with ordinality as asked (share_id, group_id, nth)
   join share_group g on g.tenant_id = current_tenant() and g.share_id = asked.share_id and g.group_id = asked.group_id`,
);
/** Which of these are so, by their places from 1. */
export const listGroupsHad = (asked: readonly GroupOfShare[]) =>
  bind(
    listGroupsHadStatement,
    asked.map(({ share }) => share),
    asked.map(({ group }) => group),
  );
