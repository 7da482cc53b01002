import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/**
 * Whose an address is, across all tenants: how a sign-in finds its tenant. Reached by the database's own functions
 * only. Holds nothing that would prove who asks.
 */
@Entity("account_address")
@Unique("account_address_one_of_user", ["userId"])
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], {
  name: "account_address_of_user",
  deferrable: "INITIALLY DEFERRED",
})
export class AccountAddress {
  @PrimaryColumn("text", { primaryKeyConstraintName: "account_address_key" })
  address!: string;

  @Column("uuid", { name: "tenant_id" })
  tenantId!: TenantId;

  @Column("uuid", { name: "user_id" })
  userId!: UserId;
}
