/** What came of rosters, verified; of what does not hold there is evidence, and what was held stays. */
import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Open } from "../core.ts";
import { ServerCaught } from "../errors.ts";
import { type Evidence, inventedEvidence, rosterEvidence } from "../evidence.ts";
import { type Chain, extendChain, newestState } from "../vault/chain.ts";
import { extendGroupChain } from "../vault/group-chain.ts";
import { checkHandedTenant } from "../vault/handed.ts";
import { namedBy } from "../vault/named-groups.ts";
import type { Staged, StagedRoster } from "../vault/staged.ts";
import { cannotBegin, checkOf } from "./check-noted.ts";
import type { GroupUpdate } from "./group-update.ts";

/** Whether they are chains of one roster. */
export const isSame = (a: Chain, b: Chain): boolean => equalBytes(newestState(a).head.id, newestState(b).head.id);

/** The tenant's chain with what came of it. While there is a chain that holds, a worse one only leaves evidence. */
export function takeTenant(open: Open, staged: Staged, now: number, caught: Evidence[]): Chain {
  const { held } = open;
  const [roster] = [...staged.rosters.values()].filter((each) => each.kind === "TENANT");
  if (roster === undefined) {
    if (held.tenant === null) throw new ServerCaught("BROKEN_CHAIN", null);
    return held.tenant;
  }
  try {
    const chain = extendChain(held.tenant, roster.links);
    if (chain === held.tenant) return chain;
    // One that was taken goes on from what was handed: it needs not be asked again.
    if (held.tenant === null) checkHandedTenant(held.handed, chain);
    if (formatUuid(newestState(chain).head.id) !== roster.roster) throw new ProtocolError("WRONG_ROSTER", "link");
    return chain;
  } catch (error) {
    // Under whatever id it was shown: it is the one that is known.
    const its = held.tenant ? formatUuid(newestState(held.tenant).head.id) : roster.roster;
    const evidence = rosterEvidence(checkOf(error), now, its, held.tenant, roster.links);
    if (held.tenant === null) cannotBegin(open, evidence);
    caught.push(evidence);
    return held.tenant;
  }
}

/** The roster of another tenant, from its genesis; null where it does not hold. */
export function takeOther({ roster, links }: StagedRoster, now: number, caught: Evidence[]): Chain | null {
  try {
    const chain = extendChain(null, links);
    if (formatUuid(newestState(chain).head.id) !== roster) throw new ProtocolError("WRONG_ROSTER", "link");
    return chain;
  } catch (error) {
    caught.push(rosterEvidence(checkOf(error), now, roster, null, links));
    return null;
  }
}

/**
 * Rosters of groups with what came of them. A worse one only leaves evidence. Of groups that the tenant's roster never named
 * nothing is looked at: there may be any number of them.
 */
export function takeGroups(open: Open, staged: Staged, tenant: Chain, now: number, caught: Evidence[]): GroupUpdate[] {
  const updates: GroupUpdate[] = [];
  const named = namedBy(tenant);
  let invented: Evidence | null = null;
  for (const { roster: group, kind, links } of staged.rosters.values()) {
    if (kind !== "GROUP") continue;
    const before = open.held.groups.get(group) ?? null;
    if (before === null && !named(group)) {
      invented ??= inventedEvidence(now, group, links);
      continue;
    }
    try {
      const after = extendGroupChain(before, links, tenant);
      if (formatUuid(newestState(after).head.id) !== group) throw new ProtocolError("WRONG_ROSTER", "link");
      if (after !== before) updates.push({ group, before, after });
    } catch (error) {
      caught.push(rosterEvidence(checkOf(error), now, group, before, links));
    }
  }
  if (invented) caught.push(invented);
  return updates;
}
