import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, VaultId } from "../ids.ts";

/**
 * What a key epoch from the second on remembers: the vault key before, sealed under its own. PROTOCOL §5.5. Never
 * holds the epoch's own key.
 */
@Entity("epoch_key")
@ForeignKey("Vault", ["tenantId", "vaultId"], ["tenantId", "id"], { name: "epoch_key_of_vault" })
@Check("epoch_key_from_second_epoch", "epoch >= 2")
@Check("epoch_key_holds_32_bytes", "octet_length(previous_key) = 105")
export class EpochKey {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "epoch_key_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "vault_id", primaryKeyConstraintName: "epoch_key_key" })
  vaultId!: VaultId;

  @PrimaryColumn("integer", { primaryKeyConstraintName: "epoch_key_key" })
  epoch!: number;

  @Column("bytea", { name: "previous_key" })
  previousKey!: Uint8Array;
}
