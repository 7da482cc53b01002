import { Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId, VaultId } from "../ids.ts";

/** A group that a share has, or ever had. PROTOCOL §4.11. */
@Entity("share_group")
@ForeignKey("Share", ["tenantId", "shareId"], ["tenantId", "id"], { name: "share_group_of_share" })
@ForeignKey("UserGroup", ["tenantId", "groupId"], ["tenantId", "id"], { name: "share_group_of_group" })
export class ShareGroup {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "share_group_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "share_id", primaryKeyConstraintName: "share_group_key" })
  shareId!: VaultId;

  @PrimaryColumn("uuid", { name: "group_id", primaryKeyConstraintName: "share_group_key" })
  groupId!: RosterId;
}
