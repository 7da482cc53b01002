import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

/** A tenant that a partner looks after: no tenant has two. */
@Entity("partner_company")
@ForeignKey("Partner", ["partnerId"], ["tenantId"], { name: "partner_company_of_partner" })
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "partner_company_is_tenant" })
@Index("partner_company_has_one", ["tenantId"], { unique: true })
@Check("partner_company_is_another", "partner_id <> tenant_id")
@Check("partner_company_labels_are_bounded", "cardinality(labels) <= 20")
@Check("partner_company_reference_is_bounded", "char_length(reference) between 1 and 100")
export class PartnerCompany {
  @PrimaryColumn("uuid", { name: "partner_id", primaryKeyConstraintName: "partner_company_key" })
  partnerId!: TenantId;

  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "partner_company_key" })
  tenantId!: TenantId;

  @Column("text", { array: true, default: [] })
  labels!: string[];

  /** The partner's own number for it. */
  @Column("text", { nullable: true })
  reference!: string | null;

  @Column("timestamptz")
  since!: Date;

  /** By the partner, or else it came with people of its own. */
  @Column("boolean")
  founded!: boolean;

  /** The partner suspended it, and not the operator. */
  @Column("boolean", { default: false })
  suspended!: boolean;
}
