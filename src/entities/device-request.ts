import { Check, Column, Entity, Index, PrimaryColumn } from "typeorm";
import type { DeviceRequestId, TenantId, UserId } from "../ids.ts";

/**
 * A new device that waits to be approved. PROTOCOL §3.8. Reached by the database's own functions only. Holds no address
 * and no name: what the device says of itself is sealed, and one that nobody owns leaves a row without a user.
 */
@Entity("device_request")
@Index("device_request_by_expiry", ["expiresAt"])
@Index("device_request_by_user", ["tenantId", "userId", "createdAt"])
@Check("device_request_owner_is_whole", "(tenant_id is null) = (user_id is null)")
@Check("device_request_approved_by_owner", "approval is null or user_id is not null")
@Check("device_request_token_hash_is_32_bytes", "octet_length(token_hash) = 32")
@Check("device_request_envelope_is_2121_bytes", "octet_length(envelope) = 2121")
@Check("device_request_approval_is_bounded", "octet_length(approval) between 1193 and 66656")
export class DeviceRequest {
  @PrimaryColumn("uuid", { primaryKeyConstraintName: "device_request_key" })
  id!: DeviceRequestId;

  @Column("uuid", { name: "tenant_id", nullable: true })
  tenantId!: TenantId | null;

  @Column("uuid", { name: "user_id", nullable: true })
  userId!: UserId | null;

  @Column("bytea", { name: "token_hash" })
  tokenHash!: Uint8Array;

  @Column("bytea")
  envelope!: Uint8Array;

  /** Null until a device of the account approves it. */
  @Column("bytea", { nullable: true })
  approval!: Uint8Array | null;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;

  @Column("timestamptz", { name: "expires_at" })
  expiresAt!: Date;
}
