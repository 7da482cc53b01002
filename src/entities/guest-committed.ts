import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, UserId, VaultId } from "../ids.ts";

/** What a guest did to a share, and was answered: kept to answer the same again. PROTOCOL §4.12, §5.6. */
@Entity("guest_committed")
@ForeignKey("Share", ["tenantId", "shareId"], ["tenantId", "id"], { name: "guest_committed_of_share" })
@Check("guest_committed_mutation_id_is_bounded", "char_length(client_mutation_id) between 1 and 64")
@Check("guest_committed_content_hash_is_32_bytes", "octet_length(content_hash) = 32")
export class GuestCommitted {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "guest_committed_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "share_id", primaryKeyConstraintName: "guest_committed_key" })
  shareId!: VaultId;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "guest_committed_key" })
  userId!: UserId;

  @PrimaryColumn("text", { name: "client_mutation_id", primaryKeyConstraintName: "guest_committed_key" })
  clientMutationId!: string;

  @Column("bytea", { name: "content_hash" })
  contentHash!: Uint8Array;

  @Column("text")
  answer!: string;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
