import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId, UserId, VaultId } from "../ids.ts";

/**
 * The key of a vault's epoch in force, wrapped for the epoch of a recovery group. PROTOCOL §4.14. Of business profiles and shares
 * of the company alone: a trigger refuses every other vault.
 */
@Entity("entrusted_wrap")
@ForeignKey("Vault", ["tenantId", "vaultId"], ["tenantId", "id"], { name: "entrusted_wrap_of_vault" })
@ForeignKey("GroupEpoch", ["tenantId", "groupId", "groupEpoch"], ["tenantId", "groupId", "epoch"], {
  name: "entrusted_wrap_to_epoch",
})
@ForeignKey("User", ["tenantId", "authorId"], ["tenantId", "id"], { name: "entrusted_wrap_by_author" })
@Index("entrusted_wrap_by_group", ["tenantId", "groupId"])
@Check("entrusted_wrap_epoch_from_one", "epoch >= 1")
@Check("entrusted_wrap_is_1225_bytes", "octet_length(wrap) = 1225")
export class EntrustedWrap {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "entrusted_wrap_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "vault_id", primaryKeyConstraintName: "entrusted_wrap_key" })
  vaultId!: VaultId;

  /** Of the vault. */
  @Column("integer")
  epoch!: number;

  @Column("uuid", { name: "group_id" })
  groupId!: RosterId;

  @Column("integer", { name: "group_epoch" })
  groupEpoch!: number;

  @Column("uuid", { name: "author_id" })
  authorId!: UserId;

  @Column("bytea")
  wrap!: Uint8Array;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
