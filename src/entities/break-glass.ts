import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** Rights of a desk beyond its own, from then until then. PROTOCOL §4.16. */
@Entity("break_glass")
@ForeignKey("Desk", ["tenantId", "deskId"], ["tenantId", "id"], { name: "break_glass_of_desk" })
@Check("break_glass_reason_is_bounded", "char_length(reason) between 1 and 1024")
@Check("break_glass_is_bounded", "until_at > from_at and until_at <= from_at + interval '72 hours'")
export class BreakGlass {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "break_glass_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "desk_id", primaryKeyConstraintName: "break_glass_key" })
  deskId!: TenantId;

  /** Its hash stands in the roster. */
  @Column("text")
  reason!: string;

  @Column("timestamptz", { name: "from_at" })
  fromAt!: Date;

  @Column("timestamptz", { name: "until_at" })
  untilAt!: Date;

  @Column("uuid", { name: "author_id" })
  authorId!: UserId;

  /** Of the link that asked for it. */
  @Column("integer")
  seq!: number;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
