import type { BucketTree } from "../../crypto/bucket-tree.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import type { HandedMemory } from "../../crypto/client/approval.ts";
import { shareAnswer } from "../../crypto/client/entry.ts";
import type { Ladder } from "../../crypto/descent.ts";
import type { Hash, Id, SymmetricKey } from "../../crypto/keys.ts";
import { recordClass } from "../../crypto/leaf.ts";
import { shareScope } from "../../crypto/link.ts";
import type { SignedManifest } from "../../crypto/manifest.ts";
import type { Outside } from "../../crypto/outside.ts";
import type { PolicyPlace } from "../../crypto/state-entries.ts";
import type { ProfileKind } from "../events.ts";
import type { Evidence } from "../evidence.ts";
import type { ManifestAnswer, OwnClass, VaultClass } from "../transport/page.ts";
import { type Chain, newestState } from "./chain.ts";
import { forgetFolderIndex } from "./folder-index.ts";
import type { Pins } from "./pins.ts";
import type { HeldRecord } from "./record.ts";
import { extendTrail, type Trail } from "./trail.ts";

/** The newest key that an account has of one of its vaults. */
export interface NewestKey {
  readonly epoch: number;
  readonly key: SymmetricKey;
}

/** One vault as verified (PROTOCOL §6.1). Changed only as a whole, by `adopt`. */
export interface HeldVault {
  /** Canonical UUID text of `id`. */
  readonly vault: string;
  readonly id: Id;
  readonly class: VaultClass;
  readonly chain: Chain;
  /** null before the first commit. */
  readonly head: SignedManifest | null;
  readonly ladder: Ladder | null;
  readonly tree: BucketTree;
  readonly records: ReadonlyMap<string, HeldRecord>;
  /** By epoch: the key of the epoch before, sealed under that epoch's. */
  readonly epochKeys: ReadonlyMap<number, Uint8Array>;
}

/** A document of policies as verified (PROTOCOL §4.10). */
export interface HeldPolicies {
  readonly place: PolicyPlace;
  readonly hash: Hash;
  readonly document: Uint8Array;
}

/** A share's roster as verified, and what of its keys and name was opened by it (PROTOCOL §4.11). */
export interface HeldShare {
  /** Canonical UUID text of `id`. */
  readonly share: string;
  readonly id: Id;
  readonly chain: Chain;
  /** By epoch: keys that are the ones the roster states. */
  readonly keys: ReadonlyMap<number, SymmetricKey>;
  /** The sealed name that the roster states, as far as it was shown. */
  readonly name: SealedName | null;
  /** Whether the server shows no more of it to this user: left, taken away, run out, declined or closed. */
  readonly lost: boolean;
  /** Where its vault was when it was lost last: the least that may come back. Null where none was held. */
  readonly last: LastHead | null;
  /** Of a share of another company, that the user is a guest in, by what its roster is read; null of all others (PROTOCOL §4.12). */
  readonly visit: Outside | null;
}

/** How far a vault was known of which nothing else is held. */
export interface LastHead {
  readonly head: SignedManifest;
  readonly ladder: Ladder;
}

export interface SealedName {
  /** Of the share, whose key it is sealed under. */
  readonly epoch: number;
  readonly envelope: Uint8Array;
}

/** A share, before and after. */
export interface ShareUpdate {
  readonly share: string;
  readonly before: HeldShare | null;
  readonly after: HeldShare;
}

/** Everything that a device holds and has verified. */
export interface Held {
  tenant: Chain | null;
  /** By id: the rosters of groups that concern the user, those that have ended since included. */
  readonly groups: Map<string, Chain>;
  /** By id: shares that concern the user, or did. Records of those alone are held that were accepted. */
  readonly shares: Map<string, HeldShare>;
  readonly vaults: Map<string, HeldVault>;
  /** By vault. */
  readonly trails: Map<string, Trail>;
  /** What the account vault says; null before it was taken for the first time. */
  pins: Pins | null;
  /** Up to where the server was read; null: from the beginning. */
  cursor: string | null;
  /** By share of another company: up to where the server was read there. */
  readonly visitCursors: Map<string, string>;
  /** The seq of the tenant's newest link that came with all else; links that came with the answer to a deed of this device do not count. */
  synced: number;
  /** By vault: the evidence for which it was frozen. */
  readonly frozen: Map<string, string>;
  /** By vault that is frozen: the newest key that it was read by, whatever the account vault says since. */
  readonly frozenKeys: Map<string, NewestKey>;
  readonly evidence: Evidence[];
  /** By the id of group or user, and "" for the tenant: documents whose hashes the roster stated. */
  readonly policies: Map<string, HeldPolicies>;
  /** What the device that approved this one had verified; null where it was not approved. */
  handed: HandedMemory | null;
}

/** A vault's next state, verified: what changed of its records, and all else anew. */
export interface VaultUpdate {
  readonly before: HeldVault | undefined;
  /** Its `records` are still those of before. */
  readonly vault: HeldVault;
  /** Manifests that were proven with it, its head's included. */
  readonly seen: readonly ManifestAnswer[];
  /** Whether `put` is all there is. */
  readonly whole: boolean;
  readonly put: readonly HeldRecord[];
  readonly removed: readonly string[];
  /** The head of before was abandoned: this one goes on from nothing that was held (PROTOCOL §5.8). */
  readonly reset?: boolean;
}

export function emptyHeld(): Held {
  return {
    tenant: null,
    groups: new Map(),
    shares: new Map(),
    vaults: new Map(),
    trails: new Map(),
    pins: null,
    cursor: null,
    visitCursors: new Map(),
    synced: 0,
    frozen: new Map(),
    frozenKeys: new Map(),
    evidence: [],
    policies: new Map(),
    handed: null,
  };
}

/** What became of one record: null before it was there, or after it is gone. */
export interface RecordDiff {
  readonly vault: HeldVault;
  readonly before: HeldRecord | null;
  readonly after: HeldRecord | null;
}

/**
 * Makes a share's roster what it is now. Its vault goes along; of one that is lost nothing is shown any more, and how far its roster
 * and its vault were known is the least that may come back.
 */
export function adoptShare(held: Held, { share, after }: ShareUpdate): RecordDiff[] {
  held.shares.set(share, after);
  const vault = held.vaults.get(share);
  if (vault === undefined) return [];
  if (!after.lost) {
    held.vaults.set(share, { ...vault, chain: after.chain });
    return [];
  }
  held.vaults.delete(share);
  held.trails.delete(share);
  return [...vault.records.values()].map((before) => ({ vault, before, after: null }));
}

/** How far the vault of a share was known, held or lost; null where it never was. */
export function lastHead({ vaults, shares }: Held, share: string): LastHead | null {
  const { head = null, ladder = null } = vaults.get(share) ?? {};
  return head && ladder ? { head, ladder } : (shares.get(share)?.last ?? null);
}

/** Makes an update the vault's state, and says what changed. Costs what changed, not what the vault holds. */
export function adopt(held: Held, { vault, whole, put, removed, seen }: VaultUpdate): RecordDiff[] {
  // Only here are records of a vault that is held changed.
  const records = vault.records as Map<string, HeldRecord>;
  const diffs: RecordDiff[] = [];
  const gone = new Set(whole ? records.keys() : removed);
  for (const record of put) {
    const before = records.get(record.record) ?? null;
    gone.delete(record.record);
    if (before === null || !equalBytes(before.leaf, record.leaf)) diffs.push({ vault, before, after: record });
    records.set(record.record, record);
  }
  for (const record of gone) {
    const before = records.get(record);
    if (before === undefined) continue;
    diffs.push({ vault, before, after: null });
    records.delete(record);
  }
  if (diffs.some(({ before, after }) => isFolder(before) || isFolder(after))) forgetFolderIndex(records);
  held.vaults.set(vault.vault, vault);
  extendTrail(trailOf(held, vault.vault), seen);
  return diffs;
}

export function trailOf({ trails }: Held, vault: string): Trail {
  const trail = trails.get(vault) ?? new Map();
  trails.set(vault, trail);
  return trail;
}

const isFolder = (record: HeldRecord | null): boolean => record?.class === recordClass.FOLDER;

/** The id of a share where it is one of another company, so that requests about it say so; else null. */
export function visitOf({ shares, pins }: Pick<Held, "shares" | "pins">, share: string): string | null {
  const noted = pins?.visits.get(share)?.entry.answer === shareAnswer.ACCEPTED;
  return noted || shares.get(share)?.visit ? share : null;
}

/** The shares that the user accepted, or visits, by the genesis that is noted there (PROTOCOL §3.6), and is shown still. */
export function isAccepted(pins: Pins | null, { share, chain, lost, visit }: HeldShare): boolean {
  const noted = (visit ? pins?.visits : pins?.shares)?.get(share)?.entry;
  if (noted === undefined || lost || noted.answer !== shareAnswer.ACCEPTED) return false;
  return equalBytes(noted.genesis, newestState(chain).genesis);
}

/** The profile that a vault is, or that a share belongs to by its scope; null for an account vault. */
export function profileOf({ class: its, chain }: Pick<HeldVault, "class" | "chain">): ProfileKind | null {
  if (its === "ACCOUNT") return null;
  return its === "SHARE" ? scopeOf(chain) : its;
}

/** The scope of a share (PROTOCOL §4.11). */
export const scopeOf = (chain: Chain): ProfileKind =>
  newestState(chain).class === shareScope.PERSONAL ? "PERSONAL" : "BUSINESS";

export function vaultOfClass(held: Held, wanted: OwnClass): HeldVault | undefined {
  for (const vault of held.vaults.values()) if (vault.class === wanted) return vault;
  return undefined;
}
