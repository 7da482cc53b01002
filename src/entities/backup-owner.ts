import { Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, UserId, VaultId } from "../ids.ts";

/** Whose a vault is, or was when a backup of it was taken. */
@Entity("backup_owner")
@ForeignKey("BackupVault", ["tenantId", "vaultId"], ["tenantId", "vaultId"], { name: "backup_owner_of_vault" })
export class BackupOwner {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "backup_owner_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "backup_owner_key" })
  userId!: UserId;

  @PrimaryColumn("uuid", { name: "vault_id", primaryKeyConstraintName: "backup_owner_key" })
  vaultId!: VaultId;
}
