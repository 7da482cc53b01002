import type { RosterId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { MemberWrap } from "./parse.ts";

export interface GroupRow {
  group: RosterId;
  class: "NAMED" | "EVERYONE" | "RECOVERY";
  name: Uint8Array | null;
  nameEpoch: number | null;
  createdAt: Date;
  /** 0 for Everyone, 1 for all others. */
  place: number;
}

const place = "(case g.class when 'EVERYONE' then 0 else 1 end)";

const listGroupsStatement = statement<GroupRow>(
  "company_list_groups",
  `select g.id as "group", g.class, g.name, g.name_epoch, g.created_at, ${place} as place
   from user_group g
   where g.tenant_id = current_tenant() and g.ended_at is null and (${place}, g.id) > ($1, $2)
   order by ${place}, g.id limit $3`,
);
export const listGroups = (after: string | null, limit: number) => {
  const [at = "-1", group = "00000000-0000-0000-0000-000000000000"] = after?.split(" ") ?? [];
  return bind(listGroupsStatement, Number(at), group, limit);
};

const listGroupsByIdStatement = statement<GroupRow>(
  "company_list_groups_by_id",
  `select g.id as "group", g.class, g.name, g.name_epoch, g.created_at, ${place} as place
   from user_group g where g.tenant_id = current_tenant() and g.ended_at is null and g.id = any($1::uuid[])`,
);
export const listGroupsById = (groups: readonly RosterId[]) => bind(listGroupsByIdStatement, groups);

/** Which epochs of each group: so many below one, the newest first. */
export interface EpochsAsked {
  readonly first: number;
  readonly beforeEpoch: number;
}

export interface GroupEpochRow {
  group: RosterId;
  epoch: number;
  publicKey: Uint8Array;
  previousSecret: Uint8Array | null;
}

const listGroupEpochsStatement = statement<GroupEpochRow>(
  "company_list_group_epochs",
  `select asked.id as "group", e.epoch, e.public_key, e.previous_secret
   from unnest($1::uuid[]) as asked (id)
   cross join lateral (
     select epoch, public_key, previous_secret from group_epoch
     where tenant_id = current_tenant() and group_id = asked.id and epoch < $2 order by epoch desc limit $3
   ) as e
   order by asked.id, e.epoch desc`,
);
export const listGroupEpochs = (groups: readonly RosterId[], { beforeEpoch, first }: EpochsAsked) =>
  bind(listGroupEpochsStatement, groups, beforeEpoch, first);

export interface MemberWrapRow {
  group: RosterId;
  epoch: number;
  user: UserId;
  wrap: Uint8Array;
}

const listOwnWrapsStatement = statement<MemberWrapRow>(
  "company_list_own_wraps",
  `select asked.id as "group", w.epoch, current_actor() as "user", w.wrap
   from unnest($1::uuid[]) as asked (id)
   cross join lateral (
     select epoch, wrap from member_wrap
     where tenant_id = current_tenant() and group_id = asked.id and user_id = current_actor() and epoch < $2
     order by epoch desc limit $3
   ) as w
   order by asked.id, w.epoch desc`,
);
export const listOwnWraps = (groups: readonly RosterId[], { beforeEpoch, first }: EpochsAsked) =>
  bind(listOwnWrapsStatement, groups, beforeEpoch, first);

export interface PendingWrapRow {
  group: RosterId;
  epoch: number;
  user: UserId;
}

/** Recipients of groups' epochs in force. */
const recipients = "(select * from group_recipient where tenant_id = current_tenant())";
const hasOwn = `exists (
    select from member_wrap w where w.tenant_id = p.tenant_id and w.group_id = p.group_id and w.epoch = p.epoch and w.user_id = current_actor())`;
const isMissing = `not exists (
    select from member_wrap w where w.tenant_id = p.tenant_id and w.group_id = p.group_id and w.epoch = p.epoch and w.user_id = p.user_id)`;

const listPendingStatement = statement<PendingWrapRow>(
  "company_list_pending",
  `select p.group_id as "group", p.epoch, p.user_id as "user" from ${recipients} as p
   where ${hasOwn} and ${isMissing} order by p.group_id, p.user_id limit 500`,
);
export const listPending = () => bind(listPendingStatement);

const refuseWrapStatement = statement<{ epoch: number }>(
  "company_refuse_wrap",
  `delete from member_wrap w
   where w.tenant_id = current_tenant() and w.user_id = current_actor() and w.group_id = $1 and w.epoch = $2
     and not exists (select from user_group g where g.tenant_id = w.tenant_id and g.id = w.group_id and g.class = 'RECOVERY')
   returning w.epoch`,
);
/** Of a recovery group nobody could deliver another. */
export const refuseWrap = (group: RosterId, epoch: number) => bind(refuseWrapStatement, group, epoch);

const deliverWrapsStatement = statement<{ userId: UserId }>(
  "company_deliver_wraps",
  `insert into member_wrap (tenant_id, group_id, epoch, user_id, author_id, wrap, created_at)
   select p.tenant_id, p.group_id, p.epoch, p.user_id, current_actor(), n.wrap, $5
   from unnest($1::uuid[], $2::integer[], $3::uuid[], $4::bytea[]) as n (group_id, epoch, user_id, wrap)
   join ${recipients} as p on p.group_id = n.group_id and p.epoch = n.epoch and p.user_id = n.user_id
   where ${hasOwn}
   on conflict on constraint member_wrap_key do nothing
   returning user_id`,
);
export const deliverWraps = (wraps: readonly MemberWrap[], now: Date) =>
  bind(
    deliverWrapsStatement,
    wraps.map(({ group }) => group),
    wraps.map(({ epoch }) => epoch),
    wraps.map(({ user }) => user),
    wraps.map(({ wrap }) => wrap),
    now,
  );
