import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, VaultId } from "../ids.ts";

/** The key of an epoch of a vault that is backed up, sealed under the one after. */
@Entity("backup_epoch_key")
@ForeignKey("BackupVault", ["tenantId", "vaultId"], ["tenantId", "vaultId"], { name: "backup_epoch_key_of_vault" })
export class BackupEpochKey {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "backup_epoch_key_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "vault_id", primaryKeyConstraintName: "backup_epoch_key_key" })
  vaultId!: VaultId;

  @PrimaryColumn("integer", { primaryKeyConstraintName: "backup_epoch_key_key" })
  epoch!: number;

  @Column("bytea", { name: "previous_key" })
  previousKey!: Uint8Array;
}
