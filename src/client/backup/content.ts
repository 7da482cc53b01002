/** One organisation backup as it travelled, or stood in a file: nothing of it is believed yet (PROTOCOL §8). */
import type { ManifestAnswer } from "../transport/page.ts";
import type { SequencedLink } from "../vault/chain.ts";
import type { SealedName } from "../vault/held.ts";
import type { BackupRecord } from "./file.ts";

export type BackupKind = "PROFILE" | "SHARE";

export interface BackupContent {
  /** Canonical UUID text. */
  readonly vault: string;
  readonly kind: BackupKind;
  /** Of the vault's roster, from its genesis to where it stood when the backup was taken. */
  readonly links: readonly SequencedLink[];
  readonly head: ManifestAnswer;
  /** By epoch: the key of the epoch before, sealed under that epoch's. */
  readonly epochKeys: readonly { readonly epoch: number; readonly previousKey: Uint8Array }[];
  readonly wraps: readonly EntrustedWrap[];
  /** Of a share. */
  readonly name: SealedName | null;
  readonly records: readonly BackupRecord[];
}

/** The key of an epoch of a vault, wrapped for an epoch of a recovery group (PROTOCOL §4.14). */
export interface EntrustedWrap {
  readonly epoch: number;
  /** Canonical UUID text. */
  readonly group: string;
  readonly groupEpoch: number;
  readonly wrap: Uint8Array;
}
