import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, VaultId } from "../ids.ts";

/** A vault that is backed up, as its newest backup has it. It outlives the vault. */
@Entity("backup_vault")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "backup_vault_of_tenant" })
@Check("backup_vault_kind_is_known", "kind in ('PROFILE', 'SHARE')")
@Check("backup_vault_has_head", "num_nulls(manifest_hash, lists) = case when number = 0 then 2 else 0 end")
@Check("backup_vault_counts_up", "number >= 0 and revision >= 0 and roster_seq >= -1 and records >= 0 and bytes >= 0")
@Check("backup_vault_hash_is_32_bytes", "octet_length(manifest_hash) = 32")
@Check("backup_vault_lists_are_256", "octet_length(lists) = 8192")
@Check("backup_vault_retention_is_bounded", "retention_days between 1 and 3650")
export class BackupVault {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "backup_vault_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "vault_id", primaryKeyConstraintName: "backup_vault_key" })
  vaultId!: VaultId;

  @Column("text")
  kind!: string;

  /** How many backups there have been; revision and hash of the head that the newest is of. */
  @Column("integer", { default: 0 })
  number!: number;

  @Column("integer", { default: 0 })
  revision!: number;

  @Column("bytea", { name: "manifest_hash", nullable: true })
  manifestHash!: Uint8Array | null;

  /** Links are kept up to this one; none yet: -1. */
  @Column("integer", { name: "roster_seq", default: -1 })
  rosterSeq!: number;

  /** The hashes of the 256 lists that its root stands over. PROTOCOL §5.1. */
  @Column("bytea", { nullable: true })
  lists!: Uint8Array | null;

  @Column("integer", { default: 0 })
  records!: number;

  @Column("bigint", { default: 0 })
  bytes!: number;

  @Column("integer", { name: "retention_days" })
  retentionDays!: number;

  @Column("timestamptz", { name: "looked_at" })
  lookedAt!: Date;

  /** Since when it is in use no more: closed, erased, its user removed. */
  @Column("timestamptz", { name: "gone_at", nullable: true })
  goneAt!: Date | null;
}
