import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

/** The newest day on which a company's sums of passwords' health were made or held back. Reached by database functions only. */
@Entity("health_day")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "health_day_of_tenant", onDelete: "CASCADE" })
export class HealthDay {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "health_day_key" })
  tenantId!: TenantId;

  @Column("date")
  day!: string;
}
