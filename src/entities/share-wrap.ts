import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId, UserId, VaultId } from "../ids.ts";

/** The key of a share's epoch, wrapped for one recipient by somebody who holds it. PROTOCOL §4.11. */
@Entity("share_wrap")
@ForeignKey("Share", ["tenantId", "shareId"], ["tenantId", "id"], { name: "share_wrap_of_share" })
@ForeignKey("User", ["tenantId", "authorId"], ["tenantId", "id"], { name: "share_wrap_by_author" })
@Index("share_wrap_by_recipient", ["tenantId", "recipientId", "shareId"])
@Check("share_wrap_epochs_from_one", "epoch >= 1 and group_epoch >= 1")
@Check("share_wrap_refused_of_group", "not refused or group_epoch is not null")
@Check("share_wrap_is_1225_bytes", "octet_length(wrap) = 1225")
export class ShareWrap {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "share_wrap_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "share_id", primaryKeyConstraintName: "share_wrap_key" })
  shareId!: VaultId;

  /** The user's, or the group's. */
  @PrimaryColumn("uuid", { name: "recipient_id", primaryKeyConstraintName: "share_wrap_key" })
  recipientId!: UserId | RosterId;

  @PrimaryColumn("integer", { primaryKeyConstraintName: "share_wrap_key" })
  epoch!: number;

  /** Of the group to whose public key it is wrapped; null for a user. */
  @Column("integer", { name: "group_epoch", nullable: true })
  groupEpoch!: number | null;

  @Column("uuid", { name: "author_id" })
  authorId!: UserId;

  @Column("bytea")
  wrap!: Uint8Array;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;

  /** Of a group: one of its members says that it does not open. */
  @Column("boolean", { default: false })
  refused!: boolean;
}
