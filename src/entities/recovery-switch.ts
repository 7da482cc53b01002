import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId, UserId } from "../ids.ts";

/** Which recovery group a tenant's backups are for, as its roster states it, and what awaits confirmation. PROTOCOL §4.13. */
@Entity("recovery_switch")
@ForeignKey("UserGroup", ["tenantId", "groupId"], ["tenantId", "id"], { name: "recovery_switch_of_group" })
@ForeignKey("User", ["tenantId", "authorId"], ["tenantId", "id"], { name: "recovery_switch_by_author" })
@Check("recovery_switch_status_is_known", "status in ('IN_FORCE', 'AWAITING')")
@Check("recovery_switch_is_whole", "num_nulls(group_id, group_seq, group_head, approvals, hours) in (0, 5)")
@Check("recovery_switch_off_awaits", "status = 'AWAITING' or group_id is not null")
@Check("recovery_switch_head_is_32_bytes", "octet_length(group_head) = 32")
@Check("recovery_switch_is_bounded", "approvals between 0 and 5 and hours between 0 and 168")
export class RecoverySwitch {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "recovery_switch_key" })
  tenantId!: TenantId;

  @PrimaryColumn("text", { primaryKeyConstraintName: "recovery_switch_key" })
  status!: "IN_FORCE" | "AWAITING";

  /** Null where it is to be switched off. */
  @Column("uuid", { name: "group_id", nullable: true })
  groupId!: RosterId | null;

  /** The head of the group that is pinned. */
  @Column("integer", { name: "group_seq", nullable: true })
  groupSeq!: number | null;

  @Column("bytea", { name: "group_head", nullable: true })
  groupHead!: Uint8Array | null;

  /** How many must approve a recovery. */
  @Column("integer", { nullable: true })
  approvals!: number | null;

  /** How many hours it then waits. */
  @Column("integer", { nullable: true })
  hours!: number | null;

  /** Of the link that states it. */
  @Column("integer")
  seq!: number;

  @Column("uuid", { name: "author_id" })
  authorId!: UserId;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
