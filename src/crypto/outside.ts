/** How a share is read by somebody who has none of its company's rosters: a guest (PROTOCOL §4.12). */
import { equalBytes } from "./bytes.ts";
import type { ChainHead } from "./chain.ts";
import { ProtocolError } from "./errors.ts";
import type { Hash, Id } from "./keys.ts";
import type { Link } from "./link.ts";
import type { RosterState } from "./roster-state.ts";
import { type GroupAt, noGroups } from "./share.ts";

/** What a guest was told of a share by who invited them: every link up to this one is taken on that person's word. */
export interface Outside {
  /** No roster's: so nobody who forgets to give the tenant's reads like a guest. */
  readonly kind: null;
  readonly tenant: Id;
  /** Of the share: the hash of its genesis, or at least the first 16 bytes of it. */
  readonly genesis: Uint8Array;
  /** The link that is pinned, and its hash, or at least the first 16 bytes of it. */
  readonly seq: number;
  readonly hash: Uint8Array;
}

/** By what a link of a share is judged: the company's rosters, or what stands in the share itself. */
export type ShareView = InCompany | FromOutside;

interface InCompany {
  /** At the head that the link names. */
  readonly tenant: RosterState;
  readonly groupAt: GroupAt;
}

interface FromOutside {
  readonly tenant: null;
  readonly groupAt: GroupAt;
  /** Whether the link is taken on the word of who invited. */
  readonly isTaken: boolean;
}

export const isOutside = (tenant: RosterState | Outside | null): tenant is Outside => tenant?.kind === null;

/** How a link at a seq is looked at. */
export function viewOf(tenant: RosterState | Outside, groupAt: GroupAt, seq: number): ShareView {
  if (!isOutside(tenant)) return { tenant, groupAt };
  return { tenant: null, groupAt: noGroups, isTaken: seq <= tenant.seq };
}

/** Throws WRONG_ROSTER, WRONG_TENANT_HEAD or WRONG_ROSTER_HEAD where a link is not the one that was pinned. */
export function checkPinned(outside: Outside, { seq, tenantHead }: Link, hash: Hash): void {
  if (seq === 0 && !isPinned(hash, outside.genesis)) throw new ProtocolError("WRONG_ROSTER", "genesis");
  if (seq === 0 && !(tenantHead && equalBytes(tenantHead.id, outside.tenant)))
    throw new ProtocolError("WRONG_TENANT_HEAD", "genesis");
  if (seq === outside.seq && !isPinned(hash, outside.hash)) throw new ProtocolError("WRONG_ROSTER_HEAD", "pinned");
}

/** Throws BROKEN_CHAIN where a chain that was read from outside ends before the link that is pinned: nothing of it counts. */
export function checkReached(outside: Outside, head: ChainHead): void {
  if (head.seq < outside.seq) throw new ProtocolError("BROKEN_CHAIN", "pinned");
}

/** Sixteen bytes of a hash or more. */
const isPinned = (hash: Hash, pinned: Uint8Array): boolean =>
  pinned.length >= 16 && equalBytes(hash.subarray(0, pinned.length), pinned);
