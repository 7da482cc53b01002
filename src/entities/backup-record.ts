import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { RecordId, TenantId, VaultId } from "../ids.ts";

/** A record as it is in the backups from one number to another. */
@Entity("backup_record")
@ForeignKey("BackupVault", ["tenantId", "vaultId"], ["tenantId", "vaultId"], { name: "backup_record_of_vault" })
@Index("backup_record_by_end", ["tenantId", "vaultId", "lastNumber"], { where: "last_number is not null" })
@Check("backup_record_is_in_one", "first_number >= 1 and last_number >= first_number")
@Check("backup_record_hashes_are_32_bytes", "octet_length(body_hash) = 32 and octet_length(leaf) = 32")
export class BackupRecord {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "backup_record_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "vault_id", primaryKeyConstraintName: "backup_record_key" })
  vaultId!: VaultId;

  @PrimaryColumn("smallint", { primaryKeyConstraintName: "backup_record_key" })
  bucket!: number;

  @PrimaryColumn("uuid", { name: "record_id", primaryKeyConstraintName: "backup_record_key" })
  recordId!: RecordId;

  @PrimaryColumn("integer", { name: "first_number", primaryKeyConstraintName: "backup_record_key" })
  firstNumber!: number;

  @Column("integer", { name: "last_number", nullable: true })
  lastNumber!: number | null;

  @Column("smallint")
  class!: number;

  @Column("integer")
  version!: number;

  @Column("bigint", { name: "trashed_since" })
  trashedSince!: number;

  @Column("uuid", { name: "folder_id", nullable: true })
  folderId!: RecordId | null;

  @Column("integer")
  schema!: number;

  @Column("integer")
  epoch!: number;

  @Column("bytea", { name: "body_hash" })
  bodyHash!: Uint8Array;

  @Column("text")
  key!: string;

  @Column("bytea")
  leaf!: Uint8Array;

  @Column("bytea", { name: "previous_leaf", nullable: true })
  previousLeaf!: Uint8Array | null;

  /** Characters of its envelopes. */
  @Column("integer")
  size!: number;
}
