import type { RosterId, VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { RosterKind } from "../roster/rows.ts";
import type { Positions } from "./positions.ts";
import { since } from "./rows.ts";

/**
 * Rosters that concern the actor: the tenant's, those of own vaults, of groups that stand and that the actor is in, Everyone,
 * for administrators all groups; recovery groups, of those that ended, too: by them it is verified what was entrusted to
 * whom; of shares that are offered or accepted, and of the groups that these have or ever had, of those
 * that ended too: by them the share's own is verified. Others are read where they are asked for by name. Whoever was removed sees the tenant's up to
 * that link, and no groups. Each is found by an index of its own: a company has three rosters for each of its people, and
 * nobody walks them.
 */
const concernActor = `
     select current_tenant() as id where $4
     union select id from readable_vault where $4
     union select m.group_id from group_member m join user_group g on g.tenant_id = m.tenant_id and g.id = m.group_id
       where $4 and m.tenant_id = current_tenant() and m.user_id = current_actor() and g.ended_at is null
     union select id from user_group
       where $4 and tenant_id = current_tenant() and ended_at is null
         and exists (select from "user" u where u.id = current_actor() and u.status <> 'REMOVED'
                       and (class = 'EVERYONE' or u.role = 'ADMINISTRATOR'))
     union select id from user_group
       where $4 and tenant_id = current_tenant() and class = 'RECOVERY'
         and exists (select from "user" u where u.id = current_actor() and u.status <> 'REMOVED')
     union select id from concerning_share where $4
     union select g.group_id from concerning_share c join share_group g on g.tenant_id = c.tenant_id and g.share_id = c.id where $4`;

/** Rosters that concern the actor, the tenant's first and shares' last, with the links behind the reader's position; one more than asked. */
const listRostersStatement = statement<{
  roster: RosterId;
  kind: RosterKind;
  headSeq: number;
  head: Uint8Array;
  /** Null where the reader has never heard of the roster. */
  known: number | null;
  seq: number | null;
  hash: Uint8Array | null;
  link: Uint8Array | null;
  signatures: Uint8Array | null;
}>(
  "sync_list_rosters",
  `select r.id as roster, r.kind,
          case when own.removed_seq is null or r.kind <> 'TENANT' then r.seq else own.removed_seq end as head_seq,
          case when own.removed_seq is null or r.kind <> 'TENANT' then r.head
               else (select hash from roster_link where roster_id = r.id and seq = own.removed_seq limit 1) end as head,
          known.seq as known, l.seq, l.hash, l.link, l.signatures
   from (select roster_id as id from unnest($1::uuid[]) as named (roster_id) union ${concernActor}) as wanted
   cross join lateral (
     select id, kind, seq, head from roster where tenant_id = current_tenant() and id = wanted.id limit 1
   ) as r
   left join unnest($1::uuid[], $2::integer[]) as known (roster_id, seq) on known.roster_id = r.id
   left join (select removed_seq from "user" where id = current_actor() limit 1) as own on true
   left join lateral (
     select seq, hash, link, signatures from roster_link
     where roster_id = r.id and seq > ${since("known.seq", "-1")}
       and (own.removed_seq is null or r.kind <> 'TENANT' or seq <= own.removed_seq) order by seq limit $3
   ) as l on true
   where r.kind = 'TENANT' or r.kind = 'GROUP' and own.removed_seq is null
     or r.kind = 'PROFILE' and r.id in (select id from readable_vault) or r.kind = 'SHARE' and r.id in (select id from concerning_share)
   order by r.kind = 'SHARE', r.kind desc, r.id, l.seq limit $3`,
);
export const listRosters = ({ rosters, others }: Positions, first: number) =>
  bind(
    listRostersStatement,
    rosters.map((r) => r.roster),
    rosters.map((r) => r.seq),
    first + 1,
    others === "NEW",
  );

/** Shares among these that the actor may see no more: none of their rosters, or not the vault that the reader has. */
const listLostStatement = statement<{ share: RosterId }>(
  "sync_list_lost",
  `select r.id as share
   from unnest($1::uuid[]) as named (id)
   cross join lateral (select id from roster where tenant_id = current_tenant() and id = named.id and kind = 'SHARE' limit 1) as r
   where not exists (select from concerning_share c where c.id = r.id)
     or r.id = any($2::uuid[]) and not exists (select from readable_vault v where v.id = r.id)`,
);
/** For a reader of all streams: whoever asks for some by name alone loses none. */
export const listLost = ({ rosters, vaults, others }: Positions) => {
  const held = vaults.map(({ vault }) => vault);
  const known = others === "NEW" ? new Set([...rosters.map(({ roster }) => roster), ...held]) : [];
  return bind(listLostStatement, [...known], held);
};

/**
 * What rings for the actor: vaults and rosters by id, and groups, whose changes may give or take a share. Apart is what is read
 * without all else: not the account vault, which says what else there is.
 */
const listHeardStatement = statement<{ id: RosterId; gives: boolean; apart: boolean }>(
  "sync_list_heard",
  `select id, false as gives, class <> 'ACCOUNT' as apart from readable_vault
   union all select id, false, false from concerning_share
   union all select group_id, true, false from group_member where tenant_id = current_tenant() and user_id = current_actor()
   union all select id, true, false from user_group where tenant_id = current_tenant() and class = 'EVERYONE'`,
);
export const listHeard = () => bind(listHeardStatement);

/** What a vault's manifests are verified by: where the rosters are of the tenant, of the vault, and of a share's groups. */
const listGroundStatement = statement<{ roster: RosterId; seq: number }>(
  "sync_list_ground",
  `select r.id as roster, r.seq
   from (
     select current_tenant() as id union all select $1::uuid
     union all select group_id from share_group where tenant_id = current_tenant() and share_id = $1
   ) as ground
   cross join lateral (select id, seq from roster where tenant_id = current_tenant() and id = ground.id limit 1) as r`,
);
export const listGround = (vault: VaultId) => bind(listGroundStatement, vault);
