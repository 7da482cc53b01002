import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** What staff did in a company, and were answered: kept to answer the same again. PROTOCOL §4.15. */
@Entity("desk_committed")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "desk_committed_of_tenant" })
@Check("desk_committed_mutation_id_is_bounded", "char_length(client_mutation_id) between 1 and 64")
@Check("desk_committed_content_hash_is_32_bytes", "octet_length(content_hash) = 32")
export class DeskCommitted {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "desk_committed_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "desk_committed_key" })
  userId!: UserId;

  @PrimaryColumn("text", { name: "client_mutation_id", primaryKeyConstraintName: "desk_committed_key" })
  clientMutationId!: string;

  @Column("bytea", { name: "content_hash" })
  contentHash!: Uint8Array;

  @Column("text")
  answer!: string;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
