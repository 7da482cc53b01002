import type { RosterId, UserId } from "../../ids.ts";
import type { Grant } from "../access.ts";
import { bind, statement } from "../batch.ts";
import { type CutRow, cutToBytes } from "../cut.ts";
import type { Reader } from "../letter.ts";

export type RosterGrant = Grant<"roster.extend">;

export type Scope = "TENANT" | "GROUP" | "USER" | "PARTNER";

/** Whom a document is for; the tenant's own id for the tenant. A desk's, under the desk's id, is for everybody as well. */
export interface Place {
  readonly scope: Scope;
  readonly id: string;
}

const putDocumentStatement = statement(
  "policy_put_document",
  `insert into policy_document (tenant_id, id, scope, group_id, user_id, desk_id, seq, document)
   values (current_tenant(), $1, $2, case $2 when 'GROUP' then $1::uuid end, case $2 when 'USER' then $1::uuid end,
     case $2 when 'PARTNER' then $1::uuid end, $3, $4)
   on conflict (tenant_id, id) do update set seq = excluded.seq, document = excluded.document`,
);
export const putDocument = (_: RosterGrant, { scope, id }: Place, seq: number, document: Uint8Array) =>
  bind(putDocumentStatement, id, scope, seq, document);

const deleteDocumentStatement = statement(
  "policy_delete_document",
  "delete from policy_document where tenant_id = current_tenant() and id = $1",
);
export const deleteDocument = (_: RosterGrant, id: string) => bind(deleteDocumentStatement, id);

export interface DocumentRow extends Place {
  seq: number;
  document: Uint8Array;
}

const listForStatement = statement<DocumentRow>(
  "policy_list_for",
  `select id, scope, seq, document from policy_document
   where tenant_id = current_tenant() and (scope = 'TENANT' or scope = 'PARTNER' or $1::uuid[] is null or id = any($1::uuid[])
     or id in (select m.group_id from group_member m where m.tenant_id = current_tenant() and m.user_id = any($1::uuid[]))) order by id`,
);
/** What binds these users, or may bind anybody at all: the tenant's and its desks', those of their groups, and their own. */
export const listDocumentsFor = (users: readonly UserId[] | null) => bind(listForStatement, users);

const listAtStatement = statement<DocumentRow>(
  "policy_list_at",
  `select d.id, d.scope, d.seq, d.document from policy_document d
   where d.tenant_id = current_tenant() and (d.id = any($1::uuid[]) or $2 and (d.id = current_tenant() or d.scope = 'PARTNER'))`,
);
/** Of these places; the tenant's id is its own. With what it says of everybody comes what its desks do. */
export const listDocumentsAt = (places: readonly Place[]) =>
  bind(
    listAtStatement,
    places.filter(({ scope }) => scope !== "TENANT").map(({ id }) => id),
    places.some(({ scope }) => scope === "TENANT"),
  );

const listBindingActorStatement = statement<DocumentRow>(
  "policy_list_binding_actor",
  `select d.id, d.scope, d.seq, d.document
   from (select current_tenant() as id union all select current_actor()
         union all select k.id from desk k where k.tenant_id = current_tenant()
         union all select m.group_id from group_member m where m.tenant_id = current_tenant() and m.user_id = current_actor()) as named
   join policy_document d on d.tenant_id = current_tenant() and d.id = named.id order by d.id`,
);
/** Of the tenant and its desks, of the actor's groups and of the actor. */
export const listDocumentsBindingActor = () => bind(listBindingActorStatement);

const listDocumentsStatement = statement<DocumentRow & CutRow>(
  "policy_list_documents",
  `${cutToBytes(
    "select id, scope, seq, document from policy_document where tenant_id = current_tenant() and id > $1 order by id limit $2",
    "document",
    "id",
  )} order by id`,
);
export const listDocuments = (after: string, limit: number) => bind(listDocumentsStatement, after, limit);

const findPlaceStatement = statement<{ found: boolean }>(
  "policy_find_place",
  `select true as found where $1 = 'TENANT'
   union all select true from user_group g where $1 = 'GROUP' and g.tenant_id = current_tenant() and g.id = $2 and g.class = 'NAMED' and g.ended_at is null
   union all select true from "user" u where $1 = 'USER' and u.tenant_id = current_tenant() and u.id = $2 and u.status <> 'REMOVED'`,
);
/** Whether something can be said of whom or what bears this id. */
export const findPlace = (scope: Scope, id: string) => bind(findPlaceStatement, scope, id);

const listGroupMembersStatement = statement<{ user: UserId }>(
  "policy_list_group_members",
  `select distinct user_id as "user" from group_member where tenant_id = current_tenant() and group_id = any($1::uuid[])`,
);
export const listGroupMembers = (groups: readonly RosterId[]) => bind(listGroupMembersStatement, groups);

const listNotifiedStatement = statement<Reader>(
  "policy_list_notified",
  `select u.address, u.locale from "user" u join user_policy p on p.tenant_id = u.tenant_id and p.user_id = u.id
   where u.tenant_id = current_tenant() and u.id = any($1::uuid[]) and u.id <> current_actor() and p.notify_users_of_changes`,
);
/** Addresses of those, besides the actor, who want to be told of what is changed about them. */
export const listNotified = (users: readonly UserId[]) => bind(listNotifiedStatement, users);
