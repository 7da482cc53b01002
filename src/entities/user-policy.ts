import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { TenantId, UserId } from "../ids.ts";

/** What binds a user of the settings that the server holds to, where that is not the default. It follows from the documents. */
@Entity("user_policy")
@ForeignKey("User", ["tenantId", "userId"], ["tenantId", "id"], { name: "user_policy_of_user" })
@Check("user_policy_two_factor_has_beginning", "(two_factor_grace_days is null) = (two_factor_since is null)")
@Check(
  "user_policy_backup_is_bounded",
  "organisation_backup between 0 and 3 and backup_retention_days between 1 and 3650",
)
@Check(
  "user_policy_is_bounded",
  `two_factor_grace_days between 0 and 90 and maximum_password_age between 1 and 3650 and password_auditing between 0 and 255
    and trash_retention_days between 1 and 3650 and item_history_limit between 1 and 1000 and session_lifetime_hours between 1 and 720`,
)
export class UserPolicy {
  @PrimaryColumn("uuid", { name: "tenant_id", primaryKeyConstraintName: "user_policy_key" })
  tenantId!: TenantId;

  @PrimaryColumn("uuid", { name: "user_id", primaryKeyConstraintName: "user_policy_key" })
  userId!: UserId;

  /** Null: no second factor is demanded. */
  @Column("integer", { name: "two_factor_grace_days", nullable: true })
  twoFactorGraceDays!: number | null;

  /** From then on the days of grace count. */
  @Column("timestamptz", { name: "two_factor_since", nullable: true })
  twoFactorSince!: Date | null;

  @Column("integer", { name: "maximum_password_age", nullable: true })
  maximumPasswordAge!: number | null;

  @Column("boolean", { name: "remove_business_items_on_leave" })
  removeBusinessItemsOnLeave!: boolean;

  @Column("boolean", { name: "notify_users_of_changes" })
  notifyUsersOfChanges!: boolean;

  @Column("boolean", { name: "restrict_portal_access" })
  restrictPortalAccess!: boolean;

  @Column("integer", { name: "password_auditing" })
  passwordAuditing!: number;

  @Column("boolean", { name: "disable_personal_profile" })
  disablePersonalProfile!: boolean;

  @Column("integer", { name: "trash_retention_days" })
  trashRetentionDays!: number;

  @Column("integer", { name: "item_history_limit", nullable: true })
  itemHistoryLimit!: number | null;

  /** Null: from everywhere. */
  @Column("cidr", { name: "allowed_networks", array: true, nullable: true })
  allowedNetworks!: string[] | null;

  @Column("integer", { name: "session_lifetime_hours" })
  sessionLifetimeHours!: number;

  /** By whom backups of the business profile can be opened: 1 a recovery group, 2 a code, 3 both; 0: there are none. */
  @Column("integer", { name: "organisation_backup", default: 0 })
  organisationBackup!: number;

  @Column("integer", { name: "backup_retention_days", default: 90 })
  backupRetentionDays!: number;

  /** Clients report how many passwords are weak, used twice, old or breached. */
  @Column("boolean", { name: "health_counters", default: false })
  healthCounters!: boolean;
}
