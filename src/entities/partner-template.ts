import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** The newest version of a partner's template, as an administrator of it signed it. PROTOCOL §4.17. */
@Entity("partner_template")
@ForeignKey("Partner", ["partnerId"], ["tenantId"], { name: "partner_template_of_partner" })
@Check("partner_template_version_from_one", "version >= 1")
@Check("partner_template_hash_is_32_bytes", "octet_length(hash) = 32")
@Check("partner_template_is_bounded", "octet_length(signed) between 1 and 65536")
@Check("partner_template_name_is_bounded", "char_length(name) between 1 and 100")
@Check("partner_template_labels_are_bounded", "cardinality(labels) <= 20")
export class PartnerTemplate {
  @PrimaryColumn("uuid", { name: "partner_id", primaryKeyConstraintName: "partner_template_key" })
  partnerId!: TenantId;

  @PrimaryColumn("uuid", { name: "template_id", primaryKeyConstraintName: "partner_template_key" })
  templateId!: string;

  @Column("integer")
  version!: number;

  @Column("bytea")
  hash!: Uint8Array;

  @Column("bytea")
  signed!: Uint8Array;

  @Column("text")
  name!: string;

  @Column("text", { array: true, default: [] })
  labels!: string[];

  /** It says nothing any more. */
  @Column("boolean")
  withdrawn!: boolean;

  @Column("uuid", { name: "author_id" })
  authorId!: UserId;

  @Column("timestamptz", { name: "updated_at" })
  updatedAt!: Date;
}
