import { Check, Column, Entity, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

export type TenantPlan = "STANDARD" | "ADVANCED" | "TRIAL";

/** A company, or a person's tenant of one, with what its operator sold. */
@Entity("tenant")
@Check("tenant_plan_is_known", "plan in ('STANDARD', 'ADVANCED', 'TRIAL')")
@Check("tenant_seats_are_bounded", "seats between 1 and 65535")
@Check("tenant_trial_ends", "(plan = 'TRIAL') = (trial_ends_at is not null)")
@Check("tenant_name_is_bounded", "char_length(name) between 1 and 100")
export class Tenant {
  @PrimaryColumn("uuid", { primaryKeyConstraintName: "tenant_key" })
  id!: TenantId;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;

  @Column("text", { default: "STANDARD" })
  plan!: TenantPlan;

  @Column("integer", { default: 1 })
  seats!: number;

  @Column("timestamptz", { name: "trial_ends_at", nullable: true })
  trialEndsAt!: Date | null;

  /** Set by the operator: then it is read, and not written to. */
  @Column("timestamptz", { name: "suspended_at", nullable: true })
  suspendedAt!: Date | null;

  /** As its roster states it. */
  @Column("text", { nullable: true })
  name!: string | null;
}
