import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** What an administrator said to somebody else's recovery, as it was signed. */
@Entity("recovery_verdict")
@ForeignKey("Recovery", ["tenantId", "recoveryId"], ["tenantId", "id"], { name: "recovery_verdict_of_recovery" })
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "recovery_verdict_by_user" })
@Check("recovery_verdict_is_known", "verdict in ('APPROVE', 'VETO')")
@Check("recovery_verdict_is_signed", "octet_length(approval) <= 4096 and octet_length(signature) = 64")
export class RecoveryVerdict {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "recovery_verdict_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "recovery_id", primaryKeyConstraintName: "recovery_verdict_key" })
  recoveryId!: string;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "recovery_verdict_key" })
  userId!: UserId;

  @PrimaryColumn("text", { primaryKeyConstraintName: "recovery_verdict_key" })
  verdict!: string;

  @Column("bytea")
  approval!: Uint8Array;

  @Column("bytea")
  signature!: Uint8Array;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
