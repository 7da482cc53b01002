/** Lists of companies: one statement for all of them, and a page of each. */
import type { RosterId, TenantId, UserId } from "../../ids.ts";
import type { PlacedRow } from "../audit/read-rows.ts";
import { shownColumns } from "../audit/rows.ts";
import { bind, statement } from "../batch.ts";
import { type CutRow, cutToBytes } from "../cut.ts";
import type { DocumentRow } from "../policy/rows.ts";

export interface ManagedUserRow {
  tenant: TenantId;
  user: UserId;
  address: string;
  name: string;
  role: "ADMINISTRATOR" | "USER";
  primary: boolean;
  status: "ACTIVE" | "SUSPENDED";
  createdAt: Date;
  secondFactor: boolean;
  devices: number;
  lastSeenAt: Date | null;
  entrusted: boolean;
  backedUpAt: Date | null;
}

export const userColumns = `u.tenant_id as tenant, u.user_id as "user", u.address, u.name, u.role, u.is_primary as "primary", u.status, u.created_at,
     u.has_factor as second_factor, u.devices, u.last_seen_at, u.entrusted is not null as entrusted, u.taken_at as backed_up_at`;

const listUsersStatement = statement<ManagedUserRow>(
  "partner_graph_list_users",
  `select p.* from unnest($1::uuid[]) as asked (id)
   cross join lateral (
     select ${userColumns} from managed_user u where u.tenant_id = asked.id and u.user_id > $2 order by u.user_id limit $3
   ) as p order by p.tenant, p."user"`,
);
export const listUsers = (companies: readonly TenantId[], after: string, limit: number) =>
  bind(listUsersStatement, companies, after, limit);

export interface ManagedGroupRow {
  tenant: TenantId;
  group: RosterId;
  class: "NAMED" | "EVERYONE" | "RECOVERY";
  members: number;
  createdAt: Date;
}

const listGroupsStatement = statement<ManagedGroupRow>(
  "partner_graph_list_groups",
  `select p.* from unnest($1::uuid[]) as asked (id)
   cross join lateral (
     select tenant_id as tenant, group_id as "group", class, members, created_at from managed_group
     where tenant_id = asked.id and group_id > $2 order by group_id limit $3
   ) as p order by p.tenant, p."group"`,
);
export const listGroups = (companies: readonly TenantId[], after: string, limit: number) =>
  bind(listGroupsStatement, companies, after, limit);

export type ManagedDocumentRow = DocumentRow & { tenant: TenantId };

const listDocumentsStatement = statement<ManagedDocumentRow & CutRow>(
  "partner_graph_list_documents",
  `select p.* from unnest($1::uuid[]) as asked (id)
   cross join lateral (
     ${cutToBytes(
       `select tenant_id as tenant, id, scope, seq, document from managed_document
     where tenant_id = asked.id and id > $2 and ($4::boolean or scope in ('TENANT', 'PARTNER')) order by id limit $3`,
       "document",
       "id",
     )}
   ) as p order by p.tenant, p.id`,
);
/** Without `people` those alone that speak of the whole company: the others name somebody, or a group. */
export const listDocuments = (companies: readonly TenantId[], after: string, limit: number, people: boolean) =>
  bind(listDocumentsStatement, companies, after, limit, people);

const listWideDocumentsStatement = statement<ManagedDocumentRow>(
  "partner_graph_list_wide_documents",
  `select p.* from unnest($1::uuid[]) as asked (id)
   cross join lateral (
     select tenant_id as tenant, id, scope, seq, document from managed_document
     where tenant_id = asked.id and scope in ('TENANT', 'PARTNER') offset 0
   ) as p order by p.tenant, p.id`,
);
/** What is said of everybody in these companies. */
export const listWideDocuments = (companies: readonly TenantId[]) => bind(listWideDocumentsStatement, companies);

export interface ManagedSeatDayRow {
  tenant: TenantId;
  day: string;
  plan: "STANDARD" | "ADVANCED" | "TRIAL";
  seats: number;
  taken: number;
}

const listSeatDaysStatement = statement<ManagedSeatDayRow>(
  "partner_graph_list_seat_days",
  `select p.* from unnest($1::uuid[]) as asked (id)
   cross join lateral (
     select tenant_id as tenant, day::text, plan, seats, taken from managed_seat_day d
     where d.tenant_id = asked.id and d.day >= $2::date and d.day <= $3::date order by d.day desc limit $4
   ) as p order by p.tenant, p.day desc`,
);
export const listSeatDays = (companies: readonly TenantId[], from: string, to: string, limit: number) =>
  bind(listSeatDaysStatement, companies, from, to, limit);

export type ManagedEntryRow = PlacedRow & { tenant: TenantId };

const entries = (condition: string) => `select p.* from unnest($1::uuid[]) as asked (id)
   cross join lateral (
     select tenant_id as tenant, revision, hash, ${shownColumns} from managed_audit_entry
     where tenant_id = asked.id and revision > $2${condition} order by revision limit $3
   ) as p order by p.tenant, p.revision`;
const listEntriesStatement = statement<ManagedEntryRow>("partner_graph_list_entries", entries(""));
const listEntriesOfStatement = statement<ManagedEntryRow>(
  "partner_graph_list_entries_of",
  entries(" and kind = any ($4::text[])"),
);
export const listEntries = (
  companies: readonly TenantId[],
  after: number,
  limit: number,
  kinds: readonly string[] | null,
) =>
  kinds === null
    ? bind(listEntriesStatement, companies, after, limit)
    : bind(listEntriesOfStatement, companies, after, limit, kinds);
