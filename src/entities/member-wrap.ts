import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId, UserId } from "../ids.ts";

/** The secret of a group's epoch, wrapped for one member by somebody who holds it. PROTOCOL §4.5. */
@Entity("member_wrap")
@ForeignKey("GroupEpoch", ["tenantId", "groupId", "epoch"], ["tenantId", "groupId", "epoch"], {
  name: "member_wrap_of_epoch",
})
@ForeignKey("User", ["tenantId", "authorId"], ["tenantId", "id"], { name: "member_wrap_by_author" })
@Index("member_wrap_by_user", ["tenantId", "userId", "groupId"])
@Check("member_wrap_is_1225_bytes", "octet_length(wrap) = 1225")
export class MemberWrap {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "member_wrap_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "group_id", primaryKeyConstraintName: "member_wrap_key" })
  groupId!: RosterId;

  @PrimaryColumn("integer", { primaryKeyConstraintName: "member_wrap_key" })
  epoch!: number;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "member_wrap_key" })
  userId!: UserId;

  @Column("uuid", { name: "author_id" })
  authorId!: UserId;

  @Column("bytea")
  wrap!: Uint8Array;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
