import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId, UserId, VaultId } from "../ids.ts";

/** A vault of several people (PROTOCOL §4.11). Its vault and its roster bear the same id. */
@Entity("share")
@ForeignKey("Vault", ["tenantId", "id"], ["tenantId", "id"], { name: "share_has_vault" })
@ForeignKey("User", ["tenantId", "founderId"], ["tenantId", "id"], { name: "share_by_founder" })
@Index("share_open_of_founder", ["tenantId", "founderId"], { where: "closed_at is null" })
@Index("share_open_of_company", ["tenantId", "id"], {
  where: "closed_at is null and scope = 'BUSINESS'",
})
@Check("share_scope_is_known", "scope in ('PERSONAL', 'BUSINESS')")
@Check("share_name_is_bounded", "octet_length(name) between 329 and 1097")
@Check("share_name_epoch_from_one", "name_epoch >= 1")
export class Share {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "share_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "share_key" })
  id!: VaultId;

  @Column("text")
  scope!: "PERSONAL" | "BUSINESS";

  /** An envelope under the key of `nameEpoch`. */
  @Column("bytea")
  name!: Uint8Array;

  @Column("integer", { name: "name_epoch" })
  nameEpoch!: number;

  @Column("uuid", { name: "founder_id" })
  founderId!: UserId;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;

  /** It has no recipients from then on. */
  @Column("timestamptz", { name: "closed_at", nullable: true })
  closedAt!: Date | null;

  /** Somebody of outside was invited at some time. */
  @Column("boolean", { default: false })
  opened!: boolean;
}
