import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";
import type { TenantPlan } from "./tenant.ts";

/** What an operator sold to a partner that has not redeemed it yet. Reached by a function alone. */
@Entity("partner_code")
@ForeignKey("Partner", ["parentId"], ["tenantId"], { name: "partner_code_under_partner" })
@Index("partner_code_by_expiry", ["expiresAt"])
@Index("partner_code_by_parent", ["parentId"], { where: "parent_id is not null" })
@Check("partner_code_hash_is_32_bytes", "octet_length(code_hash) = 32")
@Check("partner_code_note_is_bounded", "char_length(note) between 1 and 100")
@Check("partner_code_seats_are_bounded", "seats between 1 and 10000000")
@Check("partner_code_plans_are_known", "cardinality(plans) >= 1 and plans <@ array['STANDARD', 'ADVANCED', 'TRIAL']")
export class PartnerCode {
  @PrimaryColumn("bytea", { name: "code_hash", primaryKeyConstraintName: "partner_code_key" })
  codeHash!: Uint8Array;

  @Column("integer")
  seats!: number;

  @Column("text", { array: true })
  plans!: TenantPlan[];

  @Column("uuid", { name: "parent_id", nullable: true })
  parentId!: TenantId | null;

  @Column("timestamptz", { name: "expires_at" })
  expiresAt!: Date;

  /** For whom it was made, as the operator wrote it. */
  @Column("text", { nullable: true })
  note!: string | null;
}
