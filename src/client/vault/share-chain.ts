/** Rosters of shares, and manifests of their vaults, by what this device holds of tenant and groups (PROTOCOL §4.11). */
import { equalBytes } from "../../crypto/bytes.ts";
import type { ChainHead } from "../../crypto/chain.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { Id } from "../../crypto/keys.ts";
import { rosterKind } from "../../crypto/link.ts";
import type { Manifest } from "../../crypto/manifest.ts";
import { checkReached, type Outside } from "../../crypto/outside.ts";
import { checkCut } from "../../crypto/roster.ts";
import { findGroup, findMember, isActive, type RosterState } from "../../crypto/roster-state.ts";
import { dueByTenant, type GroupAt, noGroups, standingIn } from "../../crypto/share.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { groupClass } from "../../crypto/state-entries.ts";
import type { ShareGround } from "../../crypto/successor.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { type Chain, extendChain, linkAt, newestState, type SequencedLink } from "./chain.ts";
import type { HeldVault } from "./held.ts";

/** The rosters that a share rests on, as held. */
export interface ShareBase {
  /** Null for whoever is a guest in it, and is shown neither the company's roster nor those of its groups (PROTOCOL §4.12). */
  readonly tenant: Chain | null;
  readonly groupAt: GroupAt;
  /** For a guest: what they were told of it, by which its chain is read. */
  readonly outside?: Outside;
}

/** For shares of the user's own company. */
export interface OwnBase extends ShareBase {
  readonly tenant: Chain;
}

/** What a guest reads a share by. */
export const outsideBase = (outside: Outside): ShareBase => ({ tenant: null, groupAt: noGroups, outside });

/** The states of groups as held; of Everyone those of the tenant. */
export function shareBase(tenant: Chain, groups: ReadonlyMap<string, Chain>): OwnBase {
  // Looked for when a group is asked for: most pages ask for none, and companies are large.
  const isEveryone = (group: Id) => findGroup(newestState(tenant), group)?.class === groupClass.EVERYONE;
  const chainOf = (group: Id) => (isEveryone(group) ? tenant : groups.get(formatUuid(group)));
  return { tenant, groupAt: (group, seq) => chainOf(group)?.states[seq] ?? null };
}

/**
 * The chain of a share with more links, each checked by what tenant and groups state at the heads that it names. Throws
 * ProtocolError.
 *
 * @param kept whether this device verified their signatures before, and kept them sealed since.
 */
export function extendShareChain(
  share: string,
  known: Chain | null,
  more: Iterable<SequencedLink>,
  { tenant, groupAt, outside }: ShareBase,
  kept = false,
): Chain {
  const tenantAt = (signed: Uint8Array) => (tenant ? tenantNamed(signed, tenant) : (outside ?? null));
  const chain = extendChain(known, more, { tenantAt, groupAt, kept });
  if (outside) checkReached(outside, newestState(chain).head);
  if (known === null) {
    const { kind, head } = newestState(chain);
    if (kind !== rosterKind.SHARE || !equalBytes(head.id, parseUuid(share)))
      throw new ProtocolError("WRONG_ROSTER", "share");
  }
  return chain;
}

const tenantNamed = (signed: Uint8Array, tenant: Chain): RosterState | null =>
  tenant.states[readSignedLink(signed).link.tenantHead?.seq ?? -1] ?? null;

/**
 * What the author of a share's manifest is measured against: the tenant at the head that it names; for a guest what the share's
 * roster says itself, in which all who write are named (PROTOCOL §4.12).
 */
export function shareGround(
  { tenantHead }: Manifest,
  roster: RosterState,
  { tenant, groupAt }: ShareBase,
): ShareGround {
  if (tenant === null) return { groupAt: noGroups, keyOf: (user) => findMember(roster, user)?.signingKey ?? null };
  const state = tenant.states[tenantHead.seq];
  return {
    groupAt: state ? standingIn(state, groupAt) : noGroups,
    keyOf: (user) => {
      const stated = state && findMember(state, user);
      return isActive(stated) ? stated.signingKey : null;
    },
  };
}

/** Throws DUE_EPOCH where the tenant, at the head that a manifest names, says that its epoch is for too many. */
export function checkNotDue({ tenantHead }: Manifest, roster: RosterState, { tenant }: ShareBase): void {
  const state = tenant?.states[tenantHead.seq];
  if (state && dueByTenant(roster, state)) throw new ProtocolError("DUE_EPOCH", "manifest");
}

/** The link of the tenant that a manifest names, as held; a guest holds none, and takes the one that is named. */
export const tenantLinkOf = ({ tenantHead }: Manifest, tenant: Chain | null): ChainHead | null =>
  tenant ? linkAt(tenant, tenantHead.seq) : tenantHead;

/**
 * Holds links that came behind the vault's head against it: their cuts are that very head, or null (PROTOCOL §4.6). What came
 * before it is not looked at: the head of then is not held. Throws WRONG_CUT.
 *
 * @param known how much of the chain was looked at before.
 */
export function checkCuts(chain: Chain, known: number, { id, head }: Pick<HeldVault, "id" | "head">): void {
  const from = Math.max(known, (head?.manifest.rosterSeq ?? 0) + 1);
  for (let seq = from; seq < chain.links.length; seq++) {
    const { link } = readSignedLink(chain.links[seq] as Uint8Array);
    const at = head && { vault: id, revision: head.manifest.revision, hash: head.hash };
    checkCut(link, at, chain.states[seq - 1] ?? null);
  }
}
