import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** An invitation in force, with the text that opens its commitment. PROTOCOL §4.9. Gone once used, void or lapsed. */
@Entity("invitation")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "invitation_of_tenant" })
@Index("invitation_by_seq", ["tenantId", "seq"], { unique: true })
@Index("invitation_by_expiry", ["expiresAt"], { where: "not lapsed" })
@Index("invitation_by_author", ["tenantId", "authorId"])
@Check("invitation_key_is_32_bytes", "octet_length(key) = 32")
@Check("invitation_salt_is_32_bytes", "octet_length(salt) = 32")
@Check("invitation_role_is_known", "role in ('ADMINISTRATOR', 'USER')")
@Check("invitation_address_is_bounded", "char_length(address) between 3 and 254")
@Check("invitation_name_is_bounded", "char_length(name) between 1 and 100")
export class Invitation {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "invitation_key" })
  tenantId!: TenantId;

  /** Public: the secret of the link never comes here. */
  @PrimaryColumn("bytea", { primaryKeyConstraintName: "invitation_key" })
  key!: Uint8Array;

  /** Of the link that made it. */
  @Column("integer")
  seq!: number;

  /** A user of the company, or staff of a desk. */
  @Column("uuid", { name: "author_id" })
  authorId!: UserId;

  @Column("text")
  address!: string;

  @Column("text")
  name!: string;

  @Column("bytea")
  salt!: Uint8Array;

  @Column("text")
  role!: "ADMINISTRATOR" | "USER";

  @Column("timestamptz", { name: "expires_at" })
  expiresAt!: Date;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;

  /** Whether the log says that it ran out. */
  @Column("boolean", { default: false })
  lapsed!: boolean;
}
