import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from "typeorm";
import type { TenantId, UserId, VaultId } from "../ids.ts";

/** The head of one vault. Its roster bears the same id. Holds no vault key, sealed or open. */
@Entity("vault")
@ForeignKey("Roster", ["tenantId", "id"], ["tenantId", "id"], { name: "vault_has_roster" })
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "vault_of_user" })
@Unique("vault_one_of_class", ["tenantId", "userId", "class"])
@Check("vault_class_is_known", "class in ('ACCOUNT', 'PERSONAL', 'BUSINESS', 'SHARE')")
@Check("vault_of_user_unless_share", "(class = 'SHARE') = (user_id is null)")
@Check("vault_head_from_first_revision", "(revision = 0) = (head is null)")
@Check("vault_head_is_32_bytes", "octet_length(head) = 32")
@Check("vault_count_is_natural", "revision >= 0 and count >= 0")
export class Vault {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "vault_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "vault_key" })
  id!: VaultId;

  /** Null for a share. */
  @Column("uuid", { name: "user_id", nullable: true })
  userId!: UserId | null;

  @Column("text")
  class!: "ACCOUNT" | "PERSONAL" | "BUSINESS" | "SHARE";

  /** 0 while the vault has no manifest. */
  @Column("integer")
  revision!: number;

  /** Hash of the manifest at `revision`. */
  @Column("bytea", { nullable: true })
  head!: Uint8Array | null;

  /** Records under the manifest's root; tombstones are not counted. */
  @Column("integer")
  count!: number;

  /** Its roster names keys of its user that the tenant's does not any more: it is read, and not written to. */
  @Column("boolean", { default: false })
  behind!: boolean;

  /** The server was restored from an old copy: it is read, and not written to, until its highest offered head stands. */
  @Column("boolean", { default: false })
  restoring!: boolean;

  /** Up to which revision its devices brought it back; 0 where they never had to. */
  @Column("integer", { default: 0 })
  brought!: number;

  /** How many heads its user has abandoned, as the manifest in force names them. */
  @Column("integer", { default: 0 })
  resets!: number;

  /** Its user may not act, or the operator suspended the company. */
  @Column("boolean", { default: false })
  closed!: boolean;

  /** By a policy: takes no new records and no edits. */
  @Column("boolean", { default: false })
  disabled!: boolean;

  /** How many former versions of a record are kept; null: all. */
  @Column("integer", { name: "history_limit", nullable: true })
  historyLimit!: number | null;

  /** Of a share: somebody ceased to be a recipient since its epoch began, and nothing is written before the next begins. */
  @Column("boolean", { default: false })
  due!: boolean;
}
