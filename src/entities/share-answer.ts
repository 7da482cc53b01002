import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId, UserId, VaultId } from "../ids.ts";

/** What a recipient said to a share. */
@Entity("share_answer")
@ForeignKey("Share", ["tenantId", "shareId"], ["tenantId", "id"], { name: "share_answer_of_share" })
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "share_answer_of_user" })
@Index("share_answer_by_share", ["tenantId", "shareId"])
@Check("share_answer_is_known", "answer in ('ACCEPTED', 'DECLINED')")
export class ShareAnswer {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "share_answer_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "share_answer_key" })
  userId!: UserId;

  @PrimaryColumn("uuid", { name: "share_id", primaryKeyConstraintName: "share_answer_key" })
  shareId!: VaultId;

  @Column("text")
  answer!: "ACCEPTED" | "DECLINED";

  @Column("timestamptz")
  at!: Date;
}
