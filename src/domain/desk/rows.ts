import type { RosterId, TenantId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { ParentColumns } from "../partner/relation-rows.ts";

export interface DeskRow {
  desk: TenantId;
  rights: number;
  hours: number;
  seq: number;
  since: Date;
}

const listDesksStatement = statement<DeskRow>(
  "desk_list",
  `select id as desk, rights, hours, seq, created_at as since from desk
   where tenant_id = current_tenant() and ($1::uuid is null or id = $1) order by id`,
);
/** One of them, or all that stand. */
export const listDesks = (desk: TenantId | null) => bind(listDesksStatement, desk);

export interface DeskNameRow extends ParentColumns {
  desk: TenantId;
  name: string | null;
}

const listNamesStatement = statement<DeskNameRow>(
  "desk_list_names",
  `select d.desk, d.name, a.partner_id as parent_id, a.name as parent_name
   from list_desk_names() d left join lateral find_parent(d.desk) a on true`,
);
export const listDeskNames = () => bind(listNamesStatement);

export interface StaffRow {
  user: UserId;
  desk: TenantId;
  role: "KEEPER" | "STAFF";
  address: string;
  name: string;
  salt: Uint8Array;
  encryptionKey: Uint8Array;
  seq: number;
}

const listStaffStatement = statement<StaffRow>(
  "desk_list_staff",
  `select user_id as "user", desk_id as desk, role, address, name, salt, encryption_key, seq from desk_staff
   where tenant_id = current_tenant() and ($1::uuid is null or desk_id = $1) order by user_id`,
);
export const listStaff = (desk: TenantId | null) => bind(listStaffStatement, desk);

export interface BreakGlassRow {
  desk: TenantId;
  reason: string;
  from: Date;
  until: Date;
  author: UserId;
  seq: number;
}

const listBreakGlassStatement = statement<BreakGlassRow>(
  "desk_list_break_glass",
  `select desk_id as desk, reason, from_at as "from", until_at as until, author_id as author, seq from break_glass
   where tenant_id = current_tenant() and ($1::uuid is null or desk_id = $1) and until_at > $2`,
);
/** What is not over. */
export const listBreakGlass = (desk: TenantId | null, now: Date) => bind(listBreakGlassStatement, desk, now);

const listReasonsStatement = statement<{ seq: number; reason: string }>(
  "desk_list_reasons",
  "select seq, reason from break_glass_asked where tenant_id = current_tenant() and seq = any($1::integer[])",
);
/** Why desks asked for break-glass, also where it is over, by the seqs of the links that did. */
export const listReasons = (seqs: readonly number[]) => bind(listReasonsStatement, seqs);

export interface StaffTextRow {
  user: UserId;
  desk: TenantId;
  address: string;
  name: string;
  salt: Uint8Array;
  goneSeq: number | null;
}

const listStaffTextsStatement = statement<StaffTextRow>(
  "desk_list_staff_texts",
  `select user_id as "user", desk_id as desk, address, name, salt, null::integer as gone_seq from desk_staff
   where tenant_id = current_tenant() and user_id = any($1::uuid[])
   union all
   select user_id, desk_id, address, name, salt, gone_seq from former_staff
   where tenant_id = current_tenant() and user_id = any($1::uuid[])`,
);
/** Of whoever is or was at a desk. */
export const listStaffTexts = (users: readonly UserId[]) => bind(listStaffTextsStatement, users);

export interface PersonAtDeskRow {
  user: UserId;
  address: string;
  name: string;
  salt: Uint8Array;
  role: "ADMINISTRATOR" | "USER";
  primary: boolean;
  status: "ACTIVE" | "SUSPENDED";
  createdAt: Date;
}

const personColumns = `id as "user", address, name, person_salt as salt, role, is_primary as "primary", status, created_at`;

const listPeopleStatement = statement<PersonAtDeskRow>(
  "desk_list_people",
  `select ${personColumns} from "user" where tenant_id = current_tenant() and id > $1 and status <> 'REMOVED' order by id limit $2`,
);
export const listPeople = (after: string, limit: number) => bind(listPeopleStatement, after, limit);

const listPeopleByIdStatement = statement<PersonAtDeskRow>(
  "desk_list_people_by_id",
  `select ${personColumns} from "user" where tenant_id = current_tenant() and id = any($1::uuid[]) and status <> 'REMOVED'`,
);
export const listPeopleById = (users: readonly UserId[]) => bind(listPeopleByIdStatement, users);

const listHeadsStatement = statement<{ roster: RosterId; seq: number; hash: Uint8Array }>(
  "desk_list_heads",
  `select r.id as roster, r.seq, r.head as hash from roster r
   left join user_group g on g.tenant_id = r.tenant_id and g.id = r.id
   where r.tenant_id = current_tenant() and (r.id = current_tenant() or g.id is not null and g.ended_at is null)
   order by r.kind desc, r.id`,
);
/** Of the company's roster, and of all groups that stand. */
export const listHeads = () => bind(listHeadsStatement);

const standAgainStatement = statement<{ suspendedAt: Date | null }>("desk_stand_again", "select * from stand_again()");
/** Whether the actor may still act at the desk, and since when its partner is suspended: holds for the transaction. No row: they may not. */
export const standAgain = () => bind(standAgainStatement);
