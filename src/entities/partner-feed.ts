import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

/** What was placed in the logs of a partner's own companies, in one order. Reached by database functions only. */
@Entity("partner_feed")
@ForeignKey("Partner", ["partnerId"], ["tenantId"], { name: "partner_feed_of_partner" })
@Index("partner_feed_by_time", ["happenedAt"])
@Check("partner_feed_counts_up", "revision >= 1 and audit_revision >= 1")
export class PartnerFeed {
  @PrimaryColumn("uuid", { name: "partner_id", primaryKeyConstraintName: "partner_feed_key" })
  partnerId!: TenantId;

  @PrimaryColumn("integer", { primaryKeyConstraintName: "partner_feed_key" })
  revision!: number;

  @Column("uuid", { name: "tenant_id" })
  tenantId!: TenantId;

  @Column("integer", { name: "audit_revision" })
  auditRevision!: number;

  @Column("text")
  kind!: string;

  @Column("timestamptz", { name: "happened_at" })
  happenedAt!: Date;

  /** The entry stands in the partner's own log: the company parted. */
  @Column("boolean", { default: false })
  own!: boolean;
}
