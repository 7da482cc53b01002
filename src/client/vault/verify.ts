import type { Pair } from "../../crypto/bucket-root.ts";
import { type BucketTree, changeTree, treeOf, treeRoot } from "../../crypto/bucket-tree.ts";
import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import type { HandedVault } from "../../crypto/client/approval.ts";
import { descentRevisions, type Ladder, verifyDescent } from "../../crypto/descent.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { asSignature } from "../../crypto/keys.ts";
import { profileClass, rosterKind } from "../../crypto/link.ts";
import {
  encodeSignedManifest,
  type Manifest,
  manifestHash,
  openSignedManifest,
  parseManifest,
  type SignedManifest,
  skipRevision,
} from "../../crypto/manifest.ts";
import { checkSameKeys, checkTenantHead } from "../../crypto/roster.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { checkManifest, checkNotCut, hasAbandoned } from "../../crypto/successor.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import type { ManifestAnswer, OwnClass } from "../transport/page.ts";
import { type Chain, extendChain, linkAt, newestState, type SequencedLink } from "./chain.ts";
import { checkHandedVault } from "./handed.ts";
import type { HeldVault, LastHead, VaultUpdate } from "./held.ts";
import type { HeldRecord } from "./record.ts";
import { checkNotDue, type ShareBase, shareGround, tenantLinkOf } from "./share-chain.ts";
import type { Staged, StagedVault } from "./staged.ts";

/** Thrown when a head is right in itself but what shows its descent from the one known did not come along. */
export class PathMissing extends Error {
  override readonly name = "PathMissing";
}

/**
 * Thrown where a head abandons the one that is held (PROTOCOL §5.8): the vault has to be asked for as by somebody who holds
 * nothing of it.
 */
export class ResetShown extends PathMissing {
  constructor(readonly vault: string) {
    super();
  }
}

const classes: Readonly<Record<OwnClass, number>> = profileClass;

/**
 * Verifies what came of one vault against what is known of it (PROTOCOL §5.4): its roster's links, the manifest's
 * signature and descent, its author's right at the link it names, every changed leaf, root and count. Nothing is
 * changed. Throws ProtocolError where anything does not hold, PathMissing where descent cannot be shown from here.
 *
 * The roster of a share was taken before (see `extendShareChain`): `more` is not looked at. Without a tenant it is one that the user
 * is a guest in.
 *
 * Of a vault that was asked for afresh the head has to abandon the one that is held; then it is held against the roster
 * that is known, and nothing else.
 */
export function verifyVault(
  known: HeldVault | undefined,
  staged: StagedVault,
  more: Iterable<SequencedLink>,
  tenant: Chain | null,
  { whole, fromKnown, afresh }: Pick<Staged, "whole" | "fromKnown" | "afresh">,
  handed: HandedVault | null = null,
  share: SharedVault | null = null,
): VaultUpdate {
  if (known && staged.class !== known.class) throw new ProtocolError("MISMATCH", "class of a vault");
  const id = known?.id ?? parseUuid(staged.vault);
  const chain = share?.chain ?? extendVaultChain(known?.chain ?? null, more, tenant, staged);
  if ((share !== null) !== (staged.class === "SHARE")) throw new ProtocolError("MISMATCH", "class of a vault");
  if (handed) checkHandedVault(handed, chain, staged.head !== null);
  const { put, removed } = recordsOf(staged, whole ? null : (known?.head?.manifest.revision ?? 0));
  const tree = nextTree(known?.tree, put, removed, whole);
  const base = {
    vault: staged.vault,
    id,
    class: staged.class,
    chain,
    tree,
    records: known?.records ?? new Map<string, HeldRecord>(),
    epochKeys: mergeKeys(known?.epochKeys, staged.epochKeys),
  };
  const last = known?.head ? null : (share?.last ?? null);
  if (staged.head === null) {
    return { before: known, vault: checkNoHead(known?.head ?? last?.head, base), whole, put, removed, seen: [] };
  }

  const head = openHead(staged.head);
  const { manifest } = head;
  if (!equalBytes(manifest.vault, id)) throw new ProtocolError("WRONG_ROSTER", "manifest");
  const reset = afresh.has(staged.vault);
  const rungs = known?.ladder ?? last?.ladder ?? handed?.rungs ?? null;
  const least = (known?.head ?? last?.head)?.manifest;
  if (reset) checkReset(rungs, least, manifest);
  const before = reset ? undefined : known;
  const ladder = showDescent(reset ? null : rungs, head, staged.path, fromKnown);
  const roster = chain.states[manifest.rosterSeq];
  if (roster === undefined) throw new ProtocolError("WRONG_ROSTER_HEAD", "manifest");
  const tenantLink = tenantLinkOf(manifest, tenant);
  checkManifest(reset ? null : (least ?? null), manifest, {
    roster,
    tenantLink,
    root: treeRoot(tree),
    count: tree.count,
    ...(share && { share: shareGround(manifest, roster, share.base) }),
  });
  if (share) checkNotDue(manifest, roster, share.base);
  else if (tenant) checkSameKeys(tenant.states[manifest.tenantHead.seq] as RosterState, roster);
  checkNotCut(newestState(chain), manifest, head.hash);
  for (const record of put) checkRecord(before?.records.get(record.record), record, manifest.epoch);
  const seen = [...staged.path.values()].filter((each) => each.revision <= manifest.revision);
  return { before: known, vault: { ...base, head, ladder }, whole, put, removed, seen: proven(seen, head), reset };
}

/** What the vault of a share is verified by: its roster, as taken, and those that it rests on; and what was known of it before it was lost. */
export interface SharedVault {
  readonly last: LastHead | null;
  readonly chain: Chain;
  readonly base: ShareBase;
}

/** Exactly the head that is known is abandoned, and the roster stands where it stood (PROTOCOL §5.8). */
function checkReset(rungs: Ladder | null, known: Manifest | undefined, next: Manifest): void {
  const top = rungs?.[0];
  if (!top || !hasAbandoned(next, top)) throw new ProtocolError("WENT_BACK", "reset");
  if (next.rosterSeq < (known?.rosterSeq ?? 0)) throw new ProtocolError("WENT_BACK", "roster");
}

/**
 * The chain of an account's own vault with more links, each with the keys that the tenant states at the head that it names
 * (PROTOCOL §4.7). Throws ProtocolError.
 */
export function extendVaultChain(
  known: Chain | null,
  more: Iterable<SequencedLink>,
  tenant: Chain | null,
  staged: Pick<StagedVault, "vault" | "class">,
): Chain {
  if (tenant === null) throw new ProtocolError("MISMATCH", "class of a vault");
  const chain = extendChain(known, more);
  const its = newestState(tenant).head.id;
  for (const state of chain.states.slice(known?.states.length ?? 0)) {
    // A move follows, whose author had checked it, and nobody else can any more (PROTOCOL §4.4).
    if (state.tenantHead && !equalBytes(state.tenantHead.id, its)) continue;
    checkTenantHead(state, state.tenantHead && linkAt(tenant, state.tenantHead.seq));
    checkSameKeys(tenant.states[state.tenantHead?.seq ?? 0] as RosterState, state);
  }
  const newest = newestState(chain);
  if (newest !== (known && newestState(known))) checkFits(newest, staged);
  if (!newest.tenantHead || !equalBytes(newest.tenantHead.id, its)) {
    throw new ProtocolError("WRONG_TENANT_HEAD", "link");
  }
  return chain;
}

function checkFits(newest: RosterState, staged: Pick<StagedVault, "vault" | "class">): void {
  if (!equalBytes(newest.head.id, parseUuid(staged.vault))) throw new ProtocolError("WRONG_ROSTER", "link");
  if (newest.kind !== rosterKind.PROFILE || staged.class === "SHARE" || newest.class !== classes[staged.class]) {
    throw new ProtocolError("MISMATCH", "class of a vault");
  }
}

/** A head as it travelled, its signature verified under the key that it names. */
export function openHead(answer: ManifestAnswer): SignedManifest {
  return openSignedManifest(encodeSignedManifest(answer.manifest, asSignature(answer.signature)));
}

function showDescent(
  known: Ladder | null,
  head: SignedManifest,
  pool: ReadonlyMap<number, ManifestAnswer>,
  fromKnown: boolean,
): Ladder {
  const to = known?.[0]?.revision ?? 0;
  const from = head.manifest.revision;
  const path: Uint8Array[] = [];
  for (const revision of from > to ? descentRevisions(from, to) : []) {
    const bytes = pool.get(revision)?.manifest;
    if (bytes === undefined) throw fromKnown ? new ProtocolError("BROKEN_CHAIN", "descent") : new PathMissing();
    path.push(bytes);
  }
  return verifyDescent(known, head, path);
}

/** Of manifests that came along: those that the head leads to by the hashes that each names. */
function proven(manifests: readonly ManifestAnswer[], head: SignedManifest): ManifestAnswer[] {
  const named = new Map([[head.manifest.revision, head.hash]]);
  const kept: ManifestAnswer[] = [];
  for (const each of [...manifests].sort((a, b) => b.revision - a.revision)) {
    const wanted = named.get(each.revision);
    if (!wanted || !equalBytes(wanted, manifestHash(each.manifest))) continue;
    const { revision, previous, skip } = parseManifest(each.manifest);
    if (previous) named.set(revision - 1, previous);
    if (skip) named.set(skipRevision(revision), skip);
    kept.push(each);
  }
  return kept;
}

/** What changed above a revision; with null, all there is. */
function recordsOf(staged: StagedVault, above: number | null): { put: HeldRecord[]; removed: string[] } {
  const put: HeldRecord[] = [];
  const removed: string[] = [];
  for (const [record, { revision, held }] of staged.records) {
    if (above !== null && revision <= above) continue;
    if (held) put.push(held);
    else if (above !== null) removed.push(record);
  }
  return { put, removed };
}

function nextTree(
  known: BucketTree | undefined,
  put: readonly HeldRecord[],
  removed: readonly string[],
  whole: boolean,
): BucketTree {
  const pairs: Pair[] = put.map(({ recordId, leaf }) => ({ id: recordId, hash: leaf }));
  if (whole || known === undefined) return treeOf(pairs);
  return changeTree(known, pairs, removed.map(parseUuid));
}

function checkNoHead(known: SignedManifest | undefined, base: Omit<HeldVault, "head" | "ladder">): HeldVault {
  if (known) throw new ProtocolError("WENT_BACK", "revision");
  if (base.tree.count !== 0) throw new ProtocolError("WRONG_COUNT", "records without a manifest");
  return { ...base, head: null, ladder: null };
}

/** Versions and epochs of a record never decrease, and a sealing never changes within a version. */
function checkRecord(known: HeldRecord | undefined, next: HeldRecord, epoch: number): void {
  if (next.epoch > epoch || next.epoch < 1) throw new ProtocolError("WRONG_EPOCH", "record");
  if (known === undefined) return;
  if (next.version < known.version || next.epoch < known.epoch) throw new ProtocolError("WENT_BACK", "record");
  if (next.version !== known.version) return;
  const same =
    next.class === known.class &&
    next.schema === known.schema &&
    equalOrNull(next.previousLeaf, known.previousLeaf) &&
    equalBytes(next.body, known.body) &&
    equalBytes(next.key, known.key);
  if (!same) throw new ProtocolError("MISMATCH", "record");
}

function mergeKeys(
  known: ReadonlyMap<number, Uint8Array> | undefined,
  more: ReadonlyMap<number, Uint8Array>,
): ReadonlyMap<number, Uint8Array> {
  if (known === undefined) return new Map(more);
  // One that is known was opened: another for the same epoch is not believed.
  const news = [...more].filter(([epoch]) => !known.has(epoch));
  return news.length === 0 ? known : new Map([...known, ...news]);
}
