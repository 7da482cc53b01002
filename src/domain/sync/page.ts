import type { RecordId, RosterId, VaultId } from "../../ids.ts";
import type { VaultClass } from "../commit/ground.ts";
import type { RosterKind } from "../roster/rows.ts";

/** A record as it stands now. Envelopes are base64url text, as they are stored and as they go out. */
export interface RecordChange {
  readonly record: RecordId;
  readonly revision: number;
  readonly purged: boolean;
  readonly class: number | null;
  readonly version: number | null;
  readonly trashedAt: Date | null;
  readonly folder: RecordId | null;
  readonly schema: number | null;
  readonly epoch: number | null;
  readonly body: string | null;
  readonly key: string | null;
  readonly previousLeaf: Uint8Array | null;
}

export interface ManifestRow {
  readonly vault: VaultId;
  readonly revision: number;
  readonly hash: Uint8Array;
  readonly manifest: Uint8Array;
  readonly signature: Uint8Array;
}

export interface LinkRow {
  readonly roster: RosterId;
  readonly seq: number;
  readonly hash: Uint8Array;
  readonly link: Uint8Array;
  readonly signatures: readonly Uint8Array[];
}

export interface VaultChanges {
  readonly vault: VaultId;
  readonly class: VaultClass;
  readonly restoring: boolean;
  readonly revision: number;
  readonly head: ManifestRow | null;
  readonly path: readonly ManifestRow[];
  readonly epochKeys: readonly { readonly epoch: number; readonly previousKey: Uint8Array }[];
  readonly records: readonly RecordChange[];
}

export interface RosterChanges {
  readonly roster: RosterId;
  readonly kind: RosterKind;
  readonly seq: number;
  readonly head: Uint8Array;
  readonly links: readonly LinkRow[];
}

export interface SyncPage {
  readonly cursor: string;
  readonly hasMore: boolean;
  readonly rosters: readonly RosterChanges[];
  readonly vaults: readonly VaultChanges[];
  /** What the cursor knew, and the caller may see no more. */
  readonly lost: readonly RosterId[];
  /** Of a page that others have too, but for the cursor: the same object for all of them. */
  readonly alike?: object;
}
