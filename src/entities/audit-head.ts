import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

/** Where a tenant's log stands, and behind which entry it begins since older ones were forgotten. */
@Entity("audit_head")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "audit_head_of_tenant" })
@Check("audit_head_is_behind_its_anchor", "anchor_revision between 0 and revision")
@Check(
  "audit_head_hashes_from_one",
  "(revision = 0) = (hash is null) and (anchor_revision = 0) = (anchor_hash is null)",
)
export class AuditHead {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "audit_head_key" })
  tenantId!: TenantId;

  @Column("integer")
  revision!: number;

  @Column("bytea", { nullable: true })
  hash!: Uint8Array | null;

  @Column("integer", { name: "anchor_revision" })
  anchorRevision!: number;

  @Column("bytea", { name: "anchor_hash", nullable: true })
  anchorHash!: Uint8Array | null;
}
