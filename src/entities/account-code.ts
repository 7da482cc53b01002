import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/**
 * The account code of one user, or that there was one. PROTOCOL §3.9. Holds the public half of the code's login key and
 * the root key sealed under the code, never the code. A code that was used or removed leaves its number alone.
 */
@Entity("account_code")
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "account_code_of_user" })
@Check("account_code_generations_count_up", "generation >= 1 and key_generation >= 1")
@Check("account_code_is_whole_or_gone", "num_nulls(key_generation, login_key, root_key, created_at) in (0, 4)")
@Check("account_code_login_key_is_32_bytes", "octet_length(login_key) = 32")
@Check("account_code_root_key_holds_32_bytes", "octet_length(root_key) = 105")
export class AccountCode {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "account_code_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "account_code_key" })
  userId!: UserId;

  /** Counts the codes that were made. */
  @Column("integer")
  generation!: number;

  /** Of the account's keys when the code was made: it opens no others. */
  @Column("integer", { name: "key_generation", nullable: true })
  keyGeneration!: number | null;

  @Column("bytea", { name: "login_key", nullable: true })
  loginKey!: Uint8Array | null;

  @Column("bytea", { name: "root_key", nullable: true })
  rootKey!: Uint8Array | null;

  @Column("timestamptz", { name: "created_at", nullable: true })
  createdAt!: Date | null;
}
