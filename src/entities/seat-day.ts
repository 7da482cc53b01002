import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

/** How many seats a tenant had on a day (UTC), and the most that were taken then. */
@Entity("seat_day")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "seat_day_of_tenant" })
export class SeatDay {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "seat_day_key" })
  tenantId!: TenantId;

  @PrimaryColumn("date", { primaryKeyConstraintName: "seat_day_key" })
  day!: string;

  @Column("text")
  plan!: string;

  @Column("integer")
  seats!: number;

  @Column("integer")
  taken!: number;
}
