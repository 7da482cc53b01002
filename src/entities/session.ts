import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { DeviceId, SessionId, TenantId, UserId } from "../ids.ts";

/** One sign-in on one device, open or ended. PROTOCOL §3.4. Holds hashes of tokens, never a token. */
@Entity("session")
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "session_of_user" })
@ForeignKey("Device", ["tenantId", "deviceId"], ["tenantId", "id"], { name: "session_of_device" })
@Index("session_by_access_hash", ["accessHash"], { unique: true })
@Index("session_by_former_access_hash", ["formerAccessHash"], { unique: true })
@Index("session_by_id", ["id"], { unique: true })
@Index("session_by_expiry", ["expiresAt"])
@Index("session_open_by_user", ["tenantId", "userId", "deviceId"], { where: "ended_at is null" })
@Check("session_surface_is_known", "surface in ('APP', 'PORTAL', 'PARTNER', 'FORMER', 'PASSWORD', 'FACTOR')")
@Check(
  "session_hashes_are_32_bytes",
  `octet_length(access_hash) = 32 and octet_length(refresh_hash) = 32
    and (previous_refresh_hash is null or octet_length(previous_refresh_hash) = 32)
    and (former_access_hash is null or octet_length(former_access_hash) = 32)`,
)
@Check("session_former_access_expires", "(former_access_hash is null) = (former_access_expires_at is null)")
@Check("session_end_has_reason", "(ended_at is null) = (end_reason is null)")
@Check(
  "session_end_reason_is_known",
  `end_reason in ('SIGNED_OUT', 'DEVICE_REVOKED', 'PASSWORD_CHANGED', 'REFRESH_REUSED', 'REPLACED', 'USER_SUSPENDED', 'USER_REMOVED',
    'PORTAL_RESTRICTED', 'PASSWORD_TOO_OLD', 'SECOND_FACTOR_REQUIRED')`,
)
export class Session {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "session_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "session_key" })
  id!: SessionId;

  @Column("uuid", { name: "user_id" })
  userId!: UserId;

  @Column("uuid", { name: "device_id" })
  deviceId!: DeviceId;

  @Column("text")
  surface!: "APP" | "PORTAL" | "PARTNER" | "FORMER" | "PASSWORD" | "FACTOR";

  @Column("bytea", { name: "access_hash" })
  accessHash!: Uint8Array;

  @Column("timestamptz", { name: "access_expires_at" })
  accessExpiresAt!: Date;

  /** The access token before a refresh, good until it runs out. Null until the first refresh. */
  @Column("bytea", { name: "former_access_hash", nullable: true })
  formerAccessHash!: Uint8Array | null;

  @Column("timestamptz", { name: "former_access_expires_at", nullable: true })
  formerAccessExpiresAt!: Date | null;

  @Column("bytea", { name: "refresh_hash" })
  refreshHash!: Uint8Array;

  /** The one before, kept so that a lost answer can be asked for again. Null until the first refresh. */
  @Column("bytea", { name: "previous_refresh_hash", nullable: true })
  previousRefreshHash!: Uint8Array | null;

  @Column("timestamptz", { name: "expires_at" })
  expiresAt!: Date;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;

  @Column("timestamptz", { name: "ended_at", nullable: true })
  endedAt!: Date | null;

  @Column("text", { name: "end_reason", nullable: true })
  endReason!:
    | "SIGNED_OUT"
    | "DEVICE_REVOKED"
    | "PASSWORD_CHANGED"
    | "REFRESH_REUSED"
    | "REPLACED"
    | "USER_SUSPENDED"
    | "USER_REMOVED"
    | "PORTAL_RESTRICTED"
    | "PASSWORD_TOO_OLD"
    | "SECOND_FACTOR_REQUIRED"
    | null;

  /** When this very session was last shown a second factor, at its sign-in or since. */
  @Column("timestamptz", { name: "factor_proven_at", nullable: true })
  factorProvenAt!: Date | null;
  /** From where it may be used; null: from everywhere. */
  @Column("cidr", { array: true, nullable: true })
  networks!: string[] | null;
}
