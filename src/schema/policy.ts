import { Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { PageInfo } from "./node.ts";
import { Bytes, Uuid } from "./scalars.ts";

export const PolicyScope = { TENANT: "TENANT", GROUP: "GROUP", USER: "USER", PARTNER: "PARTNER" } as const;
export type PolicyScope = keyof typeof PolicyScope;
registerEnumType(PolicyScope, { name: "PolicyScope" });

export const PolicyOrigin = {
  DEFAULT: "DEFAULT",
  TENANT: "TENANT",
  GROUP: "GROUP",
  USER: "USER",
  PARTNER: "PARTNER",
} as const;
export type PolicyOrigin = keyof typeof PolicyOrigin;
registerEnumType(PolicyOrigin, { name: "PolicyOrigin" });

export const PolicyEnforcement = { SERVER: "SERVER", CLIENT: "CLIENT" } as const;
export type PolicyEnforcement = keyof typeof PolicyEnforcement;
registerEnumType(PolicyEnforcement, { name: "PolicyEnforcement" });

export const PolicySetting = {
  REQUIRE_TWO_FACTOR: "REQUIRE_TWO_FACTOR",
  MAXIMUM_PASSWORD_AGE: "MAXIMUM_PASSWORD_AGE",
  PASSWORD_REUSE_HISTORY: "PASSWORD_REUSE_HISTORY",
  MINIMUM_PASSWORD_STRENGTH: "MINIMUM_PASSWORD_STRENGTH",
  BUSINESS_ITEM_DOMAINS: "BUSINESS_ITEM_DOMAINS",
  REMOVE_BUSINESS_ITEMS_ON_LEAVE: "REMOVE_BUSINESS_ITEMS_ON_LEAVE",
  NOTIFY_USERS_OF_CHANGES: "NOTIFY_USERS_OF_CHANGES",
  SHARE_RECIPIENT_DOMAINS: "SHARE_RECIPIENT_DOMAINS",
  DISABLE_SHARING: "DISABLE_SHARING",
  RESTRICT_PORTAL_ACCESS: "RESTRICT_PORTAL_ACCESS",
  ORGANISATION_BACKUP: "ORGANISATION_BACKUP",
  BACKUP_RETENTION_DAYS: "BACKUP_RETENTION_DAYS",
  PASSWORD_AUDITING: "PASSWORD_AUDITING",
  DISABLE_PERSONAL_PROFILE: "DISABLE_PERSONAL_PROFILE",
  DISABLE_EXPORT: "DISABLE_EXPORT",
  VAULT_TIMEOUT_MINUTES: "VAULT_TIMEOUT_MINUTES",
  TRASH_RETENTION_DAYS: "TRASH_RETENTION_DAYS",
  ITEM_HISTORY_LIMIT: "ITEM_HISTORY_LIMIT",
  ALLOWED_IP_RANGES: "ALLOWED_IP_RANGES",
  SESSION_LIFETIME_HOURS: "SESSION_LIFETIME_HOURS",
  HEALTH_COUNTERS: "HEALTH_COUNTERS",
} as const;
export type PolicySetting = keyof typeof PolicySetting;
registerEnumType(PolicySetting, { name: "PolicySetting" });

export const AuditedEvent = {
  CHANGED: "CHANGED",
  COPIED: "COPIED",
  CREATED: "CREATED",
  DELETED: "DELETED",
  EXPORTED: "EXPORTED",
  IMPORTED: "IMPORTED",
  USED: "USED",
  VIEWED: "VIEWED",
} as const;
export type AuditedEvent = keyof typeof AuditedEvent;
registerEnumType(AuditedEvent, { name: "AuditedEvent" });

export const BackupWay = { RECOVERY_GROUP: "RECOVERY_GROUP", RECOVERY_CODE: "RECOVERY_CODE" } as const;
export type BackupWay = keyof typeof BackupWay;
registerEnumType(BackupWay, { name: "BackupWay" });

@ObjectType("FlagPolicy", { simpleResolvers: true })
export class FlagPolicy {
  @Field(() => Boolean) value!: boolean;
  @Field(() => PolicyOrigin) origin!: PolicyOrigin;
  @Field(() => Uuid, { nullable: true }) group!: string | null;
  @Field(() => Uuid, { nullable: true }) desk!: string | null;
  @Field(() => Boolean) locked!: boolean;
  @Field(() => [PolicyEnforcement]) enforcement!: readonly PolicyEnforcement[];
}

@ObjectType("NumberPolicy", { simpleResolvers: true })
export class NumberPolicy {
  @Field(() => Int) value!: number;
  @Field(() => PolicyOrigin) origin!: PolicyOrigin;
  @Field(() => Uuid, { nullable: true }) group!: string | null;
  @Field(() => Uuid, { nullable: true }) desk!: string | null;
  @Field(() => Boolean) locked!: boolean;
  @Field(() => [PolicyEnforcement]) enforcement!: readonly PolicyEnforcement[];
}

@ObjectType("LimitPolicy", { simpleResolvers: true })
export class LimitPolicy {
  @Field(() => Int, { nullable: true }) value!: number | null;
  @Field(() => PolicyOrigin) origin!: PolicyOrigin;
  @Field(() => Uuid, { nullable: true }) group!: string | null;
  @Field(() => Uuid, { nullable: true }) desk!: string | null;
  @Field(() => Boolean) locked!: boolean;
  @Field(() => [PolicyEnforcement]) enforcement!: readonly PolicyEnforcement[];
}

@ObjectType("NamesPolicy", { simpleResolvers: true })
export class NamesPolicy {
  @Field(() => [String]) value!: readonly string[];
  @Field(() => PolicyOrigin) origin!: PolicyOrigin;
  @Field(() => Uuid, { nullable: true }) group!: string | null;
  @Field(() => Uuid, { nullable: true }) desk!: string | null;
  @Field(() => Boolean) locked!: boolean;
  @Field(() => [PolicyEnforcement]) enforcement!: readonly PolicyEnforcement[];
}

@ObjectType("AllowedPolicy", { simpleResolvers: true })
export class AllowedPolicy {
  @Field(() => [String], { nullable: true }) value!: readonly string[] | null;
  @Field(() => PolicyOrigin) origin!: PolicyOrigin;
  @Field(() => Uuid, { nullable: true }) group!: string | null;
  @Field(() => Uuid, { nullable: true }) desk!: string | null;
  @Field(() => Boolean) locked!: boolean;
  @Field(() => [PolicyEnforcement]) enforcement!: readonly PolicyEnforcement[];
}

@ObjectType("AuditingPolicy", { simpleResolvers: true })
export class AuditingPolicy {
  @Field(() => [AuditedEvent]) value!: readonly AuditedEvent[];
  @Field(() => PolicyOrigin) origin!: PolicyOrigin;
  @Field(() => Uuid, { nullable: true }) group!: string | null;
  @Field(() => Uuid, { nullable: true }) desk!: string | null;
  @Field(() => Boolean) locked!: boolean;
  @Field(() => [PolicyEnforcement]) enforcement!: readonly PolicyEnforcement[];
}

@ObjectType("BackupPolicy", { simpleResolvers: true })
export class BackupPolicy {
  @Field(() => [BackupWay]) value!: readonly BackupWay[];
  @Field(() => PolicyOrigin) origin!: PolicyOrigin;
  @Field(() => Uuid, { nullable: true }) group!: string | null;
  @Field(() => Uuid, { nullable: true }) desk!: string | null;
  @Field(() => Boolean) locked!: boolean;
  @Field(() => [PolicyEnforcement]) enforcement!: readonly PolicyEnforcement[];
}

@ObjectType("BindingPolicies", { simpleResolvers: true })
export class BindingPolicies {
  @Field(() => LimitPolicy) requireTwoFactor!: LimitPolicy;
  @Field(() => LimitPolicy) maximumPasswordAge!: LimitPolicy;
  @Field(() => NumberPolicy) passwordReuseHistory!: NumberPolicy;
  @Field(() => NumberPolicy) minimumPasswordStrength!: NumberPolicy;
  @Field(() => NamesPolicy) businessItemDomains!: NamesPolicy;
  @Field(() => FlagPolicy) removeBusinessItemsOnLeave!: FlagPolicy;
  @Field(() => FlagPolicy) notifyUsersOfChanges!: FlagPolicy;
  @Field(() => AllowedPolicy) shareRecipientDomains!: AllowedPolicy;
  @Field(() => FlagPolicy) disableSharing!: FlagPolicy;
  @Field(() => FlagPolicy) restrictPortalAccess!: FlagPolicy;
  @Field(() => BackupPolicy) organisationBackup!: BackupPolicy;
  @Field(() => NumberPolicy) backupRetentionDays!: NumberPolicy;
  @Field(() => AuditingPolicy) passwordAuditing!: AuditingPolicy;
  @Field(() => FlagPolicy) disablePersonalProfile!: FlagPolicy;
  @Field(() => FlagPolicy) disableExport!: FlagPolicy;
  @Field(() => LimitPolicy) vaultTimeoutMinutes!: LimitPolicy;
  @Field(() => NumberPolicy) trashRetentionDays!: NumberPolicy;
  @Field(() => LimitPolicy) itemHistoryLimit!: LimitPolicy;
  @Field(() => AllowedPolicy) allowedIpRanges!: AllowedPolicy;
  @Field(() => NumberPolicy) sessionLifetimeHours!: NumberPolicy;
  @Field(() => FlagPolicy) healthCounters!: FlagPolicy;
}

@ObjectType("SaidPolicies", { simpleResolvers: true })
export class SaidPolicies {
  @Field(() => LimitPolicy, { nullable: true }) requireTwoFactor!: LimitPolicy | null;
  @Field(() => LimitPolicy, { nullable: true }) maximumPasswordAge!: LimitPolicy | null;
  @Field(() => NumberPolicy, { nullable: true }) passwordReuseHistory!: NumberPolicy | null;
  @Field(() => NumberPolicy, { nullable: true }) minimumPasswordStrength!: NumberPolicy | null;
  @Field(() => NamesPolicy, { nullable: true }) businessItemDomains!: NamesPolicy | null;
  @Field(() => FlagPolicy, { nullable: true }) removeBusinessItemsOnLeave!: FlagPolicy | null;
  @Field(() => FlagPolicy, { nullable: true }) notifyUsersOfChanges!: FlagPolicy | null;
  @Field(() => AllowedPolicy, { nullable: true }) shareRecipientDomains!: AllowedPolicy | null;
  @Field(() => FlagPolicy, { nullable: true }) disableSharing!: FlagPolicy | null;
  @Field(() => FlagPolicy, { nullable: true }) restrictPortalAccess!: FlagPolicy | null;
  @Field(() => BackupPolicy, { nullable: true }) organisationBackup!: BackupPolicy | null;
  @Field(() => NumberPolicy, { nullable: true }) backupRetentionDays!: NumberPolicy | null;
  @Field(() => AuditingPolicy, { nullable: true }) passwordAuditing!: AuditingPolicy | null;
  @Field(() => FlagPolicy, { nullable: true }) disablePersonalProfile!: FlagPolicy | null;
  @Field(() => FlagPolicy, { nullable: true }) disableExport!: FlagPolicy | null;
  @Field(() => LimitPolicy, { nullable: true }) vaultTimeoutMinutes!: LimitPolicy | null;
  @Field(() => NumberPolicy, { nullable: true }) trashRetentionDays!: NumberPolicy | null;
  @Field(() => LimitPolicy, { nullable: true }) itemHistoryLimit!: LimitPolicy | null;
  @Field(() => AllowedPolicy, { nullable: true }) allowedIpRanges!: AllowedPolicy | null;
  @Field(() => NumberPolicy, { nullable: true }) sessionLifetimeHours!: NumberPolicy | null;
  @Field(() => FlagPolicy, { nullable: true }) healthCounters!: FlagPolicy | null;
}

@ObjectType("PolicyDocument", { simpleResolvers: true })
export class PolicyDocument {
  @Field(() => PolicyScope) scope!: PolicyScope;
  @Field(() => Uuid, { nullable: true }) id!: string | null;
  @Field(() => Int) seq!: number;
  @Field(() => Bytes) document!: Uint8Array;
  @Field(() => SaidPolicies) says!: SaidPolicies;
}

@ObjectType("PolicyDocumentEdge", { simpleResolvers: true })
export class PolicyDocumentEdge {
  @Field(() => String) cursor!: string;
  @Field(() => PolicyDocument) node!: PolicyDocument;
}

@ObjectType("PolicyDocumentConnection", { simpleResolvers: true })
export class PolicyDocumentConnection {
  @Field(() => [PolicyDocumentEdge]) edges!: PolicyDocumentEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

@InputType("PolicyDocumentInput")
export class PolicyDocumentInput {
  @Field(() => Int) seq!: number;
  @Field(() => Bytes) document!: Uint8Array;
}

export const PolicyRefusal = {
  CONTRADICTS_LOCK: "CONTRADICTS_LOCK",
  LOCKS_OUT_AUTHOR: "LOCKS_OUT_AUTHOR",
  WITHOUT_RECOVERY: "WITHOUT_RECOVERY",
  UNFIT_RECOVERY: "UNFIT_RECOVERY",
  OVERRULED_TOO_OFTEN: "OVERRULED_TOO_OFTEN",
} as const;
export type PolicyRefusal = keyof typeof PolicyRefusal;
registerEnumType(PolicyRefusal, { name: "PolicyRefusal" });

@ObjectType("PolicyRefused", { simpleResolvers: true })
export class PolicyRefused {
  readonly __typename!: "PolicyRefused";
  @Field(() => ID) clientMutationId!: string;
  @Field(() => PolicyRefusal) refusal!: PolicyRefusal;
  @Field(() => PolicySetting) setting!: PolicySetting;
}

@ObjectType("TouchedUser", { simpleResolvers: true })
export class TouchedUser {
  @Field(() => Uuid) user!: string;
  @Field(() => [PolicySetting]) settings!: readonly PolicySetting[];
  @Field(() => BindingPolicies) before!: BindingPolicies;
  @Field(() => BindingPolicies) after!: BindingPolicies;
}

@ObjectType("PolicyTrial", { simpleResolvers: true })
export class PolicyTrial {
  @Field(() => PolicyRefusal, { nullable: true }) refusal!: PolicyRefusal | null;
  @Field(() => PolicySetting, { nullable: true }) setting!: PolicySetting | null;
  @Field(() => [TouchedUser]) touched!: readonly TouchedUser[];
  @Field(() => Uuid, { nullable: true }) next!: string | null;
}
