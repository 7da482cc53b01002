import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { FactorId, TenantId, UserId } from "../ids.ts";

/**
 * What the server asks one user for besides the login proof. PROTOCOL §3.12. Holds a seed sealed under `SERVER_SECRET`, or
 * the public half of a credential. One that is not confirmed asks for nothing and proves nothing.
 */
@Entity("second_factor")
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "second_factor_of_user" })
@Index("second_factor_by_user", ["tenantId", "userId"])
@Index("second_factor_by_credential", ["tenantId", "userId", "credentialId"], { unique: true })
@Check("second_factor_kind_is_known", "kind in ('TOTP', 'WEBAUTHN')")
@Check("second_factor_name_is_bounded", "char_length(name) between 1 and 100")
@Check("second_factor_seed_of_totp", "(kind = 'TOTP') = (seed is not null) and (kind = 'TOTP' or last_step is null)")
@Check("second_factor_seed_holds_20_bytes", "octet_length(seed) = 48")
@Check("second_factor_credential_is_whole", "num_nulls(credential_id, public_key, counter) in (0, 3)")
@Check(
  "second_factor_credential_of_confirmed",
  "credential_id is null or kind = 'WEBAUTHN' and confirmed_at is not null",
)
@Check(
  "second_factor_credential_of_web_authn",
  "kind <> 'WEBAUTHN' or (confirmed_at is null) = (credential_id is null)",
)
@Check("second_factor_challenge_is_32_bytes", "octet_length(challenge) = 32")
@Check(
  "second_factor_credential_is_bounded",
  "octet_length(credential_id) between 1 and 1023 and octet_length(public_key) between 1 and 4096",
)
export class SecondFactor {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "second_factor_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "second_factor_key" })
  id!: FactorId;

  @Column("uuid", { name: "user_id" })
  userId!: UserId;

  @Column("text")
  kind!: "TOTP" | "WEBAUTHN";

  @Column("text")
  name!: string;

  @Column("bytea", { nullable: true })
  seed!: Uint8Array | null;

  /** The last interval that a code was taken of. Null before the first. */
  @Column("integer", { name: "last_step", nullable: true })
  lastStep!: number | null;

  /** Of a registration that waits to be confirmed. */
  @Column("bytea", { nullable: true })
  challenge!: Uint8Array | null;

  @Column("bytea", { name: "credential_id", nullable: true })
  credentialId!: Uint8Array | null;

  @Column("bytea", { name: "public_key", nullable: true })
  publicKey!: Uint8Array | null;

  /** As the authenticator counted last; 0 for one that does not count. */
  @Column("bigint", { nullable: true })
  counter!: number | null;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;

  @Column("timestamptz", { name: "confirmed_at", nullable: true })
  confirmedAt!: Date | null;

  @Column("timestamptz", { name: "last_used_at", nullable: true })
  lastUsedAt!: Date | null;
}
