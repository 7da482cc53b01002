import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { RosterId, TenantId } from "../ids.ts";

/** A group of a company, Everyone in it, or a recovery group. PROTOCOL §4.8, §4.13. Its roster bears the same id. */
@Entity("user_group")
@ForeignKey("Roster", ["tenantId", "id"], ["tenantId", "id"], { name: "user_group_has_roster" })
@Index("user_group_one_everyone", ["tenantId"], { unique: true, where: "class = 'EVERYONE'" })
@Index("user_group_of_recovery", ["tenantId", "id"], { where: "class = 'RECOVERY'" })
@Check("user_group_class_is_known", "class in ('NAMED', 'EVERYONE', 'RECOVERY')")
@Check("user_group_name_of_named", "(class = 'NAMED') = (name is not null) and (name is null) = (name_epoch is null)")
@Check("user_group_name_is_bounded", "octet_length(name) between 329 and 1097")
@Check("user_group_everyone_stays", "class <> 'EVERYONE' or ended_at is null")
export class UserGroup {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "user_group_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { primaryKeyConstraintName: "user_group_key" })
  id!: RosterId;

  @Column("text")
  class!: "NAMED" | "EVERYONE" | "RECOVERY";

  /** An envelope under Everyone's secret. */
  @Column("bytea", { nullable: true })
  name!: Uint8Array | null;

  /** Of Everyone. */
  @Column("integer", { name: "name_epoch", nullable: true })
  nameEpoch!: number | null;

  @Column("timestamptz", { name: "created_at" })
  createdAt!: Date;

  @Column("timestamptz", { name: "ended_at", nullable: true })
  endedAt!: Date | null;
}
