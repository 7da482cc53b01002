import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, VaultId } from "../ids.ts";

/** A link of the roster of a vault that is backed up. */
@Entity("backup_link")
@ForeignKey("BackupVault", ["tenantId", "vaultId"], ["tenantId", "vaultId"], { name: "backup_link_of_vault" })
export class BackupLink {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "backup_link_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "vault_id", primaryKeyConstraintName: "backup_link_key" })
  vaultId!: VaultId;

  @PrimaryColumn("integer", { primaryKeyConstraintName: "backup_link_key" })
  seq!: number;

  @Column("bytea")
  link!: Uint8Array;

  @Column("bytea")
  signatures!: Uint8Array;
}
