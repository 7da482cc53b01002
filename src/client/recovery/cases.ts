/** The half of `Recovery` by which what was backed up is opened (PROTOCOL §8). All of it is for administrators, in the portal. */
import type { Item } from "../items/view.ts";

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

/** What a business profile or a business share was at one moment, as the server keeps it apart from all else. */
export interface Backup {
  readonly id: string;
  readonly vault: string;
  readonly kind: "PROFILE" | "SHARE";
  /** Users whose work it is. */
  readonly owners: readonly string[];
  readonly takenAt: Date;
  readonly revision: number;
  readonly records: number;
  readonly bytes: number;
  /** Until when it is kept; null: it is the newest of its vault. */
  readonly keptUntil: Date | null;
}

export type RecoveryState = "WAITING" | "OPEN" | "VETOED" | "ENDED" | "CLOSED";

/** A recovery, as it was signed. */
export interface RecoveryView {
  readonly id: string;
  /** Whose work is to be read. */
  readonly user: string;
  readonly openedBy: string;
  readonly byCode: boolean;
  /** As who opened it wrote it. */
  readonly purpose: string;
  readonly state: RecoveryState;
  readonly approvals: readonly {
    readonly user: string;
    readonly verdict: "APPROVE" | "VETO";
    readonly at: Date;
  }[];
  readonly approvalsNeeded: number;
  /** From when it can be read. */
  readonly availableAt: Date;
  readonly endsAt: Date;
  readonly closedAt: Date | null;
}

export interface OpenRecovery {
  readonly user: string;
  /** For whoever asks later; in no log and no mail. */
  readonly purpose: string;
  /** How long it stays open. */
  readonly hours: number;
  /** Those; else the newest of each vault that is not newer than `asOf`. */
  readonly backups?: readonly string[];
  readonly asOf?: Date;
  /** By the group's code, or its parts; else by the key that this user was given. */
  readonly code?: string | readonly string[];
}

/** An item of a backup, with the vault that it was in. */
export interface RecoveredItem {
  readonly vault: string;
  readonly item: Pick<Item, "id" | "kind" | "title" | "trashedAt">;
}

/** Where recovered items go: a share that the destination is to own, or a file under a code that is shown once. */
export type RecoveryDestination =
  | { readonly user: string; readonly name: string }
  | { readonly file: true; readonly show: (code: string) => void | Promise<void> };

export type Recovered = { readonly share: string } | { readonly file: Uint8Array };

export interface RecoveryCase {
  readonly recovery: RecoveryView;
  /** What does not verify is named and left out. */
  items(): Promise<{ readonly items: readonly RecoveredItem[]; readonly broken: readonly string[] }>;
  show(item: string): Promise<Item>;
  take(items: readonly string[], destination: RecoveryDestination): Promise<Recovered>;
  close(): Promise<void>;
}

export interface RecoveryCases {
  readiness(): Promise<Readiness>;
  backups(user: string): Promise<Backup[]>;
  /** Has backups taken now of what is entrusted. */
  takeBackups(user: string): Promise<readonly Backup[]>;
  recoveries(): Promise<RecoveryView[]>;
  open(input: OpenRecovery): Promise<RecoveryCase>;
  /** Goes on with one that this user opened. */
  resume(recovery: string, by?: { readonly code?: string | readonly string[] }): Promise<RecoveryCase>;
  approve(recovery: string): Promise<void>;
  veto(recovery: string): Promise<void>;
  /** Opens the canary, and nothing else: whether a recovery would. */
  drill(by?: { readonly code?: string | readonly string[] }): Promise<void>;
  /** The lines of a file that is read without the server. */
  exportBackup(backup: string): AsyncIterable<string>;
}
