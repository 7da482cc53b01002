import { lowestId, type UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

export interface PersonRow {
  user: UserId;
  address: string;
  name: string;
  salt: Uint8Array;
  role: "ADMINISTRATOR" | "USER";
  primary: boolean;
  status: "ACTIVE" | "SUSPENDED";
  createdAt: Date;
  encryptionKey: Uint8Array;
  awaitingSeq: number | null;
  awaitingAddress: string | null;
  awaitingName: string | null;
  awaitingSalt: Uint8Array | null;
}

const columns = `u.id as "user", u.address, u.name, u.person_salt as salt, u.role, u.is_primary as "primary", u.status, u.created_at,
  k.encryption_key, a.seq as awaiting_seq, a.address as awaiting_address, a.name as awaiting_name, a.salt as awaiting_salt`;
const from = `"user" u join account_key k on k.tenant_id = u.tenant_id and k.user_id = u.id
   left join awaiting_person a on a.tenant_id = u.tenant_id and a.user_id = u.id`;

const listPeopleStatement = statement<PersonRow>(
  "company_list_people",
  `select ${columns} from ${from}
   where u.tenant_id = current_tenant() and u.id > $1 and u.status <> 'REMOVED' order by u.id limit $2`,
);
export const listPeople = (after: UserId | null, limit: number) => bind(listPeopleStatement, after ?? lowestId, limit);

const listPeopleByIdStatement = statement<PersonRow>(
  "company_list_people_by_id",
  `select ${columns} from ${from} where u.tenant_id = current_tenant() and u.id = any($1::uuid[]) and u.status <> 'REMOVED'`,
);
export const listPeopleById = (users: readonly UserId[]) => bind(listPeopleByIdStatement, users);

export interface FormerMemberRow {
  user: UserId;
  address: string;
  name: string;
  salt: Uint8Array;
  removedSeq: number;
}

const listFormerMembersStatement = statement<FormerMemberRow>(
  "company_list_former_members",
  `select u.id as "user", u.address, u.name, u.person_salt as salt, u.removed_seq from "user" u
   where u.tenant_id = current_tenant() and u.id > $1 and u.status = 'REMOVED' and u.erased_at is null and u.removed_seq is not null
   order by u.id limit $2`,
);
export const listFormerMembers = (after: UserId | null, limit: number) =>
  bind(listFormerMembersStatement, after ?? lowestId, limit);
