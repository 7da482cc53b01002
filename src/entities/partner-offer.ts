import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** What a partner gives a company that exists, to accept its desk: once. PROTOCOL §4.15. */
@Entity("partner_offer")
@ForeignKey("Partner", ["partnerId"], ["tenantId"], { name: "partner_offer_of_partner" })
@Index("partner_offer_by_expiry", ["expiresAt"])
@Check("partner_offer_hash_is_32_bytes", "octet_length(hash) = 32")
@Check("partner_offer_is_bounded", "octet_length(offer) between 1 and 4096")
@Check("partner_offer_address_is_bounded", "char_length(address) between 3 and 254")
@Check("partner_offer_name_is_bounded", "char_length(name) between 1 and 100")
@Check("partner_offer_salt_is_32_bytes", "octet_length(salt) = 32")
@Check("partner_offer_labels_are_bounded", "cardinality(labels) <= 20")
@Check("partner_offer_reference_is_bounded", "char_length(reference) between 1 and 100")
export class PartnerOffer {
  @PrimaryColumn("uuid", { name: "partner_id", primaryKeyConstraintName: "partner_offer_key" })
  partnerId!: TenantId;

  @PrimaryColumn("bytea", { primaryKeyConstraintName: "partner_offer_key" })
  hash!: Uint8Array;

  @Column("bytea")
  offer!: Uint8Array;

  @Column("uuid", { name: "author_id" })
  authorId!: UserId;

  /** Who is to be at the desk first. */
  @Column("uuid", { name: "keeper_id" })
  keeperId!: UserId;

  /** With name and salt, what opens the commitment in the offer. */
  @Column("text")
  address!: string;

  @Column("text")
  name!: string;

  @Column("bytea")
  salt!: Uint8Array;

  /** What the company begins with. */
  @Column("text", { array: true, default: [] })
  labels!: string[];

  @Column("text", { nullable: true })
  reference!: string | null;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;

  @Column("timestamptz", { name: "expires_at" })
  expiresAt!: Date;
}
