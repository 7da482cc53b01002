/** Verifying one organisation backup by what the verifier holds of the company (PROTOCOL §8.7). */
import type { Pair } from "../../crypto/bucket-root.ts";
import { treeOf, treeRoot } from "../../crypto/bucket-tree.ts";
import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { cutRoot } from "../../crypto/cut.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { Hash, Id } from "../../crypto/keys.ts";
import { rosterKind, shareScope } from "../../crypto/link.ts";
import type { SignedManifest } from "../../crypto/manifest.ts";
import { checkSameKeys } from "../../crypto/roster.ts";
import { findFormer, findMember, type RosterState } from "../../crypto/roster-state.ts";
import { role } from "../../crypto/state-entries.ts";
import { checkManifest, checkNotCut } from "../../crypto/successor.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { BackupRefused } from "../errors.ts";
import { makePace } from "../pace.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import type { HeldVault } from "../vault/held.ts";
import { type HeldRecord, holdRecord } from "../vault/record.ts";
import {
  checkNotDue,
  extendShareChain,
  type OwnBase,
  shareBase,
  shareGround,
  tenantLinkOf,
} from "../vault/share-chain.ts";
import { extendVaultChain, openHead } from "../vault/verify.ts";
import type { BackupContent } from "./content.ts";
import type { BackupRecord } from "./file.ts";

/** What a backup is verified by. */
export interface BackupGround {
  readonly tenant: Chain;
  /** By id: the rosters of groups that a share's links name, of those that ended too. */
  readonly groups: ReadonlyMap<string, Chain>;
  readonly wanted: WantedBackup;
}

/** Which backup has to come out. */
export interface WantedBackup {
  /** Canonical UUID text. */
  readonly vault: string;
  /** Who owns it. */
  readonly user: Id;
  /** The very one that a request names; null where none was named. */
  readonly named: KnownHead | null;
  /** The highest head of this vault that the verifier saw a backup of, unless an older one is what was asked for. */
  readonly least: KnownHead | null;
}

/** A head of a vault. */
export interface KnownHead {
  readonly revision: number;
  /** Of the manifest. */
  readonly hash: Hash;
}

/** A backup that holds. What is in it is still sealed. */
export interface VerifiedBackup {
  /** Its records are those that are whole. */
  readonly vault: HeldVault & { readonly head: SignedManifest };
  /** Records whose content is lost, or is not what was signed: by id. */
  readonly damaged: readonly string[];
  /**
   * Whether it is how the vault stood when its author was removed, as that was signed. Null where the author is of the company
   * still; false as well for every backup of before.
   */
  readonly last: boolean | null;
}

/**
 * Verifies a backup: class and owner, the vault's roster from its genesis by the company's, the manifest's signature and its
 * author's right, root and count over all leaves, and each record by its leaf. A record that does not fit its leaf is named,
 * and costs nothing but itself. Throws BackupRefused.
 */
export async function verifyBackup(content: BackupContent, ground: BackupGround): Promise<VerifiedBackup> {
  try {
    const { tenant, groups, wanted } = ground;
    if (content.vault !== wanted.vault) throw new ProtocolError("MISMATCH", "vault of a backup");
    const base = shareBase(tenant, groups);
    const chain = chainOf(content, base);
    const head = openHead(content.head);
    checkWanted(head, content.head.revision, wanted);
    const pairs: Pair[] = content.records.map(({ recordId, leaf }) => ({ id: recordId, hash: leaf }));
    const tree = treeOf(pairs);
    checkHead(head, chain, base, { root: treeRoot(tree), count: tree.count });
    checkOwner(chain.states[head.manifest.rosterSeq] as RosterState, wanted.user);
    const { whole, damaged } = await holdRecords(content.records, head);
    const vault = {
      vault: content.vault,
      id: parseUuid(content.vault),
      class: content.kind === "SHARE" ? ("SHARE" as const) : ("BUSINESS" as const),
      chain,
      head,
      ladder: null,
      tree,
      records: whole,
      epochKeys: new Map(content.epochKeys.map(({ epoch, previousKey }) => [epoch, previousKey])),
    };
    return { vault, damaged, last: isLast(head, tenant) };
  } catch (error) {
    if (error instanceof ProtocolError) throw new BackupRefused(error.code);
    throw error;
  }
}

/** Business profiles and business shares of this company, and nothing else. */
function chainOf({ vault, kind, links }: BackupContent, base: OwnBase): Chain {
  if (kind === "PROFILE") return extendVaultChain(null, links, base.tenant, { vault, class: "BUSINESS" });
  const chain = extendShareChain(vault, null, links, base);
  if (newestState(chain).class !== shareScope.BUSINESS) throw new ProtocolError("MISMATCH", "scope of a share");
  return chain;
}

function checkWanted({ manifest, hash }: SignedManifest, revision: number, { named, least }: WantedBackup): void {
  if (manifest.revision !== revision) throw new ProtocolError("MISMATCH", "revision of a backup");
  if (named && (named.revision !== revision || !equalBytes(named.hash, hash))) {
    throw new ProtocolError("MISMATCH", "another backup");
  }
  if (!least) return;
  if (revision < least.revision) throw new ProtocolError("WENT_BACK", "backup");
  if (revision === least.revision && !equalBytes(least.hash, hash)) {
    throw new ProtocolError("BROKEN_CHAIN", "another backup at the same height");
  }
}

function checkHead(
  { manifest, hash }: SignedManifest,
  chain: Chain,
  base: OwnBase,
  counted: { readonly root: Hash; readonly count: number },
): void {
  const roster = chain.states[manifest.rosterSeq];
  if (roster === undefined) throw new ProtocolError("WRONG_ROSTER_HEAD", "manifest");
  const isShare = roster.kind === rosterKind.SHARE;
  const share = isShare ? { share: shareGround(manifest, roster, base) } : {};
  checkManifest(null, manifest, { roster, tenantLink: tenantLinkOf(manifest, base.tenant), ...counted, ...share });
  if (isShare) checkNotDue(manifest, roster, base);
  else checkSameKeys(base.tenant.states[manifest.tenantHead.seq] as RosterState, roster);
  checkNotCut(newestState(chain), manifest, hash);
}

/** One person's backup does not pass for another's. */
function checkOwner(roster: RosterState, user: Id): void {
  if (findMember(roster, user)?.role !== role.OWNER) throw new ProtocolError("WRONG_AUTHOR", "owner of a backup");
}

/** Each record held against the leaf that the manifest's root stands over. */
async function holdRecords(
  records: readonly BackupRecord[],
  { manifest }: SignedManifest,
): Promise<{ readonly whole: Map<string, HeldRecord>; readonly damaged: string[] }> {
  const [whole, damaged] = [new Map<string, HeldRecord>(), [] as string[]];
  const pace = makePace();
  for (const { record, recordId, leaf, content } of records) {
    const breath = pace();
    if (breath) await breath;
    const held = content && holdRecord(record, recordId, manifest.revision, content);
    if (held && equalBytes(held.leaf, leaf)) {
      if (held.epoch > manifest.epoch || held.epoch < 1) throw new ProtocolError("WRONG_EPOCH", "record");
      whole.set(record, held);
    } else damaged.push(record);
  }
  return { whole, damaged };
}

/** The tenant's link that took the author's key names where their profile stood (PROTOCOL §4.6). */
function isLast({ manifest: { vault, revision, author }, hash }: SignedManifest, tenant: Chain): boolean | null {
  const former = findFormer(newestState(tenant), author.key);
  return former ? equalOrNull(former.cut, cutRoot([{ vault, revision, hash }])) : null;
}
