import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { MachineId, TenantId, UserId } from "../ids.ts";

/** A service account or a webhook: for whom it acts, and of which companies. What it reaches is what both it and its keeper reach. */
@Entity("machine")
@ForeignKey("User", ["tenantId", "keeperId"], ["tenantId", "id"], { name: "machine_for_keeper", onDelete: "CASCADE" })
@Check("machine_kind_is_known", "kind in ('SERVICE_ACCOUNT', 'WEBHOOK')")
@Check("machine_name_is_bounded", "char_length(name) between 1 and 100")
@Check("machine_scope_is_known", "company_scope in ('ALL', 'LABELS', 'LIST')")
@Check(
  "machine_scope_is_one",
  "(company_scope = 'LABELS' or labels = '{}') and (company_scope = 'LIST' or companies = '{}')",
)
@Check("machine_scope_is_bounded", "cardinality(labels) <= 100 and cardinality(companies) <= 1000")
export class Machine {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "machine_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "machine_key" })
  id!: MachineId;

  @Column("text")
  kind!: "SERVICE_ACCOUNT" | "WEBHOOK";

  @Column("text")
  name!: string;

  /** Whose right it needs, each time. */
  @Column("uuid", { name: "keeper_id" })
  keeperId!: UserId;

  @Column("text", { name: "company_scope" })
  companyScope!: "ALL" | "LABELS" | "LIST";

  @Column("text", { array: true })
  labels!: string[];

  @Column("uuid", { array: true })
  companies!: TenantId[];

  @Column("timestamptz", { name: "made_at" })
  madeAt!: Date;

  @Column("timestamptz", { name: "ended_at", nullable: true })
  endedAt!: Date | null;
}
