import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId } from "../ids.ts";

/** The head of one roster and the state it leads to. PROTOCOL §4. Decides nothing by itself: the links do. */
@Entity("roster")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "roster_of_tenant" })
@Index("roster_one_of_tenant", ["tenantId"], { unique: true, where: "kind = 'TENANT'" })
@Check("roster_kind_is_known", "kind in ('TENANT', 'GROUP', 'PROFILE', 'SHARE')")
@Check("roster_seq_counts_up", "seq >= 0 and epoch >= 0")
@Check("roster_head_is_32_bytes", "octet_length(head) = 32")
export class Roster {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "roster_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "roster_key" })
  id!: RosterId;

  @Column("text")
  kind!: "TENANT" | "GROUP" | "PROFILE" | "SHARE";

  @Column("integer")
  seq!: number;

  /** Hash of the link at `seq`. */
  @Column("bytea")
  head!: Uint8Array;

  /** The key epoch in force; 0 where the roster has no key. */
  @Column("integer")
  epoch!: number;

  @Column("bytea")
  state!: Uint8Array;
}
