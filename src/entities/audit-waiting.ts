import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

/** What was done, as the transaction that did it wrote it down. It waits for its place in the log. docs/adr/0030. */
@Entity("audit_waiting")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "audit_waiting_of_tenant" })
@Check("audit_waiting_kind_is_a_name", "kind ~ '^[A-Z][A-Z_]{1,62}[A-Z]$'")
@Check("audit_waiting_origin_is_known", "origin in ('SERVER', 'CLIENT')")
@Check("audit_waiting_surface_is_known", "surface in ('APP', 'PORTAL', 'FORMER', 'PASSWORD', 'FACTOR')")
@Check("audit_waiting_invitation_is_32_bytes", "octet_length(invitation) = 32")
@Check("audit_waiting_records_are_bounded", "cardinality(records) <= 32")
@Check("audit_waiting_numbers_count_up", "amount >= 0 and seq >= 0 and epoch >= 0")
export class AuditWaiting {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "audit_waiting_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "audit_waiting_key" })
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
}
