import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** What a user's client counted last of the passwords in the business profile. Reached by database functions only: nobody is shown it. */
@Entity("health_report")
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "health_report_of_user", onDelete: "CASCADE" })
@Check(
  "health_report_is_of_items",
  "items >= 0 and weak between 0 and items and reused between 0 and items and old between 0 and items and breached between 0 and items",
)
export class HealthReport {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "health_report_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "health_report_key" })
  userId!: UserId;

  @Column("integer")
  items!: number;

  @Column("integer")
  weak!: number;

  @Column("integer")
  reused!: number;

  @Column("integer")
  old!: number;

  /** Null where the client could not look. */
  @Column("integer", { nullable: true })
  breached!: number | null;

  @Column("timestamptz", { name: "reported_at" })
  reportedAt!: Date;

  /** Since when they report without having been out: suspended, gone, or not asked. */
  @Column("timestamptz")
  since!: Date;
}
