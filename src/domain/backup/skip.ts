/** Why there is no new backup of a vault, as the contract says it. */
export type BackupSkip = "UNCHANGED" | "NOT_ENTRUSTED" | "POLICY" | "PLAN" | "DAMAGED" | "OTHER_CHAIN" | "RESTORING";
