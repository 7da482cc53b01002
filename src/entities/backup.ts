import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId, UserId, VaultId } from "../ids.ts";

/** What a business profile or a business share was at one moment. PROTOCOL §8. */
@Entity("backup")
@ForeignKey("BackupVault", ["tenantId", "vaultId"], ["tenantId", "vaultId"], { name: "backup_of_vault" })
@Index("backup_by_number", ["tenantId", "vaultId", "number"], { unique: true })
@Index("backup_by_end", ["keptUntil"], { where: "kept_until is not null" })
@Check("backup_name_has_epoch", "(name is null) = (name_epoch is null)")
@Check(
  "backup_counts_up",
  "number >= 1 and revision >= 1 and roster_seq >= 0 and epoch >= 1 and group_epoch >= 1 and records >= 0 and bytes >= 0 and added_bytes >= 0",
)
@Check("backup_terms_are_bounded", "approvals between 0 and 5 and hours between 0 and 168")
@Check("backup_manifest_hash_is_32_bytes", "octet_length(manifest_hash) = 32")
@Check("backup_manifest_is_bounded", "octet_length(manifest) <= 4096 and octet_length(signature) = 64")
export class Backup {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "backup_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "backup_key" })
  id!: string;

  @Column("uuid", { name: "vault_id" })
  vaultId!: VaultId;

  @Column("integer")
  number!: number;

  @Column("uuid", { array: true })
  owners!: UserId[];

  @Column("timestamptz", { name: "taken_at" })
  takenAt!: Date;

  @Column("integer")
  revision!: number;

  @Column("bytea")
  manifest!: Uint8Array;

  @Column("bytea")
  signature!: Uint8Array;

  @Column("bytea", { name: "manifest_hash" })
  manifestHash!: Uint8Array;

  @Column("integer", { name: "roster_seq" })
  rosterSeq!: number;

  @Column("integer")
  epoch!: number;

  @Column("uuid", { name: "group_id" })
  groupId!: RosterId;

  @Column("integer", { name: "group_epoch" })
  groupEpoch!: number;

  /** Of a share. */
  @Column("bytea", { nullable: true })
  name!: Uint8Array | null;

  @Column("integer", { name: "name_epoch", nullable: true })
  nameEpoch!: number | null;

  @Column("integer")
  records!: number;

  @Column("bigint")
  bytes!: number;

  @Column("bigint", { name: "added_bytes" })
  addedBytes!: number;

  /** What the switch said when it was taken: nobody reads it on easier terms. */
  @Column("integer")
  approvals!: number;

  @Column("integer")
  hours!: number;

  /** Null: it is the newest of a vault that is in use. */
  @Column("timestamptz", { name: "kept_until", nullable: true })
  keptUntil!: Date | null;
}
