import type { RecordId, VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

export interface ReporterRow {
  id: VaultId;
  userId: string;
  /** A sum of `auditedEvent`. */
  audited: number;
}

const loadReporterStatement = statement<ReporterRow>(
  "audit_load_reporter",
  `select v.id, v.user_id, coalesce(p.password_auditing, 0) as audited
   from vault v left join user_policy p on p.tenant_id = v.tenant_id and p.user_id = v.user_id
   where v.tenant_id = current_tenant() and v.user_id = current_actor() and v.class = 'BUSINESS'`,
);
/** The actor's business profile, and what is recorded of it. */
export const loadReporter = () => bind(loadReporterStatement);

const countOwnItemsStatement = statement<{ count: number }>(
  "audit_count_own_items",
  `select count(*)::integer as count
   from (select id from vault where tenant_id = current_tenant() and user_id = current_actor() and class = 'BUSINESS') as v
   cross join unnest($1::uuid[]) as named (id)
   cross join lateral (
     select class from record where tenant_id = current_tenant() and vault_id = v.id and id = named.id limit 1
   ) as r
   where r.class is null or r.class = 2`,
);
/** How many of these are items of the actor's business profile, or were: what was purged counts. */
export const countOwnItems = (records: readonly RecordId[]) => bind(countOwnItemsStatement, records);
