import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId, UserId } from "../ids.ts";

/** What the next drill of a recovery group opens. */
@Entity("recovery_canary")
@ForeignKey("GroupEpoch", ["tenantId", "groupId", "epoch"], ["tenantId", "groupId", "epoch"], {
  name: "recovery_canary_to_epoch",
})
@ForeignKey("User", ["tenantId", "authorId"], ["tenantId", "id"], { name: "recovery_canary_by_author" })
@Check("recovery_canary_wrap_is_1225_bytes", "octet_length(wrap) = 1225")
@Check("recovery_canary_hash_is_32_bytes", "octet_length(hash) = 32")
export class RecoveryCanary {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "recovery_canary_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "group_id", primaryKeyConstraintName: "recovery_canary_key" })
  groupId!: RosterId;

  @Column("uuid")
  id!: string;

  @Column("integer")
  epoch!: number;

  @Column("bytea")
  wrap!: Uint8Array;

  @Column("bytea")
  hash!: Uint8Array;

  @Column("uuid", { name: "author_id" })
  authorId!: UserId;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
