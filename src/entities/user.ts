import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** A person with an account, in the one tenant it belongs to. Holds nothing of the password and no key. */
@Entity("user")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "user_of_tenant" })
@Index("user_one_primary", ["tenantId"], { unique: true, where: "is_primary" })
@Check("user_address_is_bounded", "char_length(address) between 3 and 254")
@Check("user_name_is_bounded", "char_length(name) between 1 and 100")
@Check("user_role_is_known", "role in ('ADMINISTRATOR', 'USER')")
@Check("user_primary_is_administrator", "not is_primary or role = 'ADMINISTRATOR'")
@Check("user_status_is_known", "status in ('ACTIVE', 'SUSPENDED', 'REMOVED')")
@Check("user_primary_is_active", "not is_primary or status = 'ACTIVE'")
@Check("user_locale_is_known", "locale in ('en', 'fr')")
@Check("user_person_salt_is_32_bytes", "octet_length(person_salt) = 32")
export class User {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "user_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "user_key" })
  id!: UserId;

  @Column("text")
  address!: string;

  @Column("text")
  name!: string;

  @Column("text")
  role!: "ADMINISTRATOR" | "USER";

  @Column("boolean", { name: "is_primary" })
  isPrimary!: boolean;

  /** Opens the person commitment of the tenant's roster. PROTOCOL §4.3. */
  @Column("bytea", { name: "person_salt" })
  personSalt!: Uint8Array;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;

  @Column("text", { default: "ACTIVE" })
  status!: "ACTIVE" | "SUSPENDED" | "REMOVED";

  /** The link by which the user was removed from the tenant, or left it. */
  @Column("integer", { name: "removed_seq", nullable: true })
  removedSeq!: number | null;

  /** When an administrator deleted all that the tenant had of somebody who was removed. */
  @Column("timestamptz", { name: "erased_at", nullable: true })
  erasedAt!: Date | null;

  /** In what language they are written to. No secret: whoever carries their mail reads it. */
  @Column("text", { default: "en" })
  locale!: "en" | "fr";
}
