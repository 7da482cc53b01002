import { decode, hash, type Value } from "./primitives.ts";
import { bytes, type Reader } from "./reading.ts";

export const settingNames = [
  "requireTwoFactor",
  "maximumPasswordAge",
  "passwordReuseHistory",
  "minimumPasswordStrength",
  "businessItemDomains",
  "removeBusinessItemsOnLeave",
  "notifyUsersOfChanges",
  "shareRecipientDomains",
  "disableSharing",
  "restrictPortalAccess",
  "organisationBackup",
  "backupRetentionDays",
  "passwordAuditing",
  "disablePersonalProfile",
  "disableExport",
  "vaultTimeoutMinutes",
  "trashRetentionDays",
  "itemHistoryLimit",
  "allowedIpRanges",
  "sessionLifetimeHours",
  "healthCounters",
];
export const flagSettings = [6, 7, 9, 10, 14, 15, 21];

export const policyReaders: Record<string, Reader> = {
  policies: (given) => {
    const document = bytes(given, "document");
    const [, said] = decode(document) as [Value, [number, Value, number][]];
    const policies = said.map(([setting, value, locked]) => [
      settingNames[setting - 1],
      { value: flagSettings.includes(setting) ? value === 1 : value, locked: locked === 1 },
    ]);
    return { policies: Object.fromEntries(policies), hash: hash("policies", document) };
  },
};
