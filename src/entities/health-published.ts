import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

/** A sum over the reports of nine people or more, as it is made known. */
@Entity("health_published")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "health_published_of_tenant", onDelete: "CASCADE" })
@Check("health_published_counter_is_known", "counter in ('items', 'weak', 'reused', 'old', 'breached')")
@Check("health_published_is_of_five_beside_four", "people >= 9 and sum >= 0 and number >= 1")
export class HealthPublished {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "health_published_key" })
  tenantId!: TenantId;

  @PrimaryColumn("text", { primaryKeyConstraintName: "health_published_key" })
  counter!: string;

  @Column("integer")
  number!: number;

  @Column("bigint")
  sum!: string;

  @Column("integer")
  people!: number;

  @Column("timestamptz", { name: "published_at" })
  publishedAt!: Date;
}
