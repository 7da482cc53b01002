import type { PolicyName } from "../../crypto/policies.ts";

export type Enforcement = "SERVER" | "CLIENT";

/** Who holds to each setting in this release. Empty: nobody yet; the contract says from when. */
export const enforcement: Readonly<Record<PolicyName, readonly Enforcement[]>> = {
  requireTwoFactor: ["SERVER"],
  maximumPasswordAge: ["SERVER"],
  passwordReuseHistory: ["CLIENT"],
  minimumPasswordStrength: ["CLIENT"],
  businessItemDomains: ["CLIENT"],
  removeBusinessItemsOnLeave: ["SERVER"],
  notifyUsersOfChanges: ["SERVER"],
  shareRecipientDomains: ["SERVER"],
  disableSharing: ["SERVER"],
  restrictPortalAccess: ["SERVER"],
  organisationBackup: ["SERVER", "CLIENT"],
  backupRetentionDays: ["SERVER"],
  passwordAuditing: ["SERVER", "CLIENT"],
  disablePersonalProfile: ["SERVER"],
  disableExport: ["CLIENT"],
  vaultTimeoutMinutes: ["CLIENT"],
  trashRetentionDays: ["CLIENT"],
  itemHistoryLimit: ["SERVER"],
  allowedIpRanges: ["SERVER"],
  sessionLifetimeHours: ["SERVER"],
  healthCounters: ["SERVER", "CLIENT"],
};
