import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { TenantId } from "../ids.ts";

/** A letter that is owed about what a desk did, until it is sent. Reached by database functions only. */
@Entity("administrator_letter")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "administrator_letter_of_tenant", onDelete: "CASCADE" })
@Index("administrator_letter_by_tenant", ["tenantId", "kind"])
@Check("administrator_letter_is_of_a_kind", "kind in ('TELL_OF_BREAK_GLASS', 'TELL_OF_OVERRULED')")
export class AdministratorLetter {
  /** Its job's subject. */
  @PrimaryColumn("uuid", { primaryKeyConstraintName: "administrator_letter_key" })
  id!: string;

  /** Of its job. */
  @Column("text")
  kind!: "TELL_OF_BREAK_GLASS" | "TELL_OF_OVERRULED";

  @Column("uuid", { name: "tenant_id" })
  tenantId!: TenantId;

  @Column("uuid", { name: "desk_id" })
  deskId!: TenantId;

  /** Of when it came to be owed: who has it may be gone. */
  @Column("text")
  address!: string;
}
