import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId, UserId } from "../ids.ts";

/** Who is a member of a named group, or of a recovery group, as its roster states it: in a recovery group also staff of a desk. */
@Entity("group_member")
@ForeignKey("UserGroup", ["tenantId", "groupId"], ["tenantId", "id"], { name: "group_member_of_group" })
@Index("group_member_by_user", ["tenantId", "userId", "groupId"])
@Check("group_member_role_is_known", "role in ('MEMBER', 'CUSTODIAN')")
export class GroupMember {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "group_member_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "group_id", primaryKeyConstraintName: "group_member_key" })
  groupId!: RosterId;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "group_member_key" })
  userId!: UserId;

  /** Custodians are in recovery groups alone. */
  @Column("text", { default: "MEMBER" })
  role!: "MEMBER" | "CUSTODIAN";
}
