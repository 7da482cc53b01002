import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

/** An entry of a tenant's log, in its place. The serving role reads it, and can do nothing else. PROTOCOL §7. */
@Entity("audit_entry")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "audit_entry_of_tenant" })
@Index("audit_entry_by_kind", ["tenantId", "kind", "revision"])
@Index("audit_entry_by_actor", ["tenantId", "actorId", "revision"])
@Index("audit_entry_by_user", ["tenantId", "userId", "revision"])
@Index("audit_entry_by_time", ["tenantId", "happenedAt", "revision"])
@Check("audit_entry_revision_counts_up", "revision >= 1")
@Check("audit_entry_hash_is_32_bytes", "octet_length(hash) = 32")
export class AuditEntry {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "audit_entry_key" })
  tenantId!: TenantId;

  @PrimaryColumn("integer", { primaryKeyConstraintName: "audit_entry_key" })
  revision!: number;

  @Column("uuid")
  id!: string;

  @Column("text")
  kind!: string;

  /** By the clock of the request that did it. */
  @Column("timestamptz", { name: "happened_at" })
  happenedAt!: Date;

  @Column("text")
  origin!: "SERVER" | "CLIENT";

  @Column("uuid", { name: "actor_id", nullable: true })
  actorId!: string | null;

  @Column("uuid", { name: "actor_device_id", nullable: true })
  actorDeviceId!: string | null;

  @Column("text", { nullable: true })
  surface!: string | null;

  @Column("uuid", { name: "user_id", nullable: true })
  userId!: string | null;

  @Column("uuid", { name: "device_id", nullable: true })
  deviceId!: string | null;

  @Column("uuid", { name: "group_id", nullable: true })
  groupId!: string | null;

  @Column("uuid", { name: "vault_id", nullable: true })
  vaultId!: string | null;

  @Column("bytea", { nullable: true })
  invitation!: Uint8Array | null;

  @Column("uuid", { array: true })
  records!: string[];

  @Column("integer", { nullable: true })
  amount!: number | null;

  @Column("integer", { nullable: true })
  seq!: number | null;

  @Column("integer", { nullable: true })
  epoch!: number | null;

  /** Over this entry and the hash before it. */
  @Column("bytea")
  hash!: Uint8Array;
}
