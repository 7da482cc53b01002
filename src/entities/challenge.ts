import { Check, Column, Entity, Index, PrimaryColumn } from "typeorm";
import type { UserId } from "../ids.ts";

/**
 * A challenge that no login proof has spent yet. PROTOCOL §3.3. Reached by the database's own functions only. Holds no
 * address: one that nobody owns leaves a row without a user.
 */
@Entity("challenge")
@Index("challenge_by_expiry", ["expiresAt"])
@Check("challenge_is_32_bytes", "octet_length(challenge) = 32")
export class Challenge {
  @PrimaryColumn("bytea", { primaryKeyConstraintName: "challenge_key" })
  challenge!: Uint8Array;

  @Column("uuid", { name: "user_id", nullable: true })
  userId!: UserId | null;

  @Column("timestamptz", { name: "expires_at" })
  expiresAt!: Date;
}
