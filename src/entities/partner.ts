import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";
import type { TenantPlan } from "./tenant.ts";

/** A tenant whose staff look after other tenants, with what the operator sold it. */
@Entity("partner")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "partner_is_tenant" })
@ForeignKey("Partner", ["parentId"], ["tenantId"], { name: "partner_under_partner" })
@Index("partner_by_parent", ["parentId"], { where: "parent_id is not null" })
@Check("partner_seats_are_bounded", "seats between 1 and 10000000")
@Check("partner_plans_are_known", "cardinality(plans) >= 1 and plans <@ array['STANDARD', 'ADVANCED', 'TRIAL']")
@Check("partner_is_not_its_own", "parent_id <> tenant_id")
@Check("partner_parent_has_since", "(parent_id is null) = (parent_since is null)")
export class Partner {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "partner_key" })
  tenantId!: TenantId;

  /** How many its companies may have together. */
  @Column("integer")
  seats!: number;

  @Column("text", { array: true })
  plans!: TenantPlan[];

  /** One level, and no more. */
  @Column("uuid", { name: "parent_id", nullable: true })
  parentId!: TenantId | null;

  /** Since when it stands there; the database says. */
  @Column("timestamptz", { name: "parent_since", nullable: true })
  parentSince!: Date | null;

  @Column("timestamptz", { name: "suspended_at", nullable: true })
  suspendedAt!: Date | null;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
