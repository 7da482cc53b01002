import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId } from "../ids.ts";

/** The keys of a recovery group's code, as its roster states them. PROTOCOL §4.13. Never the code, or anything of it. */
@Entity("recovery_code")
@ForeignKey("UserGroup", ["tenantId", "groupId"], ["tenantId", "id"], { name: "recovery_code_of_group" })
@Check("recovery_code_public_key_is_1216_bytes", "octet_length(public_key) = 1216")
@Check("recovery_code_signing_key_is_32_bytes", "octet_length(signing_key) = 32")
export class RecoveryCode {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "recovery_code_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "group_id", primaryKeyConstraintName: "recovery_code_key" })
  groupId!: RosterId;

  /** Of the link that set it. */
  @Column("integer")
  seq!: number;

  /** X-Wing. */
  @Column("bytea", { name: "public_key" })
  publicKey!: Uint8Array;

  @Column("bytea", { name: "signing_key" })
  signingKey!: Uint8Array;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
