import { Column, Entity, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

/** A company, or a person's tenant of one. Holds no name. */
@Entity("tenant")
export class Tenant {
  @PrimaryColumn("uuid", { primaryKeyConstraintName: "tenant_key" })
  id!: TenantId;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
