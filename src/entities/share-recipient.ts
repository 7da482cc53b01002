import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId, UserId, VaultId } from "../ids.ts";

/** Who is in a share by name or from outside, or a group that is in it, as its roster states it. PROTOCOL §4.11. */
@Entity("share_recipient")
@ForeignKey("Share", ["tenantId", "shareId"], ["tenantId", "id"], { name: "share_recipient_of_share" })
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "share_recipient_of_user" })
@ForeignKey("UserGroup", ["tenantId", "groupId"], ["tenantId", "id"], { name: "share_recipient_of_group" })
@ForeignKey("ShareGuest", ["tenantId", "shareId", "guestId"], ["tenantId", "shareId", "userId"], {
  name: "share_recipient_of_guest",
})
@Index("share_recipient_by_user", ["tenantId", "userId", "shareId"], { where: "user_id is not null" })
@Index("share_recipient_by_group", ["tenantId", "groupId", "shareId"], { where: "group_id is not null" })
@Index("share_recipient_by_expiry", ["expiresAt"], { where: "not expired" })
@Check(
  "share_recipient_is_one",
  "num_nonnulls(user_id, group_id, guest_id) = 1 and (recipient_id = user_id or recipient_id = group_id or recipient_id = guest_id)",
)
@Check("share_recipient_role_is_known", "role in ('OWNER', 'EDITOR', 'READER', 'READER_HIDDEN')")
@Check("share_recipient_owner_is_user", "role <> 'OWNER' or user_id is not null")
@Check("share_recipient_introduced_is_user", "not introduced or user_id is not null")
@Check("share_recipient_expires_at_its_time", "not expired or expires_at is not null")
export class ShareRecipient {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "share_recipient_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "share_id", primaryKeyConstraintName: "share_recipient_key" })
  shareId!: VaultId;

  /** The user's, the group's, or the guest's. */
  @PrimaryColumn("uuid", { name: "recipient_id", primaryKeyConstraintName: "share_recipient_key" })
  recipientId!: UserId | RosterId;

  @Column("uuid", { name: "user_id", nullable: true })
  userId!: UserId | null;

  @Column("uuid", { name: "group_id", nullable: true })
  groupId!: RosterId | null;

  @Column("uuid", { name: "guest_id", nullable: true })
  guestId!: UserId | null;

  @Column("text")
  role!: "OWNER" | "EDITOR" | "READER" | "READER_HIDDEN";

  @Column("timestamptz", { name: "expires_at", nullable: true })
  expiresAt!: Date | null;

  /** That time is over, as the worker has seen. */
  @Column("boolean", { default: false })
  expired!: boolean;

  /** The user has left the tenant, or the group ended, and the roster has not followed yet. */
  @Column("boolean", { default: false })
  gone!: boolean;

  /** Of a member: guests are told who it is. */
  @Column("boolean", { default: false })
  introduced!: boolean;
}
