import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { DeviceId, TenantId, UserId } from "../ids.ts";

/** One installation of a client. Holds the public half of its key alone. A revoked device keeps its row. */
@Entity("device")
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "device_of_user" })
@Index("device_by_user", ["tenantId", "userId", "id"])
@Check("device_name_is_bounded", "char_length(name) between 1 and 100")
@Check("device_public_key_is_32_bytes", "octet_length(public_key) = 32")
export class Device {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "device_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "device_key" })
  id!: DeviceId;

  @Column("uuid", { name: "user_id" })
  userId!: UserId;

  @Column("text")
  name!: string;

  @Column("bytea", { name: "public_key" })
  publicKey!: Uint8Array;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;

  @Column("timestamptz", { name: "last_seen_at" })
  lastSeenAt!: Date;

  @Column("timestamptz", { name: "revoked_at", nullable: true })
  revokedAt!: Date | null;
}
