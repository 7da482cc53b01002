import type { TenantId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

export type Plan = "STANDARD" | "ADVANCED" | "TRIAL";

export interface PartnerRow {
  tenant: TenantId;
  name: string | null;
  seats: number;
  seatsSold: number;
  plans: readonly Plan[];
  suspendedAt: Date | null;
  createdAt: Date;
  /** The actor's own, beside role and scope. */
  labels: readonly string[];
  companies: readonly TenantId[];
}

const loadPartnerStatement = statement<PartnerRow>(
  "partner_load",
  `select p.tenant_id as tenant, t.name, p.seats, seats_sold(), to_json(p.plans) as plans, coalesce(p.suspended_at, t.suspended_at) as suspended_at, p.created_at,
     to_json(s.labels) as labels, to_json(s.companies) as companies
   from partner p join tenant t on t.id = p.tenant_id join partner_staff s on s.tenant_id = p.tenant_id and s.user_id = current_actor()
   where p.tenant_id = current_partner()`,
);
export const loadPartner = () => bind(loadPartnerStatement);

const lockPartnerStatement = statement("partner_lock", "select lock_partner()");
/** Keeps others waiting who change staff or sell of the pool, until the transaction ends. */
export const lockPartner = () => bind(lockPartnerStatement);

const listLabelsStatement = statement<{ label: string; companies: number }>(
  "partner_list_labels",
  `select l.label, count(*)::integer as companies
   from partner_scope() s join partner_company c on c.tenant_id = s.tenant_id and s.own, unnest(c.labels) as l (label)
   group by l.label order by l.label collate "C"`,
);
/** Those of the companies that the actor sees. */
export const listLabels = () => bind(listLabelsStatement);

const inScopeStatement = statement<{ tenant: TenantId }>(
  "partner_in_scope",
  "select tenant_id as tenant from partner_scope($1::uuid[])",
);
/** Which of these companies the actor sees. */
export const listInScope = (companies: readonly TenantId[]) => bind(inScopeStatement, companies);

const listOwnStatement = statement<{ tenant: TenantId }>(
  "partner_list_own",
  "select tenant_id as tenant from partner_scope($1::uuid[]) where own order by tenant_id",
);
/** Which of these companies the actor sees that are the partner's own. */
export const listOwn = (companies: readonly TenantId[]) => bind(listOwnStatement, companies);

export interface NestedPartnerRow {
  tenant: TenantId;
  name: string | null;
  seats: number;
  seatsSold: number;
  plans: readonly Plan[];
  companies: number;
  suspendedAt: Date | null;
  createdAt: Date;
}

const listNestedStatement = statement<NestedPartnerRow>(
  "partner_list_nested",
  `select tenant_id as tenant, name, seats, seats_sold::integer, to_json(plans) as plans, companies, suspended_at, created_at
   from list_nested_partners($1, $2)`,
);
export const listNested = (most: number, after: string) => bind(listNestedStatement, most, after);
