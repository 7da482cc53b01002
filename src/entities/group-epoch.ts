import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId } from "../ids.ts";

/** A key epoch of a group: its public key, and the secret before, sealed under this one. PROTOCOL §4.8. */
@Entity("group_epoch")
@ForeignKey("UserGroup", ["tenantId", "groupId"], ["tenantId", "id"], { name: "group_epoch_of_group" })
@Check("group_epoch_from_one", "epoch > 1 or epoch = 1 and previous_secret is null")
@Check("group_epoch_public_key_is_1216_bytes", "octet_length(public_key) = 1216")
@Check("group_epoch_holds_32_bytes", "octet_length(previous_secret) = 105")
export class GroupEpoch {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "group_epoch_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "group_id", primaryKeyConstraintName: "group_epoch_key" })
  groupId!: RosterId;

  @PrimaryColumn("integer", { primaryKeyConstraintName: "group_epoch_key" })
  epoch!: number;

  @Column("bytea", { name: "public_key" })
  publicKey!: Uint8Array;

  @Column("bytea", { name: "previous_secret", nullable: true })
  previousSecret!: Uint8Array | null;
}
