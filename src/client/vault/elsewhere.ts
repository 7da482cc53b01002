/** An account that has gone to another tenant (PROTOCOL §3.11), as other devices of its user find it. */
import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { type Chain, extendChain, newestState, type SequencedLink } from "./chain.ts";
import { thaw } from "./freeze.ts";
import type { Held, HeldShare, RecordDiff } from "./held.ts";
import { linksOf, type Staged, type StagedRoster } from "./staged.ts";

/**
 * The roster of another tenant than the one that is held, or was handed, where the account vault's chain goes on from what is
 * known of it by a link that leads there; null elsewhere. That chain is verified by it; the tenant's is not yet.
 */
export function rosterElsewhere(held: Held, staged: Staged, accountVault: string): StagedRoster | null {
  const former = held.tenant ? newestState(held.tenant).head.id : (held.handed?.tenant.id ?? null);
  if (former === null) return null;
  const other = [...staged.rosters.values()].find(
    (each) => each.kind === "TENANT" && each.roster !== formatUuid(former),
  );
  if (other === undefined) return null;
  return leadsTo(held.vaults.get(accountVault)?.chain ?? null, linksOf(staged, accountVault), other) ? other : null;
}

function leadsTo(known: Chain | null, more: readonly SequencedLink[], { roster }: StagedRoster): boolean {
  try {
    const { tenantHead } = newestState(extendChain(known, more));
    return tenantHead !== null && equalBytes(tenantHead.id, parseUuid(roster));
  } catch (error) {
    // What is no chain of the account vault is found out, with evidence, where that is taken.
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

/** Whether the user is a guest in it: of one that they are not in any more the company there may make them a member. */
const isVisited = ({ visit, lost }: HeldShare): boolean => visit !== null && !lost;

/** What is held, to be looked at from another tenant: groups and shares of the one before concern nobody there; who is a guest stays one. */
export const withoutGroups = (held: Held): Held => ({
  ...held,
  groups: new Map(),
  shares: new Map([...held.shares].filter(([, its]) => isVisited(its))),
});

/**
 * Lets go of what stays behind: rosters of groups and shares, and vaults that the account vault does not name any more. Says what is gone
 * with them.
 */
export function leaveBehind(held: Held, ownVaults: ReadonlyMap<string, unknown>): RecordDiff[] {
  held.groups.clear();
  for (const its of held.shares.values()) if (!isVisited(its)) held.shares.delete(its.share);
  const left = [...held.vaults.values()].filter(
    (each) => each.class !== "ACCOUNT" && !ownVaults.has(each.vault) && !held.shares.has(each.vault),
  );
  for (const { vault } of left) {
    held.vaults.delete(vault);
    held.trails.delete(vault);
    thaw(held, vault);
  }
  return left.flatMap((vault) => [...vault.records.values()].map((before) => ({ vault, before, after: null })));
}
