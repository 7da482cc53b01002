import { Check, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";
import { AuditedDeed } from "./audited-deed.ts";

/** What was done, as the transaction that did it wrote it down. It waits for its place in the log. docs/adr/0030. */
@Entity("audit_waiting")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "audit_waiting_of_tenant" })
@Check("audit_waiting_kind_is_a_name", "kind ~ '^[A-Z][A-Z_]{1,62}[A-Z]$'")
@Check("audit_waiting_origin_is_known", "origin in ('SERVER', 'CLIENT')")
@Check(
  "audit_waiting_surface_is_known",
  "surface in ('APP', 'PORTAL', 'PARTNER', 'SERVICE', 'FORMER', 'PASSWORD', 'FACTOR')",
)
@Check("audit_waiting_invitation_is_32_bytes", "octet_length(invitation) = 32")
@Check("audit_waiting_records_are_bounded", "cardinality(records) <= 32")
@Check("audit_waiting_numbers_count_up", "amount >= 0 and seq >= 0 and epoch >= 0")
export class AuditWaiting extends AuditedDeed {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "audit_waiting_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "audit_waiting_key" })
  id!: string;
}
