import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { MachineId, TenantId } from "../ids.ts";

/** What a service account may do, and by which token it is known. Holds the hash of the token, never the token. */
@Entity("service_account")
@ForeignKey("Machine", ["tenantId", "id"], ["tenantId", "id"], {
  name: "service_account_is_machine",
  onDelete: "CASCADE",
})
@Index("service_account_by_token", ["tokenHash"], { unique: true })
@Check("service_account_hash_is_32_bytes", "octet_length(token_hash) = 32")
@Check("service_account_prefix_is_short", "char_length(prefix) = 8")
@Check(
  "service_account_scopes_are_known",
  "scopes <@ array['READ_COMPANIES', 'READ_PEOPLE', 'READ_AUDIT', 'READ_EVENTS', 'WRITE_LABELS', 'WRITE_TERMS'] and cardinality(scopes) >= 1",
)
@Check("service_account_rate_is_bounded", "per_minute between 1 and 6000")
export class ServiceAccount {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "service_account_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "service_account_key" })
  id!: MachineId;

  @Column("bytea", { name: "token_hash" })
  tokenHash!: Uint8Array;

  /** How the token begins, for people who have several. */
  @Column("text")
  prefix!: string;

  @Column("text", { array: true })
  scopes!: string[];

  @Column("integer", { name: "per_minute" })
  perMinute!: number;

  @Column("timestamptz", { name: "expires_at" })
  expiresAt!: Date;

  @Column("timestamptz", { name: "last_used_at", nullable: true })
  lastUsedAt!: Date | null;
}
