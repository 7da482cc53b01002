import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

/** Where a partner's feed stands. Its row lock is what makes revisions dense. Reached by database functions only. */
@Entity("partner_feed_head")
@ForeignKey("Partner", ["partnerId"], ["tenantId"], { name: "partner_feed_head_of_partner" })
@Check("partner_feed_head_counts_up", "revision >= 0")
export class PartnerFeedHead {
  @PrimaryColumn("uuid", { name: "partner_id", primaryKeyConstraintName: "partner_feed_head_key" })
  partnerId!: TenantId;

  @Column("integer")
  revision!: number;
}
