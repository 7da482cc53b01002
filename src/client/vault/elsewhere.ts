/** An account that has gone to another tenant (PROTOCOL §3.11), as other devices of its user find it. */
import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { operation } from "../../crypto/link.ts";
import { openSignedLink } from "../../crypto/signed-link.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { newestState } from "./chain.ts";
import { thaw } from "./freeze.ts";
import type { Held, RecordDiff } from "./held.ts";
import { linksOf, type Staged, type StagedRoster } from "./staged.ts";

/**
 * The roster of another tenant than the one that is held, where a link of the account vault says that the account has gone
 * there; null elsewhere. Nothing of it is verified yet.
 */
export function rosterElsewhere({ tenant }: Held, staged: Staged, accountVault: string): StagedRoster | null {
  if (tenant === null) return null;
  const former = formatUuid(newestState(tenant).head.id);
  for (const each of staged.rosters.values()) {
    if (each.kind !== "TENANT" || each.roster === former) continue;
    const leads = linksOf(staged, accountVault).some(({ signed }) => leadsTo(signed, each.roster));
    if (leads) return each;
  }
  return null;
}

function leadsTo(signed: Uint8Array, tenant: string): boolean {
  try {
    const { link } = openSignedLink(signed);
    const { tenantHead } = link;
    return link.operation === operation.MOVE && tenantHead !== null && equalBytes(tenantHead.id, parseUuid(tenant));
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

/** What is held, to be looked at from another tenant: groups of the one before concern nobody there. */
export const withoutGroups = (held: Held): Held => ({ ...held, groups: new Map() });

/**
 * Lets go of what stays behind: rosters of groups, and vaults that the account vault does not name any more. Says what is gone
 * with them.
 */
export function leaveBehind(held: Held, ownVaults: ReadonlyMap<string, unknown>): RecordDiff[] {
  held.groups.clear();
  const left = [...held.vaults.values()].filter((each) => each.class !== "ACCOUNT" && !ownVaults.has(each.vault));
  for (const { vault } of left) {
    held.vaults.delete(vault);
    held.trails.delete(vault);
    thaw(held, vault);
  }
  return left.flatMap((vault) => [...vault.records.values()].map((before) => ({ vault, before, after: null })));
}
