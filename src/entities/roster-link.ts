import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId } from "../ids.ts";

/** One signed link, as its author sent it. PROTOCOL §4.2. Holds public keys and commitments, no name, no address. */
@Entity("roster_link")
@ForeignKey("Roster", ["tenantId", "rosterId"], ["tenantId", "id"], { name: "roster_link_of_roster" })
@Check("roster_link_hash_is_32_bytes", "octet_length(hash) = 32")
@Check("roster_link_is_bounded", "octet_length(link) <= 16384")
@Check("roster_link_signatures_are_whole", "octet_length(signatures) in (64, 128)")
export class RosterLink {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "roster_link_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "roster_id", primaryKeyConstraintName: "roster_link_key" })
  rosterId!: RosterId;

  /** 0 for the genesis, then dense. */
  @PrimaryColumn("integer", { primaryKeyConstraintName: "roster_link_key" })
  seq!: number;

  @Column("bytea")
  hash!: Uint8Array;

  @Column("bytea")
  link!: Uint8Array;

  /** The author's, then for `OWN_KEYS` the new key's: 64 bytes each, one after the other. */
  @Column("bytea")
  signatures!: Uint8Array;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;
}
