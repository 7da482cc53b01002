import type { RosterId, VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { ShareWrap } from "./parse.ts";

export interface PendingShareWrapRow {
  share: VaultId;
  epoch: number;
  recipient: RosterId;
  groupEpoch: number | null;
}

/** Shares of whose epoch in force the actor was given the key, by name or by a group. */
const held = `(
    select r.tenant_id, r.id as share_id, r.epoch
    from (select distinct share_id from own_share) as o
    join roster r on r.tenant_id = current_tenant() and r.id = o.share_id
    where exists (
      select from share_wrap w where w.tenant_id = r.tenant_id and w.share_id = r.id and w.epoch = r.epoch
        and (w.recipient_id = current_actor()
          or w.recipient_id in (select b.group_id from own_share b where b.share_id = r.id and b.group_id is not null)))
  )`;

/** Recipients by name, guests whose keys are verified, groups that have a key, and one by one those of groups that have none. */
const recipients = `(
    select h.tenant_id, h.share_id, h.epoch, r.user_id as recipient_id, null::integer as group_epoch
    from held h
    join share_recipient r on r.tenant_id = h.tenant_id and r.share_id = h.share_id and not r.gone and (r.expires_at is null or r.expires_at > current_moment())
    join "user" u on u.tenant_id = r.tenant_id and u.id = r.user_id and u.status = 'ACTIVE'
    union all
    select h.tenant_id, h.share_id, h.epoch, g.user_id, null
    from held h
    join share_guest g on g.tenant_id = h.tenant_id and g.share_id = h.share_id and g.status = 'ACTIVE'
    join share_recipient r on r.tenant_id = g.tenant_id and r.share_id = g.share_id and r.recipient_id = g.user_id and not r.gone and (r.expires_at is null or r.expires_at > current_moment())
    union all
    select h.tenant_id, h.share_id, h.epoch, r.group_id, g.epoch
    from held h
    join share_recipient r on r.tenant_id = h.tenant_id and r.share_id = h.share_id and not r.gone and (r.expires_at is null or r.expires_at > current_moment())
    join roster g on g.tenant_id = r.tenant_id and g.id = r.group_id and g.epoch > 0
    union
    select h.tenant_id, h.share_id, h.epoch, u.id, null
    from held h
    join share_recipient r on r.tenant_id = h.tenant_id and r.share_id = h.share_id and not r.gone and (r.expires_at is null or r.expires_at > current_moment())
    join roster g on g.tenant_id = r.tenant_id and g.id = r.group_id and g.epoch = 0
    join user_group k on k.tenant_id = g.tenant_id and k.id = g.id
    join "user" u on u.tenant_id = g.tenant_id and u.status = 'ACTIVE' and (k.class = 'EVERYONE' or exists (
      select from group_member m where m.tenant_id = g.tenant_id and m.group_id = g.id and m.user_id = u.id))
  )`;

/**
 * Whether what somebody has of the share `p` is as good as nothing: a group's, where its members of today cannot open it, by the
 * secrets of epochs before, as far as those were handed on; for an owner, also where one of them said that it does not open.
 * Nobody else replaces what opens for others.
 */
const isUseless = `(exists (
      select from group_epoch e where e.tenant_id = w.tenant_id and e.group_id = w.recipient_id and e.epoch > w.group_epoch and e.previous_secret is null)
    or w.refused and exists (select from own_share o where o.share_id = w.share_id and o.role = 'OWNER'))`;
const isMissing = `not exists (
    select from share_wrap w
    where w.tenant_id = p.tenant_id and w.share_id = p.share_id and w.recipient_id = p.recipient_id and w.epoch = p.epoch and not ${isUseless})`;

const listPendingStatement = statement<PendingShareWrapRow>(
  "share_list_pending",
  `with held as ${held}
   select p.share_id as share, p.epoch, p.recipient_id as recipient, p.group_epoch
   from ${recipients} as p where ${isMissing} order by p.share_id, p.recipient_id limit 500`,
);
/** Wraps that the actor could make: the rosters say whether they may be. */
export const listPending = () => bind(listPendingStatement);

const listHoldingsStatement = statement<{ share: VaultId; state: Uint8Array }>(
  "share_list_holdings",
  `with held as ${held}
   select r.id as share, r.state from held h join roster r on r.tenant_id = h.tenant_id and r.id = h.share_id
   where r.id = any($1::uuid[])`,
);
/** Those of these shares whose key the actor was given, with the states of their rosters. */
export const listHoldings = (shares: readonly VaultId[]) => bind(listHoldingsStatement, shares);

const deliverStatement = statement<{ shareId: VaultId; recipientId: RosterId }>(
  "share_deliver_wraps",
  `insert into share_wrap as w (tenant_id, share_id, epoch, recipient_id, group_epoch, author_id, wrap, created_at)
   select current_tenant(), n.share_id, n.epoch, n.recipient_id, n.group_epoch, current_actor(), n.wrap, $6
   from unnest($1::uuid[], $2::integer[], $3::uuid[], $4::integer[], $5::bytea[]) as n (share_id, epoch, recipient_id, group_epoch, wrap)
   on conflict on constraint share_wrap_key do update set group_epoch = excluded.group_epoch, author_id = excluded.author_id,
     wrap = excluded.wrap, created_at = excluded.created_at, refused = false where ${isUseless}
   returning share_id, recipient_id`,
);
/** What somebody else delivered first stays, but for what is useless. */
export const deliverWraps = (wraps: readonly (ShareWrap & { readonly share: VaultId })[], now: Date) =>
  bind(
    deliverStatement,
    wraps.map(({ share }) => share),
    wraps.map(({ epoch }) => epoch),
    wraps.map(({ recipient }) => recipient),
    wraps.map(({ groupEpoch }) => groupEpoch),
    wraps.map(({ wrap }) => wrap),
    now,
  );

const refuseStatement = statement<{ epoch: number }>(
  "share_refuse_wrap",
  `with marked as (
     update share_wrap w set refused = true
     where w.tenant_id = current_tenant() and w.share_id = $1 and w.epoch = $2 and w.recipient_id = $3 and not w.refused
       and exists (select from own_share o where o.share_id = $1 and o.group_id = $3)
     returning w.epoch
   ), given as (
     delete from share_wrap w
     where w.tenant_id = current_tenant() and w.share_id = $1 and w.epoch = $2 and w.recipient_id = $3 and $3 = current_actor()
       and exists (select from own_share o where o.share_id = $1)
     returning w.epoch
   )
   select epoch from marked union all select epoch from given`,
);
/** The actor's own goes; that of a group by which the actor is a recipient stays for all others in it, and is marked. */
export const refuseWrap = (share: VaultId, epoch: number, recipient: RosterId) =>
  bind(refuseStatement, share, epoch, recipient);
