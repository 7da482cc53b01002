import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId, UserId, VaultId } from "../ids.ts";

/** An invitation into a share, with the text that opens its commitment. PROTOCOL §4.12. Gone once used, void or lapsed. */
@Entity("share_invitation")
@ForeignKey("Share", ["tenantId", "shareId"], ["tenantId", "id"], { name: "share_invitation_of_share" })
@ForeignKey("User", ["tenantId", "authorId"], ["tenantId", "id"], { name: "share_invitation_by_user" })
@Index("share_invitation_by_key", ["shareId", "key"], { unique: true })
@Index("share_invitation_by_author", ["tenantId", "authorId"])
@Check("share_invitation_key_is_32_bytes", "octet_length(key) = 32")
@Check("share_invitation_salt_is_32_bytes", "octet_length(salt) = 32")
@Check("share_invitation_role_is_known", "role in ('EDITOR', 'READER', 'READER_HIDDEN')")
@Check("share_invitation_address_is_bounded", "char_length(address) between 3 and 254")
@Check("share_invitation_name_is_bounded", "char_length(name) between 1 and 100")
export class ShareInvitation {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "share_invitation_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "share_id", primaryKeyConstraintName: "share_invitation_key" })
  shareId!: VaultId;

  /** Public: the secret of the link never comes here. */
  @PrimaryColumn("bytea", { primaryKeyConstraintName: "share_invitation_key" })
  key!: Uint8Array;

  /** Of the link that made it. */
  @Column("integer")
  seq!: number;

  @Column("uuid", { name: "author_id" })
  authorId!: UserId;

  @Column("text")
  address!: string;

  @Column("text")
  name!: string;

  @Column("bytea")
  salt!: Uint8Array;

  @Column("text")
  role!: "EDITOR" | "READER" | "READER_HIDDEN";

  @Column("timestamptz", { name: "expires_at" })
  expiresAt!: Date;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
