import { equalBytes, equalOrNull } from "./bytes.ts";
import { type ChainHead, sameHead, wentBack } from "./chain.ts";
import { cutRoot } from "./cut.ts";
import { ProtocolError } from "./errors.ts";
import type { Hash, Id, SigningPublicKey } from "./keys.ts";
import { rosterKind } from "./link.ts";
import type { Abandoned, Manifest } from "./manifest.ts";
import {
  epochDue,
  findEnd,
  findFormer,
  findFormerGroup,
  findMember,
  mayWrite,
  type RosterState,
} from "./roster-state.ts";
import { type GroupAt, groupNamed, hasLost, roleOf, writes, writingGuest } from "./share.ts";
import { role } from "./state-entries.ts";

/** What a manifest is measured against: what the one who checks holds or has recomputed. */
export interface Ground {
  /** Of the vault, after the link that the manifest names; a server gives the one in force. */
  readonly roster: RosterState;
  /** The link of the tenant at the seq that the manifest names, as held; null where none is. */
  readonly tenantLink: ChainHead | null;
  /** Recomputed from the records. */
  readonly root: Hash;
  readonly count: number;
  /** Of a share. */
  readonly share?: ShareGround;
}

/** What the author of a share's manifest is measured against besides its roster (PROTOCOL §4.11). */
export interface ShareGround {
  /** The signing key of somebody who is active in the tenant at the head that the manifest names; null for anybody else. */
  readonly keyOf: (user: Id) => SigningPublicKey | null;
  /** Null of a group that the tenant does not name at that head (`standingIn`). */
  readonly groupAt: GroupAt;
}

/**
 * Checks a manifest whose signature is verified, against the last that is known and the ground it stands on (PROTOCOL
 * §5.4). Descent from the last known is `verifyDescent`'s or `checkSuccessor`'s. Throws WRONG_ROSTER, WRONG_ROSTER_HEAD,
 * WRONG_AUTHOR, WRONG_EPOCH, DUE_EPOCH, WRONG_TENANT_HEAD, WENT_BACK, WRONG_COUNT or WRONG_ROOT.
 */
export function checkManifest(known: Manifest | null, next: Manifest, ground: Ground): void {
  const { roster } = ground;
  if (!equalBytes(next.vault, roster.head.id)) throw new ProtocolError("WRONG_ROSTER", "manifest");
  if (known) checkForward(known, next);
  if (next.rosterSeq !== roster.head.seq || !equalBytes(next.rosterHash, roster.head.hash)) {
    throw new ProtocolError("WRONG_ROSTER_HEAD", "manifest");
  }
  checkWriter(next, ground);
  if (next.epoch !== roster.epoch?.epoch) throw new ProtocolError("WRONG_EPOCH", "manifest");
  if (epochDue(roster) || isDueByVia(next, ground)) throw new ProtocolError("DUE_EPOCH", "manifest");
  if (!sameHead(next.tenantHead, ground.tenantLink) || !sameTenant(next, roster))
    throw new ProtocolError("WRONG_TENANT_HEAD", "manifest");
  if (roster.tenantHead && wentBack(roster.tenantHead, next.tenantHead)) {
    throw new ProtocolError("WENT_BACK", "tenant head below the roster's");
  }
  if (next.count !== ground.count) throw new ProtocolError("WRONG_COUNT", "manifest");
  if (!equalBytes(next.root, ground.root)) throw new ProtocolError("WRONG_ROOT", "manifest");
}

function checkWriter({ author, revision, reset }: Manifest, { roster, share }: Ground): void {
  const may =
    roster.kind === rosterKind.SHARE
      ? share !== undefined && mayWriteToShare(author, roster, share)
      : author.via === undefined && mayWrite(roster, author.user, author.key);
  if (!may) throw new ProtocolError("WRONG_AUTHOR", "manifest");
  const abandons = roster.kind === rosterKind.SHARE && reset?.some(({ at }) => at === revision);
  if (abandons && findMember(roster, author.user)?.role !== role.OWNER) throw new ProtocolError("NOT_ALLOWED", "reset");
}

function mayWriteToShare(author: Manifest["author"], roster: RosterState, { keyOf, groupAt }: ShareGround): boolean {
  if (writingGuest(roster, author)) return true;
  const entry = roleOf(roster, author, groupAt);
  return entry !== null && writes(entry.role) && equalOrNull(keyOf(author.user), author.key);
}

/** Whether the very link of a group that gives the right says that the epoch is due (PROTOCOL §4.11). */
function isDueByVia({ author: { via } }: Manifest, { roster, share }: Ground): boolean {
  const named = via && share && groupNamed(roster, via, share.groupAt);
  return !!named && hasLost(roster, named.entry, named.state);
}

/** A ground that also holds the hash of the manifest at `skipRevision(next.revision)`; null where that is 0. */
export interface CommitGround extends Ground {
  readonly skipHash: Hash | null;
}

/**
 * Checks that a manifest is the very next of a vault's chain, and all that `checkManifest` checks: what a server does
 * with every commit, and a client before it sends one (PROTOCOL §5.4). Throws BROKEN_CHAIN and NOT_ALLOWED too.
 */
export function checkSuccessor(
  previous: { readonly manifest: Manifest; readonly hash: Hash } | null,
  next: Manifest,
  ground: CommitGround,
): void {
  const follows =
    next.revision === (previous?.manifest.revision ?? 0) + 1 &&
    equalOrNull(next.previous, previous?.hash ?? null) &&
    equalOrNull(next.skip, ground.skipHash);
  if (!follows) throw new ProtocolError("BROKEN_CHAIN", "manifest");
  // Entries of before may not be left out: `checkManifest` sees to that.
  const added = (next.reset ?? []).slice(previous?.manifest.reset?.length ?? 0);
  if (added.some(({ at }) => at !== next.revision)) throw new ProtocolError("NOT_ALLOWED", "reset");
  checkManifest(previous?.manifest ?? null, next, ground);
}

/**
 * Checks that a head which rests on a key that was taken is the head of the cut (PROTOCOL §4.6), by the newest state
 * of the roster that is known; and that a share's is not from before its epoch in force, which a head came with (PROTOCOL
 * §4.11). Throws AFTER_CUT.
 */
export function checkNotCut(newest: RosterState, manifest: Manifest, hash: Hash): void {
  const isShare = newest.kind === rosterKind.SHARE;
  if (isShare && manifest.rosterSeq < (newest.epoch?.seq ?? 0)) throw new ProtocolError("AFTER_CUT", "epoch");
  const { key, via } = manifest.author;
  const former = findEnd(newest) ?? (via ? findFormerGroup(newest, via.id) : findFormer(newest, key));
  if (former === undefined) return;
  const head = { vault: manifest.vault, revision: manifest.revision, hash };
  if (!equalOrNull(former.cut, cutRoot([head]))) throw new ProtocolError("AFTER_CUT", "manifest");
}

/** The vault's roster and its manifests rest on one tenant (PROTOCOL §4.4). */
const sameTenant = (next: Manifest, roster: RosterState): boolean =>
  roster.tenantHead !== null && equalBytes(next.tenantHead.id, roster.tenantHead.id);

function checkForward(known: Manifest, next: Manifest): void {
  if (!equalBytes(known.vault, next.vault)) throw new ProtocolError("WRONG_ROSTER", "manifest");
  for (const name of ["revision", "rosterSeq", "epoch"] as const) {
    if (next[name] < known[name]) throw new ProtocolError("WENT_BACK", name);
  }
  if (wentBack(known.tenantHead, next.tenantHead)) throw new ProtocolError("WENT_BACK", "tenant head");
  const same = (entry: Abandoned, place: number) => isEntry(entry, next.reset?.[place]);
  if (!(known.reset ?? []).every(same)) throw new ProtocolError("WENT_BACK", "reset");
}

const isEntry = (a: Abandoned, b: Abandoned | undefined): boolean =>
  b !== undefined && a.revision === b.revision && a.at === b.at && equalBytes(a.hash, b.hash);

/** Whether a manifest, or one that it descends from, has abandoned a head (PROTOCOL §5.8). */
export const hasAbandoned = (
  { reset = [] }: Manifest,
  head: { readonly revision: number; readonly hash: Uint8Array },
) => reset.some(({ revision, hash }) => revision === head.revision && equalBytes(hash, head.hash));
