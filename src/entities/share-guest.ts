import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId, UserId, VaultId } from "../ids.ts";

/** Who is in a share from outside, with the text that opens the roster's commitment. PROTOCOL §4.12. */
@Entity("share_guest")
@ForeignKey("Share", ["tenantId", "shareId"], ["tenantId", "id"], { name: "share_guest_of_share" })
@Index("share_guest_by_user", ["userId", "shareId"], { unique: true })
@Check("share_guest_status_is_known", "status in ('ACTIVE', 'SUSPENDED')")
@Check("share_guest_address_is_bounded", "char_length(address) between 3 and 254")
@Check("share_guest_name_is_bounded", "char_length(name) between 1 and 100")
@Check("share_guest_salt_is_32_bytes", "octet_length(salt) = 32")
@Check("share_guest_encryption_key_is_1216_bytes", "octet_length(encryption_key) = 1216")
export class ShareGuest {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "share_guest_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "share_id", primaryKeyConstraintName: "share_guest_key" })
  shareId!: VaultId;

  /** Of another tenant, whichever it is by now. */
  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "share_guest_key" })
  userId!: UserId;

  @Column("text")
  address!: string;

  @Column("text")
  name!: string;

  @Column("bytea")
  salt!: Uint8Array;

  @Column("bytea", { name: "encryption_key" })
  encryptionKey!: Uint8Array;

  @Column("text")
  status!: "ACTIVE" | "SUSPENDED";

  @Column("timestamptz", { name: "joined_at" })
  joinedAt!: Date;
}
