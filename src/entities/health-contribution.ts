import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** What a sum that was made known was made of: the next is held against it. Reached by database functions only. */
@Entity("health_contribution")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "health_contribution_of_tenant", onDelete: "CASCADE" })
@Check("health_contribution_counter_is_known", "counter in ('items', 'weak', 'reused', 'old', 'breached')")
@Check("health_contribution_counts_up", "number >= 1 and value >= 0")
export class HealthContribution {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "health_contribution_key" })
  tenantId!: TenantId;

  @PrimaryColumn("text", { primaryKeyConstraintName: "health_contribution_key" })
  counter!: string;

  @PrimaryColumn("integer", { primaryKeyConstraintName: "health_contribution_key" })
  number!: number;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "health_contribution_key" })
  userId!: UserId;

  @Column("integer")
  value!: number;
}
