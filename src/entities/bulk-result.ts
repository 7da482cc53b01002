import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

/** What became of a company in a change for many. It may have gone since, so it is not referred to. */
@Entity("bulk_result")
@ForeignKey("Bulk", ["partnerId", "bulkId"], ["partnerId", "id"], { name: "bulk_result_of_bulk" })
@Index("bulk_result_waiting", ["partnerId", "bulkId", "tenantId"], { where: "outcome is null" })
@Check("bulk_result_outcome_is_known", "outcome in ('DONE', 'UNCHANGED', 'REFUSED', 'NOT_FOUND')")
@Check("bulk_result_detail_of_refusal", "(detail is not null) = (outcome is not distinct from 'REFUSED')")
export class BulkResult {
  @PrimaryColumn("uuid", { name: "partner_id", primaryKeyConstraintName: "bulk_result_key" })
  partnerId!: TenantId;

  @PrimaryColumn("text", { name: "bulk_id", primaryKeyConstraintName: "bulk_result_key" })
  bulkId!: string;

  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "bulk_result_key" })
  tenantId!: TenantId;

  /** Null: it waits. */
  @Column("text", { nullable: true })
  outcome!: "DONE" | "UNCHANGED" | "REFUSED" | "NOT_FOUND" | null;

  @Column("text", { nullable: true })
  detail!: string | null;
}
