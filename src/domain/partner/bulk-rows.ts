import type { TenantId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { CompanyRefusal } from "./company-rows.ts";

const insertBulkStatement = statement<{ id: string }>(
  "bulk_insert",
  `insert into bulk (partner_id, id, author_id, action, content_hash, created_at) values (current_partner(), $1, current_actor(), $2, $3, $4)
   on conflict on constraint bulk_key do nothing returning id`,
);
/** A row where it is a new one. */
export const insertBulk = (id: string, action: string, content: Uint8Array, now: Date) =>
  bind(insertBulkStatement, id, action, content, now);

const findBulkStatement = statement<{ author: UserId; contentHash: Uint8Array }>(
  "bulk_find",
  "select author_id as author, content_hash from bulk where partner_id = current_partner() and id = $1",
);
export const findBulk = (id: string) => bind(findBulkStatement, id);

const insertWaitingStatement = statement(
  "bulk_insert_waiting",
  "insert into bulk_result (partner_id, bulk_id, tenant_id) select current_partner(), $1, c.id from unnest($2::uuid[]) as c (id)",
);
export const insertWaiting = (id: string, companies: readonly TenantId[]) =>
  bind(insertWaitingStatement, id, companies);

export interface BulkResultRow {
  company: TenantId;
  /** Null: it waits. */
  outcome: "DONE" | "UNCHANGED" | "REFUSED" | "NOT_FOUND" | null;
  refusal: CompanyRefusal | null;
}

const listResultsStatement = statement<BulkResultRow>(
  "bulk_list_results",
  `select tenant_id as company, outcome, detail as refusal from bulk_result
   where partner_id = current_partner() and bulk_id = $1 and tenant_id > $2 order by tenant_id limit $3`,
);
export const listResults = (id: string, after: string, limit: number) => bind(listResultsStatement, id, after, limit);

const claimStatement = statement<{ company: TenantId }>(
  "bulk_claim",
  `select tenant_id as company from bulk_result
   where partner_id = current_partner() and bulk_id = $1 and tenant_id > $2 and tenant_id <= $3 and outcome is null
   order by tenant_id limit $4 for update`,
);
/** The next that wait: whoever sees to them at the same time is waited for, and what that has done is not given. */
export const claimWaiting = (id: string, after: string, last: string, limit: number) =>
  bind(claimStatement, id, after, last, limit);

const noteResultsStatement = statement(
  "bulk_note_results",
  `update bulk_result b set outcome = r.outcome, detail = r.detail
   from unnest($2::uuid[], $3::text[], $4::text[]) as r (id, outcome, detail)
   where b.partner_id = current_partner() and b.bulk_id = $1 and b.tenant_id = r.id`,
);
export const noteResults = (id: string, results: readonly BulkResultRow[]) =>
  bind(
    noteResultsStatement,
    id,
    results.map(({ company }) => company),
    results.map(({ outcome }) => outcome),
    results.map(({ refusal }) => refusal),
  );
