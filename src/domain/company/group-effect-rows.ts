/** What links of groups do to the tables. */
import type { RosterId, UserId } from "../../ids.ts";
import { type Bound, bind, statement } from "../batch.ts";
import type { GroupEpochKeys, GroupName, MemberWrap } from "./parse.ts";
import type { RosterGrant, RosterHeadRow } from "./rows.ts";

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

const deleteWrapsStatement = statement(
  "company_delete_wraps",
  `with shares as (update share_recipient set gone = true where tenant_id = current_tenant() and user_id = $1),
        silent as (delete from share_answer where tenant_id = current_tenant() and user_id = $1),
        lost as (delete from share_wrap where tenant_id = current_tenant() and recipient_id = $1)
   delete from member_wrap where tenant_id = current_tenant() and user_id = $1`,
);
/** Keys of groups and of shares: whoever has gone is a recipient of none. */
export const deleteWraps = (_: RosterGrant, user: UserId) => bind(deleteWrapsStatement, user);
