/**
 * Rosters of which less is held than any device has noted, or a checkpoint states (PROTOCOL §3.6, §4.7): they are frozen.
 * That follows from what is held and what is noted alone, so nothing of it is kept: it holds after a restart, and is over
 * with the chain that reaches.
 */
import { equalBytes } from "../../crypto/bytes.ts";
import type { StreamHead } from "../../crypto/client/entry.ts";
import { ProtocolError, type ProtocolErrorCode } from "../../crypto/errors.ts";
import { listEntries, type RosterState, switchAwaiting, switchInForce } from "../../crypto/roster-state.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import type { Evidence } from "../evidence.ts";
import { type Chain, linkAt, newestState } from "./chain.ts";
import { checkThroughCheckpoint } from "./group-chain.ts";
import { type Held, vaultOfClass } from "./held.ts";
import { highestHeads } from "./pins.ts";

/** Why a chain does not reach what is noted of it; null where it has that very link. */
export function checkReaches(chain: Chain | undefined, { position, hash }: StreamHead): ProtocolErrorCode | null {
  const link = chain ? linkAt(chain, position) : null;
  if (link === null) return "WENT_BACK";
  return equalBytes(link.hash, hash) ? null : "BROKEN_CHAIN";
}

/**
 * By group: heads that the company's switch names, in force or awaiting. Its chain runs through them, and a server owes it to
 * everybody (PROTOCOL §4.13).
 */
export function headsOfSwitch(tenant: Chain): ReadonlyMap<string, readonly StreamHead[]> {
  const heads = new Map<string, StreamHead[]>();
  const company = newestState(tenant);
  for (const said of [switchInForce(company), switchAwaiting(company)]) {
    if (!said?.setting) continue;
    const { group, seq, hash } = said.setting;
    const roster = formatUuid(group);
    heads.set(roster, [...(heads.get(roster) ?? []), { stream: group, position: seq, hash }]);
  }
  return heads;
}

/**
 * Why a group's chain is not to be used: by what is noted of it, by the heads that the switch names, and by the checkpoint that the
 * tenant's roster states.
 */
export function checkGroupReaches(
  chain: Chain | undefined,
  tenant: Chain,
  noted: StreamHead | undefined,
  named: readonly StreamHead[] = [],
): ProtocolErrorCode | null {
  const heads = noted ? [noted, ...named] : named;
  const check = heads.map((head) => checkReaches(chain, head)).find((each) => each !== null) ?? null;
  if (check !== null || chain === undefined) return check;
  try {
    checkThroughCheckpoint(chain, tenant);
    return null;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

/**
 * Throws ServerCaught while the tenant's roster is frozen. While the account vault is, nobody knows what is noted; one that
 * names a newer link of the tenant than is held freezes itself.
 */
export function checkTenantReaches(held: Held): void {
  const { tenant, pins } = held;
  const account = held.frozen.get(vaultOfClass(held, "ACCOUNT")?.vault ?? "");
  const caught = held.evidence.find(({ id }) => id === account);
  if (caught) throw new ServerCaught(caught.check, caught.id);
  if (tenant === null || pins === null) return;
  const roster = formatUuid(newestState(tenant).head.id);
  const noted = highestHeads(pins).get(roster);
  const check = noted ? checkReaches(tenant, noted) : null;
  if (check !== null) throw new ServerCaught(check, evidenceFor(held, roster, check)?.id ?? null);
}

/**
 * Groups in force that are frozen, by id, with the evidence of it. Null where the server may have a right to show no more:
 * it owes nobody a group that they are no member of, and whether they are can be told by nothing newer.
 */
export function frozenGroups(held: Held): ReadonlyMap<string, Evidence | null> {
  const { tenant, pins } = held;
  const frozen = new Map<string, Evidence | null>();
  if (tenant === null || pins === null) return frozen;
  const [heads, named] = [highestHeads(pins), headsOfSwitch(tenant)];
  for (const { group } of listEntries(newestState(tenant), entryType.GROUP)) {
    const roster = formatUuid(group);
    const check = checkGroupReaches(held.groups.get(roster), tenant, heads.get(roster), named.get(roster));
    if (check !== null) frozen.set(roster, evidenceFor(held, roster, check) ?? null);
  }
  return frozen;
}

/**
 * Throws where one of the groups of a share, or the company, is frozen: nothing is written there, wrapped or signed by what is held
 * of it. ServerCaught where there is evidence, VAULT_FROZEN where nobody is accused.
 *
 * @param share the state of its roster.
 */
export function checkGroupsReach(held: Held, share: RosterState): void {
  checkTenantReaches(held);
  const groups = listEntries(share, entryType.SHARE_GROUP).map(({ group }) => formatUuid(group));
  if (groups.length === 0) return;
  const frozen = frozenGroups(held);
  const named = groups.filter((group) => frozen.has(group));
  if (named.length === 0) return;
  const caught = named.flatMap((group) => frozen.get(group) ?? [])[0];
  if (caught) throw new ServerCaught(caught.check, caught.id);
  throw new SealgraphError(
    "VAULT_FROZEN",
    { part: "group" },
    "Less is shown of a group of this share than was before.",
  );
}

const evidenceFor = ({ evidence }: Held, roster: string, check: ProtocolErrorCode): Evidence | undefined =>
  evidence.find((each) => each.kind === "ROSTER" && each.roster === roster && each.check === check);
