import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { RecordId, TenantId, VaultId } from "../ids.ts";

/** The body of a record that is backed up, once. */
@Entity("backup_content")
@ForeignKey("BackupVault", ["tenantId", "vaultId"], ["tenantId", "vaultId"], { name: "backup_content_of_vault" })
@Check("backup_content_hash_is_32_bytes", "octet_length(hash) = 32")
export class BackupContent {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "backup_content_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "vault_id", primaryKeyConstraintName: "backup_content_key" })
  vaultId!: VaultId;

  @PrimaryColumn("uuid", { name: "record_id", primaryKeyConstraintName: "backup_content_key" })
  recordId!: RecordId;

  @PrimaryColumn("bytea", { primaryKeyConstraintName: "backup_content_key" })
  hash!: Uint8Array;

  @Column("text")
  body!: string;
}
