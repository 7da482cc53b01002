import { Check, Column, Entity, Index, PrimaryColumn } from "typeorm";
import type { TenantPlan } from "./tenant.ts";

/** What an operator sold and nobody has redeemed yet. Reached by a function alone. */
@Entity("tenant_code")
@Index("tenant_code_by_expiry", ["expiresAt"])
@Check("tenant_code_hash_is_32_bytes", "octet_length(code_hash) = 32")
@Check("tenant_code_plan_is_known", "plan in ('STANDARD', 'ADVANCED', 'TRIAL')")
@Check("tenant_code_note_is_bounded", "char_length(note) between 1 and 100")
@Check("tenant_code_seats_are_bounded", "seats between 1 and 65535")
@Check("tenant_code_trial_ends", "(plan = 'TRIAL') = (trial_ends_at is not null)")
export class TenantCode {
  @PrimaryColumn("bytea", { name: "code_hash", primaryKeyConstraintName: "tenant_code_key" })
  codeHash!: Uint8Array;

  @Column("text")
  plan!: TenantPlan;

  @Column("integer")
  seats!: number;

  @Column("timestamptz", { name: "trial_ends_at", nullable: true })
  trialEndsAt!: Date | null;

  @Column("timestamptz", { name: "expires_at" })
  expiresAt!: Date;

  /** For whom it was made, as the operator wrote it. */
  @Column("text", { nullable: true })
  note!: string | null;
}
