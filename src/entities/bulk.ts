import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** One change for many companies of a partner, which goes on where it stopped. */
@Entity("bulk")
@ForeignKey("Partner", ["partnerId"], ["tenantId"], { name: "bulk_of_partner" })
@Index("bulk_by_age", ["createdAt"])
@Check("bulk_id_is_bounded", "char_length(id) between 1 and 64")
@Check("bulk_action_is_a_name", "action ~ '^[A-Z][A-Z_]{1,62}[A-Z]$'")
@Check("bulk_content_hash_is_32_bytes", "octet_length(content_hash) = 32")
export class Bulk {
  @PrimaryColumn("uuid", { name: "partner_id", primaryKeyConstraintName: "bulk_key" })
  partnerId!: TenantId;

  /** The client's own. */
  @PrimaryColumn("text", { primaryKeyConstraintName: "bulk_key" })
  id!: string;

  @Column("uuid", { name: "author_id" })
  authorId!: UserId;

  @Column("text")
  action!: string;

  @Column("bytea", { name: "content_hash" })
  contentHash!: Uint8Array;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
