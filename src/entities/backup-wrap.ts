import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId, VaultId } from "../ids.ts";

/** The key of a vault that is backed up, wrapped for an epoch of a recovery group. PROTOCOL §4.14. */
@Entity("backup_wrap")
@ForeignKey("BackupVault", ["tenantId", "vaultId"], ["tenantId", "vaultId"], { name: "backup_wrap_of_vault" })
@Check("backup_wrap_is_1225_bytes", "octet_length(wrap) = 1225")
export class BackupWrap {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "backup_wrap_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "vault_id", primaryKeyConstraintName: "backup_wrap_key" })
  vaultId!: VaultId;

  @PrimaryColumn("integer", { primaryKeyConstraintName: "backup_wrap_key" })
  epoch!: number;

  @PrimaryColumn("uuid", { name: "group_id", primaryKeyConstraintName: "backup_wrap_key" })
  groupId!: RosterId;

  @PrimaryColumn("integer", { name: "group_epoch", primaryKeyConstraintName: "backup_wrap_key" })
  groupEpoch!: number;

  @Column("bytea")
  wrap!: Uint8Array;
}
