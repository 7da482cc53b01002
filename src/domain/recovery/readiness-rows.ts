import type { RosterId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

export interface CompanyReadinessRow {
  /** Whether backups are taken by the plan, and the company is not suspended. */
  sold: boolean;
  switched: RosterId | null;
  awaiting: boolean;
  document: Uint8Array | null;
  tenantState: Uint8Array;
  groupState: Uint8Array | null;
  groupEpoch: number | null;
  codeSince: Date | null;
  drilledAt: Date | null;
  drilledEpoch: number | null;
  codeDrilledAt: Date | null;
  temporary: number;
  /** Recoveries that are not over, and those that are and were not closed. */
  live: number;
  unclosed: number;
}

const loadCompanyStatement = statement<CompanyReadinessRow>(
  "recovery_load_company_readiness",
  `select t.suspended_at is null and t.plan <> 'STANDARD' and (t.trial_ends_at is null or t.trial_ends_at > $1) as sold,
     w.group_id as switched,
     exists (select from recovery_switch a where a.tenant_id = t.id and a.status = 'AWAITING') as awaiting,
     d.document, r.state as tenant_state, g.state as group_state, g.epoch as group_epoch, c.created_at as code_since,
     k.drilled_at, k.epoch as drilled_epoch, o.drilled_at as code_drilled_at,
     (select count(*)::integer from group_member m where m.tenant_id = t.id and m.group_id = w.group_id and m.role = 'MEMBER') as temporary,
     (select count(*)::integer from recovery y where y.tenant_id = t.id and y.closed_at is null and y.vetoed_at is null and y.ends_at > $1) as live,
     (select count(*)::integer from recovery y where y.tenant_id = t.id and y.closed_at is null and (y.vetoed_at is not null or y.ends_at <= $1)) as unclosed
   from tenant t
   join roster r on r.tenant_id = t.id and r.id = t.id
   left join recovery_switch w on w.tenant_id = t.id and w.status = 'IN_FORCE'
   left join policy_document d on d.tenant_id = t.id and d.id = t.id
   left join roster g on g.tenant_id = t.id and g.id = w.group_id
   left join recovery_code c on c.tenant_id = t.id and c.group_id = w.group_id
   left join recovery_drill k on k.tenant_id = t.id and k.group_id = w.group_id and not k.by_code
   left join recovery_drill o on o.tenant_id = t.id and o.group_id = w.group_id and o.by_code
   where t.id = current_tenant()`,
);
export const loadCompanyReadiness = (now: Date) => bind(loadCompanyStatement, now);

export interface UserReadinessRow {
  user: UserId;
  policy: number;
  /** Whether there is a business profile with anything in it. */
  written: boolean;
  /** The epoch of the group in force to which its key is wrapped; null: to none of it. */
  entrusted: number | null;
  groupEpoch: number | null;
  takenAt: Date | null;
  /** Whether the newest backup is of its head. */
  whole: boolean;
}

const listUsersStatement = statement<UserReadinessRow>(
  "recovery_list_user_readiness",
  `select u.id as "user", coalesce(p.organisation_backup, 0) as policy, coalesce(v.revision, 0) > 0 as written, e.group_epoch as entrusted,
     g.epoch as group_epoch, k.taken_at, coalesce(k.revision = v.revision, false) as whole
   from "user" u
   left join recovery_switch w on w.tenant_id = u.tenant_id and w.status = 'IN_FORCE'
   left join roster g on g.tenant_id = u.tenant_id and g.id = w.group_id
   left join user_policy p on p.tenant_id = u.tenant_id and p.user_id = u.id
   left join vault v on v.tenant_id = u.tenant_id and v.user_id = u.id and v.class = 'BUSINESS'
   left join entrusted_wrap e on e.tenant_id = v.tenant_id and e.vault_id = v.id and e.group_id = w.group_id
   left join backup_vault b on b.tenant_id = v.tenant_id and b.vault_id = v.id
   left join backup k on k.tenant_id = b.tenant_id and k.vault_id = b.vault_id and k.number = b.number
   where u.tenant_id = current_tenant() and u.status <> 'REMOVED' and u.id > $1 order by u.id limit $2`,
);
/** Members by id. */
export const listUserReadiness = (after: string, limit: number) => bind(listUsersStatement, after, limit);
