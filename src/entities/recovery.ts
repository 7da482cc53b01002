import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId, UserId } from "../ids.ts";

/** A request to read backups, as it was signed. PROTOCOL §8. */
@Entity("recovery")
@ForeignKey("UserGroup", ["tenantId", "groupId"], ["tenantId", "id"], { name: "recovery_of_group" })
@Index("recovery_by_id", ["id"], { unique: true })
@Index("recovery_by_opener", ["tenantId", "openedBy"], { where: "closed_at is null and vetoed_at is null" })
@Index("recovery_by_end", ["endsAt"], { where: "not noted" })
@Check("recovery_code_key_is_32_bytes", "octet_length(code_key) = 32")
@Check("recovery_signatures_are_whole", "octet_length(signatures) = case when code_key is null then 64 else 128 end")
@Check("recovery_request_is_bounded", "octet_length(request) <= 16384 and octet_length(purpose) between 1 and 1024")
@Check("recovery_approvals_are_bounded", "approvals between 0 and 5 and tenant_seq >= 0")
@Check("recovery_ends_after_it_begins", "opened_at <= available_at and available_at < ends_at")
export class Recovery {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "recovery_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "recovery_key" })
  id!: string;

  @Column("uuid", { name: "group_id" })
  groupId!: RosterId;

  @Column("uuid", { name: "user_id" })
  userId!: UserId;

  @Column("uuid", { name: "opened_by" })
  openedBy!: UserId;

  /** The key of the code by which it was opened; null: as a member of the group. */
  @Column("bytea", { name: "code_key", nullable: true })
  codeKey!: Uint8Array | null;

  @Column("bytea")
  request!: Uint8Array;

  @Column("bytea")
  signatures!: Uint8Array;

  @Column("text")
  purpose!: string;

  /** As switch and backups say when it was opened. */
  @Column("integer")
  approvals!: number;

  /** Where the tenant's roster stood then. */
  @Column("integer", { name: "tenant_seq" })
  tenantSeq!: number;

  @Column("timestamptz", { name: "opened_at" })
  openedAt!: Date;

  @Column("timestamptz", { name: "available_at" })
  availableAt!: Date;

  @Column("timestamptz", { name: "ends_at" })
  endsAt!: Date;

  @Column("timestamptz", { name: "vetoed_at", nullable: true })
  vetoedAt!: Date | null;

  @Column("timestamptz", { name: "closed_at", nullable: true })
  closedAt!: Date | null;

  /** With the right of whoever opened it, before its time. */
  @Column("timestamptz", { name: "ended_at", nullable: true })
  endedAt!: Date | null;

  /** Its end was told. */
  @Column("boolean", { default: false })
  noted!: boolean;
}
