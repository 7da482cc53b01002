import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId, UserId } from "../ids.ts";

/** The last drill of a way to open a recovery group. */
@Entity("recovery_drill")
@ForeignKey("UserGroup", ["tenantId", "groupId"], ["tenantId", "id"], { name: "recovery_drill_of_group" })
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "recovery_drill_by_user" })
@Check("recovery_drill_epoch_from_one", "epoch >= 1")
export class RecoveryDrill {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "recovery_drill_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "group_id", primaryKeyConstraintName: "recovery_drill_key" })
  groupId!: RosterId;

  @PrimaryColumn("boolean", { name: "by_code", primaryKeyConstraintName: "recovery_drill_key" })
  byCode!: boolean;

  @Column("integer")
  epoch!: number;

  @Column("uuid", { name: "user_id" })
  userId!: UserId;

  @Column("timestamptz", { name: "drilled_at" })
  drilledAt!: Date;
}
