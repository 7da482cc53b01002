import type { OwnRecovery, RecoveryWaits } from "../client/index.ts";
import { counted } from "./output.ts";

/** Said to whoever gets a new recovery code. */
export const codeIsWorth = `Lock the code away, with the management or in a safe, apart from whoever administers the company. Lost, it opens nothing any
more; found, it opens every business profile and every share of the company to whoever gets at the backups. What was written
to files: print it, then delete them. Look now and then whether it is there: sealgraph recovery code check`;

/** What is good where nothing is missing, and the command that mends it where something is. */
const checks: Readonly<Record<string, readonly [string, string]>> = {
  POLICY: ["a policy says that business profiles are backed up", "sealgraph policy show"],
  PLAN: ["the company's plan has backups", "Ask the operator for a plan that has them."],
  SWITCH: ["it is confirmed, and its group stands", "sealgraph recovery setup, or sealgraph recovery confirm"],
  CUSTODIANS: ["two custodians can act", "sealgraph recovery custodian add"],
  GROUP_EPOCH: ["the group's key is for those who are in it", "sealgraph recovery renew"],
  CODE: ["the code, where there is to be one, was opened by lately", "sealgraph recovery drill --code"],
  DRILL: ["somebody opened by their key lately", "sealgraph recovery drill"],
  TEMPORARY_MEMBERS: ["nobody is in the group for a recovery that is over", "sealgraph recovery member remove"],
  RECOVERIES_CLOSED: ["recoveries that are over are closed", "sealgraph recovery list, then sealgraph recovery close"],
  ENTRUSTED: ["the profile's key is handed over", "A device of theirs does it when it next syncs."],
  BACKUP_FRESH: [
    "there is a backup of it as it is, or of these two days",
    "The server takes one every day; at once: sealgraph backup now",
  ],
};

export const checkInWords = (check: string): string => checks[check]?.[0] ?? check.toLowerCase().replaceAll("_", " ");

/** What the server says of it where this release does not know the check. */
export const mendOf = (check: string, mend: string | null): string => checks[check]?.[1] ?? mend ?? "";

const waits: Readonly<Record<RecoveryWaits, string>> = {
  AGREEMENT:
    "nothing is entrusted before you agree: the partner of your company is behind it (sealgraph recovery agree)",
  CONFIRMATION: "nothing is handed over before another administrator confirms it",
  GROUP_KEY: "nothing is handed over before a custodian has synced",
  ROSTER: "nothing is handed over: the server shows less of the group than is signed",
  POLICY: "your business profile is left out, as a policy says",
  PLAN: "nothing new is handed over: the company's plan has no backups",
};

/** What recovery is for whoever asks. */
export function ownInWords({ entrusted, pending, waitingFor }: OwnRecovery): string {
  const said = [
    entrusted.length > 0 &&
      `the company can open ${counted(entrusted.length, "vault")} of yours, business profile and shares of the company, and nothing personal`,
    pending.length > 0 &&
      `the keys of ${counted(pending.length, "vault")} of yours are still to be handed over to the recovery group: sealgraph sync`,
    waitingFor !== null && waits[waitingFor],
  ].filter(Boolean);
  return said.length > 0 ? said.join("; ") : "nothing of yours is backed up";
}
