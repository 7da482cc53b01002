import type { TenantId, UserId } from "../../ids.ts";
import type { Grant } from "../access.ts";
import { bind, statement } from "../batch.ts";
import type { PersonText } from "../company/person.ts";

type RosterGrant = Grant<"roster.extend">;

export interface NewDesk {
  readonly desk: TenantId;
  readonly genesis: Uint8Array;
  readonly rights: number;
  readonly hours: number;
  readonly seq: number;
}

const putDeskStatement = statement(
  "desk_put",
  `insert into desk (tenant_id, id, genesis, rights, hours, seq, created_at) values (current_tenant(), $1, $2, $3, $4, $5, $6)
   on conflict on constraint desk_key do update
     set genesis = excluded.genesis, rights = excluded.rights, hours = excluded.hours, seq = excluded.seq`,
);
export const putDesk = ({ tx }: RosterGrant, { desk, genesis, rights, hours, seq }: NewDesk) =>
  bind(putDeskStatement, desk, genesis, rights, hours, seq, tx.now);

const dropDesksStatement = statement(
  "desk_drop",
  "delete from desk where tenant_id = current_tenant() and id = any($1::uuid[])",
);
/** Behind all that hangs on them. */
export const dropDesks = (_: RosterGrant, desks: readonly TenantId[]) => bind(dropDesksStatement, desks);

export interface NewStaff {
  readonly user: UserId;
  readonly desk: TenantId;
  readonly role: "KEEPER" | "STAFF";
  readonly person: PersonText;
  readonly encryptionKey: Uint8Array;
  readonly seq: number;
}

const putStaffStatement = statement(
  "desk_put_staff",
  `with back as (delete from former_staff where tenant_id = current_tenant() and user_id = $1)
   insert into desk_staff (tenant_id, user_id, desk_id, role, address, name, salt, encryption_key, seq, created_at)
   values (current_tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9)
   on conflict on constraint desk_staff_key do update
     set desk_id = excluded.desk_id, role = excluded.role, address = excluded.address, name = excluded.name, salt = excluded.salt,
         encryption_key = excluded.encryption_key, seq = excluded.seq`,
);
export const putStaff = ({ tx }: RosterGrant, { user, desk, role, person, encryptionKey, seq }: NewStaff) =>
  bind(putStaffStatement, user, desk, role, person.address, person.name, person.salt, encryptionKey, seq, tx.now);

const setStaffKeyStatement = statement(
  "desk_set_staff_key",
  "update desk_staff set encryption_key = $2, seq = $3 where tenant_id = current_tenant() and user_id = $1",
);
export const setStaffKey = (_: RosterGrant, user: UserId, encryptionKey: Uint8Array, seq: number) =>
  bind(setStaffKeyStatement, user, encryptionKey, seq);

const dropStaffStatement = statement(
  "desk_drop_staff",
  `with gone as (
     delete from desk_staff where tenant_id = current_tenant() and user_id = any($1::uuid[])
     returning user_id, desk_id, address, name, salt)
   insert into former_staff (tenant_id, user_id, desk_id, address, name, salt, gone_seq)
   select current_tenant(), user_id, desk_id, address, name, salt, $2 from gone
   on conflict on constraint former_staff_key do update
     set desk_id = excluded.desk_id, address = excluded.address, name = excluded.name, salt = excluded.salt, gone_seq = excluded.gone_seq`,
);
/** They are remembered by name: what they did stands in the log. */
export const dropStaff = (_: RosterGrant, users: readonly UserId[], seq: number) =>
  bind(dropStaffStatement, users, seq);

const leaveGroupsStatement = statement(
  "desk_leave_groups",
  `with lost as (delete from member_wrap where tenant_id = current_tenant() and user_id = any($1::uuid[]))
   delete from group_member where tenant_id = current_tenant() and user_id = any($1::uuid[])`,
);
/** Recovery groups: whoever was taken off a desk, or has other keys there, is a recipient of none. */
export const leaveGroups = (_: RosterGrant, users: readonly UserId[]) => bind(leaveGroupsStatement, users);

export interface NewBreakGlass {
  readonly desk: TenantId;
  readonly reason: string;
  readonly from: number;
  readonly until: number;
  readonly author: UserId;
  readonly seq: number;
}

const dropBreakGlassStatement = statement(
  "desk_drop_break_glass",
  "delete from break_glass where tenant_id = current_tenant() and desk_id = any($1::uuid[])",
);
export const dropBreakGlass = (_: RosterGrant, desks: readonly TenantId[]) => bind(dropBreakGlassStatement, desks);

const insertBreakGlassStatement = statement(
  "desk_insert_break_glass",
  `insert into break_glass (tenant_id, desk_id, reason, from_at, until_at, author_id, seq, created_at)
   values (current_tenant(), $1, $2, $3, $4, $5, $6, $7)`,
);
export const insertBreakGlass = ({ tx }: RosterGrant, { desk, reason, from, until, author, seq }: NewBreakGlass) =>
  bind(insertBreakGlassStatement, desk, reason, new Date(from), new Date(until), author, seq, tx.now);

const insertAskedStatement = statement(
  "desk_insert_break_glass_asked",
  `insert into break_glass_asked (tenant_id, seq, desk_id, reason, created_at) values (current_tenant(), $1, $2, $3, $4)`,
);
/** It stays, also when what it asked for is over. */
export const insertAsked = (
  { tx }: RosterGrant,
  { seq, desk, reason }: Pick<NewBreakGlass, "seq" | "desk" | "reason">,
) => bind(insertAskedStatement, seq, desk, reason, tx.now);

const dropInvitationsStatement = statement(
  "desk_drop_invitations",
  "delete from invitation where tenant_id = current_tenant() and key = any($1::bytea[])",
);
/** What no roster states any more. */
export const dropInvitations = (_: RosterGrant, keys: readonly Uint8Array[]) => bind(dropInvitationsStatement, keys);

const dropDocumentsStatement = statement(
  "desk_drop_documents",
  "delete from policy_document where tenant_id = current_tenant() and desk_id = any($1::uuid[])",
);
export const dropDocuments = (_: RosterGrant, desks: readonly TenantId[]) => bind(dropDocumentsStatement, desks);
