import type { SessionId, TenantId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { Standing } from "../context.ts";

export interface StaffRow {
  user: UserId;
  address: string;
  name: string;
  role: Standing["role"];
  scope: Standing["scope"];
  labels: readonly string[];
  companies: readonly TenantId[];
  since: Date;
  /** The role counts. */
  counts: boolean;
}

const counts = "u.status = 'ACTIVE' and (s.role not in ('OWNER', 'ADMINISTRATOR') or u.role = 'ADMINISTRATOR')";
const staff = `select s.user_id as "user", u.address, u.name, s.role, s.scope, to_json(s.labels) as labels, to_json(s.companies) as companies, s.since, ${counts} as counts
  from partner_staff s join "user" u on u.tenant_id = s.tenant_id and u.id = s.user_id where s.tenant_id = current_partner()`;

const listStaffStatement = statement<StaffRow>(
  "partner_list_staff",
  `${staff} and s.user_id > $1 order by s.user_id limit $2`,
);
export const listStaff = (after: string, limit: number) => bind(listStaffStatement, after, limit);

const findStaffStatement = statement<StaffRow>("partner_find_staff", `${staff} and s.user_id = $1`);
export const findStaff = (user: UserId) => bind(findStaffStatement, user);

export interface CandidateRow {
  administrator: boolean;
  active: boolean;
  /** What they are by now. */
  role: Standing["role"] | null;
  /** How many others are owners whose role counts. */
  otherOwners: number;
  staff: number;
}

const loadCandidateStatement = statement<CandidateRow>(
  "partner_load_candidate",
  `select u.role = 'ADMINISTRATOR' as administrator, u.status = 'ACTIVE' as active, own.role,
     (select count(*)::integer from partner_staff s join "user" o on o.tenant_id = s.tenant_id and o.id = s.user_id
      where s.tenant_id = current_partner() and s.role = 'OWNER' and s.user_id <> u.id and o.role = 'ADMINISTRATOR' and o.status = 'ACTIVE') as other_owners,
     (select count(*)::integer from partner_staff s where s.tenant_id = current_partner()) as staff
   from "user" u left join partner_staff own on own.tenant_id = u.tenant_id and own.user_id = u.id and own.tenant_id = current_partner()
   where u.tenant_id = current_tenant() and u.id = $1`,
);
/** Behind the lock of the partner. */
export const loadCandidate = (user: UserId) => bind(loadCandidateStatement, user);

export type StaffSaid = Pick<StaffRow, "user" | "role" | "scope" | "labels" | "companies">;

const putStaffStatement = statement(
  "partner_put_staff",
  `insert into partner_staff as s (tenant_id, user_id, role, scope, labels, companies, since) values (current_partner(), $1, $2, $3, $4, $5, $6)
   on conflict (tenant_id, user_id) do update set role = excluded.role, scope = excluded.scope, labels = excluded.labels,
     companies = excluded.companies, since = case when s.role = excluded.role then s.since else excluded.since end`,
);
export const putStaff = ({ user, role, scope, labels, companies }: StaffSaid, now: Date) =>
  bind(putStaffStatement, user, role, scope, labels, companies, now);

const deleteStaffStatement = statement(
  "partner_delete_staff",
  "delete from partner_staff where tenant_id = current_partner() and user_id = $1",
);
export const deleteStaff = (user: UserId) => bind(deleteStaffStatement, user);

const endStaffSessionsStatement = statement<{ id: SessionId }>(
  "partner_end_sessions",
  `update session set ended_at = $2, end_reason = 'PORTAL_RESTRICTED'
   where tenant_id = current_tenant() and user_id = $1 and ended_at is null and surface = 'PARTNER' returning id`,
);
/** Those for the partner: of somebody who is on its staff no more. */
export const endStaffSessions = (user: UserId, now: Date) => bind(endStaffSessionsStatement, user, now);
