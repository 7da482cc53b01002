import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId, UserId } from "../ids.ts";

/** The secret of a recovery group's epoch, wrapped for its code. PROTOCOL §4.13. It goes with the code that it is for. */
@Entity("recovery_code_wrap")
@ForeignKey("RecoveryCode", ["tenantId", "groupId"], ["tenantId", "groupId"], { name: "recovery_code_wrap_of_code" })
@ForeignKey("GroupEpoch", ["tenantId", "groupId", "epoch"], ["tenantId", "groupId", "epoch"], {
  name: "recovery_code_wrap_of_epoch",
})
@ForeignKey("User", ["tenantId", "authorId"], ["tenantId", "id"], { name: "recovery_code_wrap_by_author" })
@Check("recovery_code_wrap_is_1225_bytes", "octet_length(wrap) = 1225")
export class RecoveryCodeWrap {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "recovery_code_wrap_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "group_id", primaryKeyConstraintName: "recovery_code_wrap_key" })
  groupId!: RosterId;

  @PrimaryColumn("integer", { primaryKeyConstraintName: "recovery_code_wrap_key" })
  epoch!: number;

  @Column("uuid", { name: "author_id" })
  authorId!: UserId;

  @Column("bytea")
  wrap!: Uint8Array;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
