import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, VaultId } from "../ids.ts";

/** One signed head that a vault had, as its author sent it. PROTOCOL §5.3. Holds hashes and counts, nothing sealed. */
@Entity("manifest")
@ForeignKey("Vault", ["tenantId", "vaultId"], ["tenantId", "id"], { name: "manifest_of_vault" })
@Check("manifest_revision_from_one", "revision >= 1")
@Check("manifest_hash_is_32_bytes", "octet_length(hash) = 32")
@Check("manifest_is_bounded", "octet_length(manifest) <= 4096")
@Check("manifest_signature_is_64_bytes", "octet_length(signature) = 64")
export class Manifest {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "manifest_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "vault_id", primaryKeyConstraintName: "manifest_key" })
  vaultId!: VaultId;

  @PrimaryColumn("integer", { primaryKeyConstraintName: "manifest_key" })
  revision!: number;

  @Column("bytea")
  hash!: Uint8Array;

  @Column("bytea")
  manifest!: Uint8Array;

  @Column("bytea")
  signature!: Uint8Array;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
