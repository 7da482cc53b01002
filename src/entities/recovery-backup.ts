import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

/** A backup that a recovery names; it may be forgotten by now. */
@Entity("recovery_backup")
@ForeignKey("Recovery", ["tenantId", "recoveryId"], ["tenantId", "id"], { name: "recovery_backup_of_recovery" })
@Index("recovery_backup_by_backup", ["tenantId", "backupId"])
export class RecoveryBackup {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "recovery_backup_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "recovery_id", primaryKeyConstraintName: "recovery_backup_key" })
  recoveryId!: string;

  @PrimaryColumn("uuid", { name: "backup_id", primaryKeyConstraintName: "recovery_backup_key" })
  backupId!: string;

  /** When it was first read by it. */
  @Column("timestamptz", { name: "read_at", nullable: true })
  readAt!: Date | null;
}
