import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** A company that parted from its partner, as that is told of it, for a month. Reached by database functions only. */
@Entity("parted_company")
@ForeignKey("Partner", ["partnerId"], ["tenantId"], { name: "parted_company_of_partner" })
@Index("parted_company_by_partner", ["partnerId", "partedAt"])
@Index("parted_company_by_time", ["partedAt"])
export class PartedCompany {
  @PrimaryColumn("uuid", { primaryKeyConstraintName: "parted_company_key" })
  id!: string;

  @Column("uuid", { name: "partner_id" })
  partnerId!: TenantId;

  /** It may be gone itself. */
  @Column("uuid", { name: "tenant_id" })
  tenantId!: TenantId;

  @Column("text", { nullable: true })
  name!: string | null;

  @Column("text", { nullable: true })
  reference!: string | null;

  /** Whose scope it was in is told. */
  @Column("text", { array: true })
  labels!: string[];

  @Column("integer")
  seats!: number;

  @Column("timestamptz", { name: "parted_at" })
  partedAt!: Date;

  /** Who of the staff let it go; null: the company left. */
  @Column("uuid", { name: "actor_id", nullable: true })
  actorId!: UserId | null;
}
