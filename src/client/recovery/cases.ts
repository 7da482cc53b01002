/** The half of `Recovery` by which what was backed up is opened (PROTOCOL §8). All of it is for administrators, in the portal. */
import type { BackupKind } from "../backup/content.ts";
import type { RecoveredItem, RecoveredPlace, RecoveredSecret } from "../backup/items.ts";
import type { Damage } from "../backup/open.ts";
import type { ErrorCode } from "../errors.ts";
import type { ByCode } from "./setup.ts";

export type ReadinessState = "OK" | "WARNING" | "FAILED";

/** One thing that has to be so for a recovery to succeed. */
export interface ReadinessCheck {
  /** Of a closed list of the server's. */
  readonly check: string;
  readonly state: ReadinessState;
  /** What mends it; null where nothing has to be. */
  readonly mend: string | null;
}

export interface Readiness {
  readonly checks: readonly ReadinessCheck[];
  /** By user. */
  readonly users: readonly { readonly user: string; readonly checks: readonly ReadinessCheck[] }[];
}

/** What a business profile or a business share was at one moment, as the server keeps it apart from all else, and says it. */
export interface Backup {
  readonly id: string;
  readonly vault: string;
  readonly kind: BackupKind;
  /** Users whose work it is. */
  readonly owners: readonly string[];
  /** Counts those of the vault, from 1. */
  readonly number: number;
  readonly takenAt: Date;
  readonly revision: number;
  readonly records: number;
  readonly bytes: number;
  /** Of these, how many were not in the one before. */
  readonly addedBytes: number;
  /** The recovery group that has its key, and by which epoch of it. */
  readonly group: string;
  readonly groupEpoch: number;
  /** Whether that is the group that the company names now. */
  readonly openable: boolean;
  /** What the company demanded when it was taken: nobody reads it by fewer. */
  readonly approvals: number;
  readonly hours: number;
  /** Until when it is kept; null: it is the newest of its vault. */
  readonly keptUntil: Date | null;
}

export interface BackupsTaken {
  readonly taken: readonly Backup[];
  readonly skipped: readonly { readonly vault: string; readonly reason: BackupSkip }[];
}

/** Why there is no new backup of a vault. */
export const backupSkips = [
  "UNCHANGED",
  "NOT_ENTRUSTED",
  "POLICY",
  "PLAN",
  "DAMAGED",
  "OTHER_CHAIN",
  "RESTORING",
] as const;
export type BackupSkip = (typeof backupSkips)[number];

export const recoveryStates = ["WAITING", "OPEN", "VETOED", "ENDED", "CLOSED"] as const;
export type RecoveryState = (typeof recoveryStates)[number];

/** A recovery, as it was signed: whoever opened it, for whom, why and until when were verified here. */
export interface RecoveryView {
  readonly id: string;
  /** Names the very bytes that were signed: what `approve` and `veto` are about. */
  readonly request: string;
  readonly group: string;
  /** Whose work is to be read. */
  readonly user: string;
  readonly openedBy: string;
  readonly openedAt: Date;
  readonly byCode: boolean;
  /** As who opened it wrote it. */
  readonly purpose: string;
  /** The server's word, as is whatever follows, but for who approved. */
  readonly state: RecoveryState;
  readonly approvals: readonly {
    readonly user: string;
    readonly verdict: "APPROVE" | "VETO";
    readonly at: Date;
  }[];
  readonly approvalsNeeded: number;
  /** From when it can be read. */
  readonly availableAt: Date;
  /** As it was signed. One that is ENDED before has ended with the right of whoever opened it. */
  readonly endsAt: Date;
  readonly closedAt: Date | null;
  /** Whether it is over and nobody has closed it: who was put into the group for it may be there still. */
  readonly closingDue: boolean;
  /** Those that it names, as far as they are there. */
  readonly backups: readonly Backup[];
}

export interface OpenRecovery extends ByCode {
  readonly user: string;
  /** For whoever asks later; in no log and no mail. 1 to 1,000 characters. */
  readonly purpose: string;
  /** How long it stays open behind the company's waiting hours: 1 to 168. */
  readonly hours: number;
  /** Those, one of a vault; else the newest of each vault that is not newer than `asOf`. */
  readonly backups?: readonly string[];
  readonly asOf?: Date;
}

/** A record that is not read, of a backup that holds. */
export interface UnreadRecord {
  readonly vault: string;
  readonly record: string;
  readonly reason: Damage;
}

/** A backup that is not read at all. */
export interface UnreadBackup {
  readonly backup: string;
  readonly vault: string;
  /** BACKUP_REFUSED with the check that failed, or BACKUP_SEALED. */
  readonly code: ErrorCode;
  readonly check: string | null;
}

export interface RecoveredItems {
  /** By title. */
  readonly items: readonly RecoveredItem[];
  readonly unread: readonly UnreadRecord[];
  readonly refused: readonly UnreadBackup[];
  /** By vault of a profile: whether it is how it stood when its owner was removed; null: they were not. */
  readonly last: Readonly<Record<string, boolean | null>>;
}

/** How far something long is: items or records. */
export type OnCaseProgress = (done: number, total: number) => void;

/**
 * Where recovered items go. A new business share: the destination owns it, and who recovered is in it no more, where that is
 * somebody else. `share` goes on with one that an earlier call had begun. Or a file under a code that is shown once.
 */
export type RecoveryDestination =
  | { readonly name: string; readonly user?: string; readonly share?: string }
  | { readonly file: true; readonly show: (code: string) => void | Promise<void> };

export type Recovered =
  | {
      readonly share: string;
      readonly taken: number;
      /** Were there already, from a call before. */
      readonly skipped: number;
    }
  | { readonly file: AsyncIterable<Uint8Array>; readonly taken: number };

/** What of closing is done, and what is left to do. */
export interface RecoverySettled {
  /** Temporary members who were taken out of the group, with a new key for those who stay. */
  readonly removed: readonly string[];
  /** Those who are there still, though they have no recovery that is open. */
  readonly left: readonly string[];
  /** Who can take them out. */
  readonly custodians: readonly string[];
}

/** Backups, opened: by a recovery, or from a file. */
export interface OpenedWork {
  /** Reads and verifies all of it, once. */
  items(options?: { readonly onProgress?: OnCaseProgress }): Promise<RecoveredItems>;
  /** One that `items` listed, with what is secret in it. NOT_FOUND. */
  show(item: RecoveredPlace): Promise<RecoveredSecret>;
}

export interface RecoveryCase extends OpenedWork {
  readonly recovery: RecoveryView;
  /**
   * The newest backups of what else the user had, which one recovery could not name as well: their key has another recovery group, or
   * there are more than a hundred. They take a recovery of their own (`backups`). None after `resume`.
   */
  readonly leftOut: readonly Backup[];
  /**
   * Of those that `items` listed, in folders as they stood. Into a share in portions: what an earlier call had brought is passed over. NOT_FOUND
   * for what is not there; for the destination what `shares.add` throws.
   */
  take(
    items: readonly RecoveredPlace[],
    destination: RecoveryDestination,
    options?: { readonly onProgress?: OnCaseProgress },
  ): Promise<Recovered>;
  /** Ends it, and forgets what was opened. */
  close(): Promise<RecoverySettled>;
}

export interface RecoveryCases {
  readiness(): Promise<Readiness>;
  /** Of all, or of what a user has or had, the newest first. */
  backups(user?: string): Promise<Backup[]>;
  /** Has backups taken now of what is entrusted. */
  takeBackups(user: string): Promise<BackupsTaken>;
  /** The newest first. SERVER_CAUGHT where one was not signed as it is shown. */
  recoveries(): Promise<RecoveryView[]>;
  /**
   * Asks to read backups, by a request that is signed for exactly these. RECOVERY_REFUSED with `reason`, RECOVERY_CODE_REFUSED,
   * NOT_FOUND where there is no backup, KEY_PENDING where this user was given no key of the group.
   */
  open(input: OpenRecovery): Promise<RecoveryCase>;
  /** Goes on with one that this user opened. NOT_FOUND. */
  resume(recovery: string, by?: ByCode): Promise<RecoveryCase>;
  /** Approves what was shown, and nothing else. RECOVERY_REFUSED. */
  approve(recovery: Pick<RecoveryView, "id" | "request">): Promise<RecoveryView>;
  /** Forbids it, at any time. RECOVERY_REFUSED. */
  veto(recovery: Pick<RecoveryView, "id" | "request">): Promise<RecoveryView>;
  /** Closes one that is over, whoever opened it. */
  close(recovery: string): Promise<RecoverySettled>;
  /**
   * Opens every epoch of the group and then the canary, as a recovery would, and lays the next one. `FIRST_LAID`: there was
   * none, so nothing is proven to others yet. KEY_PENDING, RECOVERY_CODE_REFUSED, SERVER_CAUGHT where the canary is no canary.
   */
  drill(by?: ByCode): Promise<{ readonly outcome: "PROVEN" | "FIRST_LAID"; readonly epochs: number }>;
  /** The lines of a file that is read without the server (`openBackupFile`). NOT_FOUND, FORBIDDEN. */
  exportBackup(backup: string, options?: { readonly onProgress?: OnCaseProgress }): AsyncIterable<string>;
  /** Opens such a file by what this device holds of the company, and by the keys of this account, without a server. */
  openFile(source: AsyncIterable<Uint8Array>, by?: ByCode): Promise<BackupFileView>;
}

/** What stands in the file of a backup, verified without a key. */
export interface CheckedBackupFile {
  readonly company: {
    readonly tenant: string;
    /** Of its roster's first link, in hexadecimal: to be compared with what the company keeps, where no device vouches for it. */
    readonly genesis: string;
    /** Whether it is the company of this device. */
    readonly known: boolean;
  };
  readonly backup: string;
  /** Of what: somebody's business profile, or a share of the company. */
  readonly kind: BackupKind;
  readonly takenAt: Date;
  readonly owners: readonly { readonly user: string; readonly name: string | null; readonly address: string | null }[];
  /** Whether every byte of the file is as it was written. */
  readonly intact: boolean;
  readonly records: number;
  /** How many of them are lost or changed; they are named once it is opened. */
  readonly damaged: number;
}

/** A backup from a file, opened. */
export interface BackupFileView extends CheckedBackupFile, OpenedWork {}
