import type { TenantId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import { type CompanyGroundRow, groundColumns } from "../recovery/readiness-rows.ts";

export type GroundRow = CompanyGroundRow & { tenant: TenantId; tenantHead: Uint8Array; groupHead: Uint8Array | null };

const listGroundStatement = statement<GroundRow>(
  "partner_graph_list_recovery_ground",
  `select g.tenant_id as tenant, g.tenant_head, g.group_head, ${groundColumns} from managed_recovery g`,
);
/** Of all companies that the transaction is about. */
export const listGround = () => bind(listGroundStatement);

export interface StatesRow {
  tenant: TenantId;
  tenantHead: Uint8Array;
  groupHead: Uint8Array | null;
  tenantState: Uint8Array;
  groupState: Uint8Array | null;
}

const listStatesStatement = statement<StatesRow>(
  "partner_graph_list_recovery_states",
  "select tenant_id as tenant, tenant_head, group_head, tenant_state, group_state from managed_recovery_state",
);
/** The states that readiness reads, of all companies that the transaction is about. */
export const listStates = () => bind(listStatesStatement);
