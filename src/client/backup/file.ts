/** An organisation backup as a file that is read without a server: lines of JSON (PROTOCOL §8.5). */
import type { Hash, Id } from "../../crypto/keys.ts";
import type { RecordContent } from "../transport/page.ts";
import type { SequencedLink } from "../vault/chain.ts";

/** The first line. For people and for finding a file again: what counts is signed, and stands in the other lines. */
export interface BackupHeader {
  readonly tenant: string;
  readonly backup: string;
  readonly vault: string;
  readonly kind: "PROFILE" | "SHARE";
  /** Users whose work it is. */
  readonly owners: readonly string[];
  readonly takenAt: Date;
  readonly exportedAt: Date;
}

/** One line behind the first, read and not yet believed. They stand in this order; what is of a group stands together. */
export type BackupLine =
  /** From the genesis, each roster whole: the tenant's, groups', the vault's. */
  | ({ readonly line: "link"; readonly of: "TENANT" | "GROUP" | "VAULT"; readonly roster: string } & SequencedLink)
  /** Address and name of somebody, which the tenant's roster commits to; behind the tenant's links. */
  | ({ readonly line: "person" } & BackupPerson)
  | ({ readonly line: "groupEpoch"; readonly group: string } & GroupEpochLine)
  /** `user` is the group's id in the wrap for its recovery code. */
  | {
      readonly line: "groupWrap";
      readonly group: string;
      readonly epoch: number;
      readonly user: string;
      readonly wrap: Uint8Array;
    }
  | {
      readonly line: "manifest";
      readonly revision: number;
      readonly manifest: Uint8Array;
      readonly signature: Uint8Array;
    }
  | { readonly line: "epochKey"; readonly epoch: number; readonly previousKey: Uint8Array }
  | {
      readonly line: "recoveryWrap";
      readonly epoch: number;
      readonly group: string;
      readonly groupEpoch: number;
      readonly wrap: Uint8Array;
    }
  /** Of a share. */
  | { readonly line: "name"; readonly epoch: number; readonly envelope: Uint8Array }
  /** By ascending id. `content` is null where this line is damaged, or the server had lost it: the others are good. */
  | ({ readonly line: "record" } & BackupRecord)
  /** The last. Not intact: somewhere a byte is another than was written; what verifies nevertheless is good. */
  | { readonly line: "end"; readonly intact: boolean };

export interface BackupPerson {
  readonly user: string;
  readonly salt: Uint8Array;
  readonly address: string;
  readonly name: string;
}

export interface GroupEpochLine {
  readonly epoch: number;
  readonly publicKey: Uint8Array;
  readonly previousSecret: Uint8Array | null;
}

export interface BackupRecord {
  readonly record: string;
  readonly recordId: Id;
  /** The leaf that the manifest's root stands over. */
  readonly leaf: Hash;
  readonly content: RecordContent | null;
}

/** By which the first line is known. A reader takes this version and no later one. */
export const backupFileFormat = { name: "organisation backup", version: 1 } as const;

/** Bytes of a line, its line feed left out: a record with the longest body that an envelope holds. */
export const longestLine = 98_304;

/** Why a file is not read, or not to its end. Closed. */
export const backupFileRefusals = {
  NO_BACKUP: "This is no file of an organisation backup.",
  NEWER_FORMAT: "The file was written by a newer Sealgraph: open it with that one.",
  TRUNCATED: "The file ends before its end: it was cut, or not copied whole.",
  DAMAGED: "The file is damaged.",
  MIXED_UP: "The file's lines are not in their order: parts are missing, come twice, or are of another backup.",
  LINE_TOO_LONG: "A line of the file is longer than any can be.",
  BEHIND_END: "Something stands behind the end of the file.",
} as const;

export type BackupFileRefusal = keyof typeof backupFileRefusals;

/** The file is not read further. Says nothing of what is in it. */
export class BackupFileRefused extends Error {
  override readonly name = "BackupFileRefused";
  constructor(
    readonly reason: BackupFileRefusal,
    /** From 1; the last one that was read where the file ends too early. */
    readonly line: number,
  ) {
    super(backupFileRefusals[reason]);
  }
}
