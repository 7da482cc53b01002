import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, UserId, VaultId } from "../ids.ts";

/**
 * The sealed keys of one user and their public halves. PROTOCOL §3.2, §3.5. Holds no key that opens anything without
 * password and Secret Key, and neither of these in any form but the public login key.
 */
@Entity("account_key")
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "account_key_of_user" })
@Check("account_key_generations_count_up", "wrap_generation >= 1 and key_generation >= 1 and account_vault_epoch >= 1")
@Check("account_key_login_key_is_32_bytes", "octet_length(login_key) = 32")
@Check("account_key_signing_key_is_32_bytes", "octet_length(signing_key) = 32")
@Check("account_key_encryption_key_is_1216_bytes", "octet_length(encryption_key) = 1216")
@Check("account_key_parameters_are_bounded", "octet_length(parameters) between 16 and 64")
@Check(
  "account_key_seals_hold_32_bytes",
  `octet_length(root_key) = 105 and octet_length(signing_seed) = 105
    and octet_length(encryption_seed) = 105 and octet_length(account_vault_key) = 105`,
)
export class AccountKey {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "account_key_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "account_key_key" })
  userId!: UserId;

  /** Counts the passwords. */
  @Column("integer", { name: "wrap_generation" })
  wrapGeneration!: number;

  /** Counts the pairs of signing and encryption key. */
  @Column("integer", { name: "key_generation" })
  keyGeneration!: number;

  @Column("bytea")
  parameters!: Uint8Array;

  @Column("bytea", { name: "login_key" })
  loginKey!: Uint8Array;

  @Column("bytea", { name: "root_key" })
  rootKey!: Uint8Array;

  @Column("bytea", { name: "signing_seed" })
  signingSeed!: Uint8Array;

  @Column("bytea", { name: "encryption_seed" })
  encryptionSeed!: Uint8Array;

  @Column("bytea", { name: "signing_key" })
  signingKey!: Uint8Array;

  @Column("bytea", { name: "encryption_key" })
  encryptionKey!: Uint8Array;

  @Column("uuid", { name: "account_vault" })
  accountVault!: VaultId;

  @Column("integer", { name: "account_vault_epoch" })
  accountVaultEpoch!: number;

  @Column("bytea", { name: "account_vault_key" })
  accountVaultKey!: Uint8Array;

  @Column("timestamptz", { name: "password_set_at" })
  passwordSetAt!: Date;
}
