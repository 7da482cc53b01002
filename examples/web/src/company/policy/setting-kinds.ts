/** What each setting of a policy takes, for whoever shows or asks for its value. */
import { auditedEvent, backupWay, type PolicyName, type PolicyValues } from "sealgraph/client";

export type SettingValue = PolicyValues[PolicyName];

/** The id of a count's words: `policy.unit.<unit>`. */
export type Unit = "grace" | "days" | "passwords" | "ofFour" | "minutes" | "versions" | "hours";

export type SettingKind =
  | { readonly type: "flag" }
  | { readonly type: "number"; readonly unit: Unit; readonly least: number; readonly most: number }
  /** A number, or none: `none` is the id of the words for that. */
  | {
      readonly type: "limit";
      readonly unit: Unit;
      readonly least: number;
      readonly most: number;
      readonly none: "none" | "notDemanded";
    }
  /** `orAnybody`: no list at all is another thing than an empty one. */
  | { readonly type: "list"; readonly of: "domains" | "networks"; readonly orAnybody: boolean }
  | { readonly type: "sum"; readonly parts: Readonly<Record<string, number>> };

const flag: SettingKind = { type: "flag" };
const number = (unit: Unit, least: number, most: number): SettingKind => ({ type: "number", unit, least, most });
const limit = (unit: Unit, least: number, most: number, none: "none" | "notDemanded" = "none"): SettingKind => ({
  type: "limit",
  unit,
  least,
  most,
  none,
});
const list = (of: "domains" | "networks", orAnybody: boolean): SettingKind => ({ type: "list", of, orAnybody });

export const settingKinds: Readonly<Record<PolicyName, SettingKind>> = {
  requireTwoFactor: limit("grace", 0, 90, "notDemanded"),
  maximumPasswordAge: limit("days", 1, 3_650),
  passwordReuseHistory: number("passwords", 0, 24),
  minimumPasswordStrength: number("ofFour", 0, 4),
  businessItemDomains: list("domains", false),
  removeBusinessItemsOnLeave: flag,
  notifyUsersOfChanges: flag,
  shareRecipientDomains: list("domains", true),
  disableSharing: flag,
  restrictPortalAccess: flag,
  organisationBackup: { type: "sum", parts: backupWay },
  backupRetentionDays: number("days", 1, 3_650),
  passwordAuditing: { type: "sum", parts: auditedEvent },
  disablePersonalProfile: flag,
  disableExport: flag,
  vaultTimeoutMinutes: limit("minutes", 1, 10_080),
  trashRetentionDays: number("days", 1, 3_650),
  itemHistoryLimit: limit("versions", 1, 1_000),
  allowedIpRanges: list("networks", true),
  sessionLifetimeHours: number("hours", 1, 720),
  healthCounters: flag,
};

/** Who sees to it: the server, clients, or both. A client can be made not to. */
export const enforcedBy: Readonly<Record<PolicyName, "S" | "C" | "SC">> = {
  requireTwoFactor: "S",
  maximumPasswordAge: "S",
  passwordReuseHistory: "C",
  minimumPasswordStrength: "C",
  businessItemDomains: "C",
  removeBusinessItemsOnLeave: "S",
  notifyUsersOfChanges: "S",
  shareRecipientDomains: "S",
  disableSharing: "S",
  restrictPortalAccess: "S",
  organisationBackup: "SC",
  backupRetentionDays: "S",
  passwordAuditing: "SC",
  disablePersonalProfile: "S",
  disableExport: "C",
  vaultTimeoutMinutes: "C",
  trashRetentionDays: "S",
  itemHistoryLimit: "S",
  allowedIpRanges: "S",
  sessionLifetimeHours: "S",
  healthCounters: "C",
};
