import type { PolicyName } from "sealgraph/client";
import { type SettingValue, settingKinds } from "./setting-kinds.ts";

/** What a field begins with where nothing is said yet: what a person would most likely choose, not what holds by default. */
const likely: Partial<Record<PolicyName, SettingValue>> = {
  requireTwoFactor: 14,
  minimumPasswordStrength: 3,
  backupRetentionDays: 90,
  trashRetentionDays: 30,
  vaultTimeoutMinutes: 15,
  sessionLifetimeHours: 12,
  itemHistoryLimit: 20,
  maximumPasswordAge: 365,
  passwordReuseHistory: 5,
};

export function defaultOf(name: PolicyName): SettingValue {
  const its = likely[name];
  if (its !== undefined) return its;
  const kind = settingKinds[name];
  return kind.type === "flag" ? true : kind.type === "list" ? [] : 0;
}
