import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { DeviceId, TenantId, VaultId } from "../ids.ts";

/** The head that a device holds of a vault of a server that was restored from an old copy. PROTOCOL §5.8. */
@Entity("offered_head")
@ForeignKey("Vault", ["tenantId", "vaultId"], ["tenantId", "id"], { name: "offered_head_of_vault" })
@ForeignKey("Device", ["tenantId", "deviceId"], ["tenantId", "id"], { name: "offered_head_by_device" })
@Check("offered_head_from_first_revision", "revision >= 0 and (revision = 0) = (hash is null)")
@Check("offered_head_hash_is_32_bytes", "octet_length(hash) = 32")
export class OfferedHead {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "offered_head_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "vault_id", primaryKeyConstraintName: "offered_head_key" })
  vaultId!: VaultId;

  @PrimaryColumn("uuid", { name: "device_id", primaryKeyConstraintName: "offered_head_key" })
  deviceId!: DeviceId;

  @Column("integer")
  revision!: number;

  /** Null at revision 0. */
  @Column("bytea", { nullable: true })
  hash!: Uint8Array | null;

  @Column("timestamptz", { name: "offered_at" })
  offeredAt!: Date;
}
