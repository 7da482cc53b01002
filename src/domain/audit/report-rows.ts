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

/** Where an item is that somebody speaks of: a share, or null for their own business profile. */
export interface NamedItem {
  readonly share: VaultId | null;
  readonly record: RecordId;
}

const countOwnItemsStatement = statement<{ count: number }>(
  "audit_count_own_items",
  `select count(*)::integer as count
   from (select id, null::uuid as share_id from vault
         where tenant_id = current_tenant() and user_id = current_actor() and class = 'BUSINESS'
         union all
         select s.id, s.id from share s join readable_vault own on own.id = s.id
         where s.tenant_id = current_tenant() and s.scope = 'BUSINESS' and s.id = any($1::uuid[])) as v
   join unnest($1::uuid[], $2::uuid[]) as named (share_id, id) on named.share_id is not distinct from v.share_id
   cross join lateral (
     select class from record where tenant_id = current_tenant() and vault_id = v.id and id = named.id limit 1
   ) as r
   where r.class is null or r.class = 2`,
);
/** How many of these are items of the actor's business profile, or of the company's shares that they have, or were: what was purged counts. */
export const countOwnItems = (items: readonly NamedItem[]) =>
  bind(
    countOwnItemsStatement,
    items.map(({ share }) => share),
    items.map(({ record }) => record),
  );
