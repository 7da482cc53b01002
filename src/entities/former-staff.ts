import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** Who was at a desk: what they did stands in the company's log. PROTOCOL §4.15. */
@Entity("former_staff")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "former_staff_of_tenant" })
@Check("former_staff_address_is_bounded", "char_length(address) between 3 and 254")
@Check("former_staff_name_is_bounded", "char_length(name) between 1 and 100")
@Check("former_staff_salt_is_32_bytes", "octet_length(salt) = 32")
export class FormerStaff {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "former_staff_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "former_staff_key" })
  userId!: UserId;

  @Column("uuid", { name: "desk_id" })
  deskId!: TenantId;

  @Column("text")
  address!: string;

  @Column("text")
  name!: string;

  @Column("bytea")
  salt!: Uint8Array;

  /** Of the link by which they were taken off. */
  @Column("integer", { name: "gone_seq" })
  goneSeq!: number;
}
