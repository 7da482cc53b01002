import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { DeviceId, TenantId, UserId } from "../ids.ts";

/**
 * One commit: the log entry of a change, and the answer to whoever sends the same mutation again. Holds the hash of
 * what was sent, never the content.
 */
@Entity("committed")
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "committed_by_user" })
@ForeignKey("Device", ["tenantId", "deviceId"], ["tenantId", "id"], { name: "committed_by_device" })
@Check("committed_mutation_id_is_bounded", "char_length(client_mutation_id) between 1 and 64")
@Check("committed_content_hash_is_32_bytes", "octet_length(content_hash) = 32")
export class Committed {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "committed_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "committed_key" })
  userId!: UserId;

  @PrimaryColumn("text", { name: "client_mutation_id", primaryKeyConstraintName: "committed_key" })
  clientMutationId!: string;

  @Column("uuid", { name: "device_id" })
  deviceId!: DeviceId;

  @Column("bytea", { name: "content_hash" })
  contentHash!: Uint8Array;

  @Column("text")
  answer!: string;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
