import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

/** A partner's group of staff, as a company's roster states it. PROTOCOL §4.15. */
@Entity("desk")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "desk_of_tenant" })
@Index("desk_by_id", ["id", "tenantId"])
@Check("desk_genesis_is_32_bytes", "octet_length(genesis) = 32")
@Check("desk_rights_are_known", "rights between 0 and 7")
@Check("desk_hours_are_bounded", "hours between 0 and 168")
export class Desk {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "desk_key" })
  tenantId!: TenantId;

  /** Of the partner's tenant, whether or not it is there still. */
  @PrimaryColumn("uuid", { primaryKeyConstraintName: "desk_key" })
  id!: TenantId;

  /** Hash of the first link of the partner's roster. */
  @Column("bytea")
  genesis!: Uint8Array;

  /** A sum of rights. */
  @Column("integer")
  rights!: number;

  @Column("integer")
  hours!: number;

  /** Of the link that made it what it is. */
  @Column("integer")
  seq!: number;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
