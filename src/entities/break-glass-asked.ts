import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

/** What a desk asked for beyond its rights, also once that is over. PROTOCOL §4.16. */
@Entity("break_glass_asked")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "break_glass_asked_of_tenant" })
@Check("break_glass_asked_reason_is_bounded", "char_length(reason) between 1 and 1024")
export class BreakGlassAsked {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "break_glass_asked_key" })
  tenantId!: TenantId;

  /** Of the link that asked. */
  @PrimaryColumn("integer", { primaryKeyConstraintName: "break_glass_asked_key" })
  seq!: number;

  @Column("uuid", { name: "desk_id" })
  deskId!: TenantId;

  /** Its hash stands in the roster. */
  @Column("text")
  reason!: string;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
