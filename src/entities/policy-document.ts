import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId, UserId } from "../ids.ts";

/** What a company says of all its people, of a group's or of one, or a desk of all, as it was signed. PROTOCOL §4.10. */
@Entity("policy_document")
@ForeignKey("Tenant", ["tenantId"], ["id"], { name: "policy_document_of_tenant" })
@ForeignKey("UserGroup", ["tenantId", "groupId"], ["tenantId", "id"], { name: "policy_document_of_group" })
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "policy_document_of_user" })
@ForeignKey("Desk", ["tenantId", "deskId"], ["tenantId", "id"], { name: "policy_document_of_desk" })
@Check("policy_document_scope_is_known", "scope in ('TENANT', 'GROUP', 'USER', 'PARTNER')")
@Check(
  "policy_document_of_its_scope",
  `case scope when 'GROUP' then group_id = id and user_id is null and desk_id is null and group_id is not null
      when 'USER' then user_id = id and group_id is null and desk_id is null and user_id is not null
      when 'PARTNER' then desk_id = id and group_id is null and user_id is null and desk_id is not null
      else id = tenant_id and group_id is null and user_id is null and desk_id is null end`,
)
@Check("policy_document_is_bounded", "octet_length(document) between 1 and 32768")
export class PolicyDocument {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "policy_document_key" })
  tenantId!: TenantId;

  /** Of the tenant, the group, the user or the desk. */
  @PrimaryColumn("uuid", { primaryKeyConstraintName: "policy_document_key" })
  id!: string;

  @Column("text")
  scope!: "TENANT" | "GROUP" | "USER" | "PARTNER";

  @Column("uuid", { name: "group_id", nullable: true })
  groupId!: RosterId | null;

  @Column("uuid", { name: "user_id", nullable: true })
  userId!: UserId | null;

  @Column("uuid", { name: "desk_id", nullable: true })
  deskId!: TenantId | null;

  /** Of the link in the tenant's roster that states its hash. */
  @Column("integer")
  seq!: number;

  @Column("bytea")
  document!: Uint8Array;
}
