import type { RosterId, TenantId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

/** What a company's readiness is judged by, but for what its rosters state. */
export interface CompanyGroundRow {
  /** Whether backups are taken by the plan, and the company is not suspended. */
  sold: boolean;
  switched: RosterId | null;
  awaiting: boolean;
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
export interface CompanyReadinessRow extends CompanyGroundRow {
  tenant: TenantId;
  tenantState: Uint8Array;
  groupState: Uint8Array | null;
}

/** Columns of `recovery_ground g`, and of its sister that a partner reads. */
export const groundColumns = `g.sold, g.switched, g.awaiting, g.group_epoch, g.code_since, g.drilled_at, g.drilled_epoch, g.code_drilled_at,
     g.temporary, g.live, g.unclosed`;

const loadCompanyStatement = statement<CompanyReadinessRow>(
  "recovery_load_company_readiness",
  `select ${groundColumns}, g.tenant_id as tenant, r.state as tenant_state, s.state as group_state
   from recovery_ground g
   join roster r on r.tenant_id = g.tenant_id and r.id = g.tenant_id
   left join roster s on s.tenant_id = g.tenant_id and s.id = g.switched
   where g.tenant_id = current_tenant()`,
);
export const loadCompanyReadiness = () => bind(loadCompanyStatement);

export interface UserReadinessRow {
  user: UserId;
  policy: number;
  /** Whether there is a business profile with anything in it. */
  written: boolean;
  /** The epoch of the group in force to which its key is wrapped; null: to none of it. */
  entrusted: number | null;
  groupEpoch: number | null;
  /**
   * Where it is to be backed up and anything stands in it: the newest backup is of its head, or not older than 48 hours; it is
   * older and lacks something; there is none.
   */
  backup: "FRESH" | "STALE" | "MISSING" | null;
}

const listUsersStatement = statement<UserReadinessRow>(
  "recovery_list_user_readiness",
  `select user_id as "user", organisation_backup as policy, written, entrusted, group_epoch, backup
   from person_ground where tenant_id = current_tenant() and user_id > $1 order by user_id limit $2`,
);
/** Members by id. */
export const listUserReadiness = (after: string, limit: number) => bind(listUsersStatement, after, limit);
