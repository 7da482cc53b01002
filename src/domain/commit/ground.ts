import type { ChainHead } from "../../crypto/chain.ts";
import type { Hash } from "../../crypto/keys.ts";
import type { Manifest } from "../../crypto/manifest.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import type { RecordId, VaultId } from "../../ids.ts";
import type { Entrusting } from "../recovery-group/recovery-at.ts";
import type { ShareGround, ShareScopeName } from "../share/ground.ts";
import type { WayRow } from "../share/rows.ts";
import type { Buckets } from "./buckets.ts";

export type VaultClass = "ACCOUNT" | "PERSONAL" | "BUSINESS" | "SHARE";

/** A record as the server holds it, as far as a commit has to know. */
export interface HeldRecord {
  readonly id: RecordId;
  readonly class: number;
  readonly version: number;
  readonly schema: number;
  readonly epoch: number;
  readonly leaf: Hash;
  readonly previousLeaf: Hash | null;
  /** The envelopes, where the commit keeps them and the new leaf has to name them. */
  readonly body: Uint8Array | null;
  readonly key: Uint8Array | null;
}

/** Of a share: what a commit is checked against besides (PROTOCOL §4.11). */
export interface Sharing {
  readonly ground: ShareGround;
  readonly scope: ShareScopeName;
  /** In which the actor is in it, their time not over. */
  readonly ways: readonly WayRow[];
  /** Its vault is marked: somebody may have ceased to be a recipient since its epoch began. */
  readonly due: boolean;
  /** Whether the commit founds it. */
  readonly isNew: boolean;
}

/** What the server holds of one vault when a commit is checked against it. */
export interface VaultGround {
  readonly vault: VaultId;
  /** The user whose vault it is. */
  readonly owner: string;
  readonly class: VaultClass;
  readonly count: number;
  /** The manifest in force, null before the first commit. */
  readonly head: { readonly manifest: Manifest; readonly hash: Hash } | null;
  /** Hashes of former manifests by revision: at least the one that the next manifest's `skip` names, where it names one. */
  readonly hashes: ReadonlyMap<number, Hash>;
  readonly roster: RosterState;
  /** The links of the tenant's roster that the commit names, by seq. */
  readonly tenantLinks: ReadonlyMap<number, ChainHead>;
  /** The records that the commit names and the server has: `PURGED` where only the tombstone is left. */
  readonly records: ReadonlyMap<RecordId, HeldRecord | "PURGED">;
  readonly buckets: Buckets;
  /** The tenant's roster states other keys for its user than its own: the commit has to bring own keys (PROTOCOL §5.5). */
  readonly behind: boolean;
  /** By a policy it takes no new records and no edits. */
  readonly disabled: boolean;
  /** Of a profile: it is marked, its key may be entrusted otherwise than it would be now. */
  readonly due: boolean;
  /** Of a profile that is marked, or that entrusts its key; null for all others. */
  readonly entrusting: Entrusting | null;
  /** Null for what is no share. */
  readonly sharing: Sharing | null;
  /** The tenant's roster in force, where the commit brings links. */
  readonly tenant: RosterState | null;
}
