import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

export type StaffRole = "OWNER" | "ADMINISTRATOR" | "TECHNICIAN" | "BILLING" | "AUDITOR";
export type StaffScope = "ALL" | "LABELS" | "LIST";

/** A user of a partner's tenant who sees its companies. */
@Entity("partner_staff")
@ForeignKey("Partner", ["tenantId"], ["tenantId"], { name: "partner_staff_of_partner" })
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "partner_staff_is_user" })
@Check("partner_staff_role_is_known", "role in ('OWNER', 'ADMINISTRATOR', 'TECHNICIAN', 'BILLING', 'AUDITOR')")
@Check(
  "partner_staff_scope_is_known",
  "scope = 'ALL' or scope in ('LABELS', 'LIST') and role not in ('OWNER', 'ADMINISTRATOR')",
)
@Check(
  "partner_staff_scope_says_which",
  "(scope = 'LABELS') = (cardinality(labels) > 0) and (scope = 'LIST') = (cardinality(companies) > 0)",
)
@Check("partner_staff_scope_is_bounded", "cardinality(labels) <= 20 and cardinality(companies) <= 1000")
export class PartnerStaff {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "partner_staff_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "partner_staff_key" })
  userId!: UserId;

  @Column("text")
  role!: StaffRole;

  /** Which companies: all, those with one of these labels, or these. */
  @Column("text")
  scope!: StaffScope;

  @Column("text", { array: true, default: [] })
  labels!: string[];

  @Column("uuid", { array: true, default: [] })
  companies!: TenantId[];

  @Column("timestamptz")
  since!: Date;
}
