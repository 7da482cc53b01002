import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";
import { AuditedDeed } from "./audited-deed.ts";

/** An entry of a tenant's log, in its place. The serving role reads it, and can do nothing else. PROTOCOL §7. */
@Entity("audit_entry")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "audit_entry_of_tenant" })
@Index("audit_entry_by_kind", ["tenantId", "kind", "revision"])
@Index("audit_entry_by_actor", ["tenantId", "actorId", "revision"])
@Index("audit_entry_by_user", ["tenantId", "userId", "revision"])
@Index("audit_entry_by_time", ["tenantId", "happenedAt", "revision"])
@Check("audit_entry_revision_counts_up", "revision >= 1")
@Check("audit_entry_hash_is_32_bytes", "octet_length(hash) = 32")
export class AuditEntry extends AuditedDeed {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "audit_entry_key" })
  tenantId!: TenantId;

  @PrimaryColumn("integer", { primaryKeyConstraintName: "audit_entry_key" })
  revision!: number;

  @Column("uuid")
  id!: string;

  /** Over this entry and the hash before it. */
  @Column("bytea")
  hash!: Uint8Array;
}
