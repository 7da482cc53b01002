/** What staff do who are in a company's recovery group: a custodian of the company put them there (PROTOCOL §4.15). */
import type { RecoveredPlace } from "../../backup/items.ts";
import type { Backup, OpenedWork, OpenRecovery, RecoveryView } from "../../recovery/cases.ts";

/** What a member of a recovery group asks for who acts by no code. */
export type OpenCompanyRecovery = Omit<OpenRecovery, "code">;

/** Backups of a company, opened by a recovery that its administrators let pass. */
export interface CompanyCase extends OpenedWork {
  readonly recovery: RecoveryView;
  /** The newest backups of what else the user had, which one recovery could not name as well. None after `resume`. */
  readonly leftOut: readonly Backup[];
  /**
   * Of those that `items` listed, in folders as they stood, into a file under a code that is shown once: staff are in no vault of a
   * company, and a file is how they hand over what they recovered. NOT_FOUND for what is not there.
   */
  takeIntoFile(
    items: readonly RecoveredPlace[],
    show: (code: string) => void | Promise<void>,
  ): Promise<{ readonly file: AsyncIterable<Uint8Array>; readonly taken: number }>;
  /** Ends it, and forgets what was opened. The company's custodians take who was put in for it out of the group. */
  close(): Promise<RecoveryView>;
}

/**
 * Of one company, all by its rosters as this device has verified them. NOT_FOUND for a company at whose desk the caller is not, or not any
 * more; KEY_PENDING for whom no custodian gave a key that is in force.
 */
export interface CompanyRecovery {
  /** Of what a user has or had, the newest first, for recovery groups that the caller is in. */
  backups(user: string): Promise<Backup[]>;
  /** What the caller asked for, the newest first. SERVER_CAUGHT where one was not signed as it is shown. */
  recoveries(): Promise<RecoveryView[]>;
  /** Asks to read backups. The company's administrators approve or forbid it. RECOVERY_REFUSED with `reason`, NOT_FOUND, KEY_PENDING. */
  open(input: OpenCompanyRecovery): Promise<CompanyCase>;
  /** Goes on with one that the caller opened. NOT_FOUND. */
  resume(recovery: string): Promise<CompanyCase>;
  /**
   * Takes the caller out of the company's recovery groups, at once: no recovery of theirs goes on. Only a custodian puts them in again.
   * NOT_FOUND where they are in none.
   */
  leave(): Promise<void>;
}
