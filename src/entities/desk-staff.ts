import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** Who is at a desk, with the text that opens the roster's commitment. PROTOCOL §4.15. */
@Entity("desk_staff")
@ForeignKey("Desk", ["tenantId", "deskId"], ["tenantId", "id"], { name: "desk_staff_of_desk" })
@Index("desk_staff_by_user", ["userId", "tenantId"])
@Index("desk_staff_by_desk", ["tenantId", "deskId", "userId"])
@Check("desk_staff_role_is_known", "role in ('KEEPER', 'STAFF')")
@Check("desk_staff_address_is_bounded", "char_length(address) between 3 and 254")
@Check("desk_staff_name_is_bounded", "char_length(name) between 1 and 100")
@Check("desk_staff_salt_is_32_bytes", "octet_length(salt) = 32")
@Check("desk_staff_encryption_key_is_1216_bytes", "octet_length(encryption_key) = 1216")
export class DeskStaff {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "desk_staff_key" })
  tenantId!: TenantId;

  /** Of the partner's tenant. */
  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "desk_staff_key" })
  userId!: UserId;

  @Column("uuid", { name: "desk_id" })
  deskId!: TenantId;

  @Column("text")
  role!: "KEEPER" | "STAFF";

  @Column("text")
  address!: string;

  @Column("text")
  name!: string;

  @Column("bytea")
  salt!: Uint8Array;

  /** X-Wing. */
  @Column("bytea", { name: "encryption_key" })
  encryptionKey!: Uint8Array;

  /** Of the link that made it what it is. */
  @Column("integer")
  seq!: number;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
