import { Check, Column, Entity, Index, PrimaryColumn } from "typeorm";
import type { DeviceId, SessionId, UserId } from "../ids.ts";

/**
 * Where a second factor is asked for. PROTOCOL §3.12. Reached by the database's own functions only. Holds the hash of its
 * token, which alone opens nothing.
 */
@Entity("factor_step")
@Index("factor_step_by_expiry", ["expiresAt"])
@Check("factor_step_token_hash_is_32_bytes", "octet_length(token_hash) = 32")
@Check("factor_step_challenge_is_32_bytes", "octet_length(challenge) = 32")
@Check("factor_step_purpose_is_known", "purpose in ('SIGN_IN', 'ACCOUNT_CODE', 'STEP_UP')")
@Check("factor_step_session_of_step_up", "(purpose = 'STEP_UP') = (session_id is not null)")
export class FactorStep {
  @PrimaryColumn("bytea", { name: "token_hash", primaryKeyConstraintName: "factor_step_key" })
  tokenHash!: Uint8Array;

  @Column("uuid", { name: "user_id" })
  userId!: UserId;

  @Column("uuid", { name: "device_id" })
  deviceId!: DeviceId;

  /** The one that steps up. */
  @Column("uuid", { name: "session_id", nullable: true })
  sessionId!: SessionId | null;

  @Column("text")
  purpose!: "SIGN_IN" | "ACCOUNT_CODE" | "STEP_UP";

  /** For an assertion. */
  @Column("bytea")
  challenge!: Uint8Array;

  @Column("integer", { default: 0 })
  attempts!: number;

  @Column("timestamptz", { name: "proven_at", nullable: true })
  provenAt!: Date | null;

  @Column("timestamptz", { name: "expires_at" })
  expiresAt!: Date;
}
