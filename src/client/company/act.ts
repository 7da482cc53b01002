/** Having what was signed in the rosters of a company taken. */
import { equalBytes } from "../../crypto/bytes.ts";
import type { MadeLink } from "../../crypto/client/link-draft.ts";
import { rosterKind } from "../../crypto/link.ts";
import { findGroup, type RosterState } from "../../crypto/roster-state.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { patiently } from "../account/patiently.ts";
import { call } from "../account/session.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import type { GroupUpdate } from "../sync/group-update.ts";
import { keepTaken } from "../sync/keep.ts";
import {
  administerTenantOperation,
  type ChangeRostersAnswer,
  type ChangeRostersWire,
  changeRostersOperation,
  type RosterHeadAnswer,
} from "../transport/company-operations.ts";
import { extendChain, newestState } from "../vault/chain.ts";
import { extendGroupChain } from "../vault/group-chain.ts";
import { checkTenantReaches, frozenGroups } from "../vault/noted.ts";
import { type Drafting, newDrafting, wireOf } from "./drafting.ts";

const mostRounds = 10;

/**
 * Signs on top of the newest rosters, sends it as one deed, and takes in what came of it. Where a roster has moved, it is
 * looked at and signed anew. Throws FORBIDDEN where the roster gives no right to it, WRONG_SURFACE, READ_ONLY,
 * LIMIT_EXCEEDED with the limit, BUSY, SERVER_CAUGHT where the server shows another company than the one that is known.
 *
 * @param draft signs what is to be done, by the rosters that are known then; nothing is sent where it signs nothing.
 * @param as an administrator, in the portal, or a member for themself; or how else it is sent.
 */
export function actInCompany(
  core: Core,
  draft: (drafting: Drafting) => Promise<void> | void,
  as: "ADMINISTRATOR" | "MEMBER" | SendChange = "ADMINISTRATOR",
): Promise<void> {
  const operation = as === "ADMINISTRATOR" ? administerTenantOperation : changeRostersOperation;
  const sendIt: SendChange = typeof as === "function" ? as : (input) => call(core, operation, { input });
  return inTurn(core, async () => {
    await fetchAll(core);
    for (let round = 0; round < mostRounds; round++) {
      const before = headsOf(core);
      const drafting = begin(core);
      await draft(drafting);
      const last = drafting.links.at(-1);
      if (last === undefined) return;
      const answer = await sendDrafted(core, drafting, sendIt);
      if (answer.type === "StaleHead") {
        await fetchAll(core);
        checkGoesOn(core, drafting, before);
        continue;
      }
      checkAnswered(drafting, answer.heads);
      await adoptOwn(core, drafting);
      return;
    }
    throw new SealgraphError("BUSY");
  });
}

/** How a deed is sent. */
export type SendChange = (change: ChangeRostersWire) => Promise<ChangeRostersAnswer>;

/** Sends what was drafted as one deed, as often as it takes to have an answer. Throws what the server refuses it for. */
export async function sendDrafted(
  core: Core,
  drafting: Drafting,
  sendIt: SendChange,
): Promise<Extract<ChangeRostersAnswer, { type: "RostersChanged" | "StaleHead" }>> {
  const change = { clientMutationId: formatUuid(makeId(core.around.now())), ...wireOf(drafting) };
  const answer = await patiently(core.around, () => sendIt(change));
  if (answer.type === "TenantLimitReached") throw limitReached(answer.limit);
  if (answer.type === "PolicyRefused") {
    throw new SealgraphError("POLICY_REFUSED", { refusal: answer.refusal, setting: answer.setting });
  }
  if (answer.type === "AddressRefused") throw new SealgraphError(answer.refusal);
  return answer;
}

const limitReached = (limit: string): SealgraphError =>
  limit === "LAST_CUSTODIAN" ? new SealgraphError("LAST_CUSTODIAN") : new SealgraphError("LIMIT_EXCEEDED", { limit });

/** What was signed last in each roster is what the server says of it. */
export function checkAnswered({ links }: Drafting, heads: readonly RosterHeadAnswer[]): void {
  const newest = new Map(links.map(({ hash, state }) => [formatUuid(state.head.id), hash]));
  for (const [roster, hash] of newest) {
    const head = heads.find((each) => each.roster === roster);
    if (!head || !equalBytes(head.hash, hash)) throw new ServerCaught("MISMATCH", null);
  }
}

/**
 * What was signed here and acknowledged stands here, whatever is shown afterwards: another link in its place is a fork, and
 * a server that leaves it out is not believed (PROTOCOL §4.7).
 */
async function adoptOwn(core: Core, { links }: Drafting): Promise<void> {
  const open = opened(core);
  const { held } = open;
  const before = held.tenant;
  const ofTenant = links.filter(({ state }) => state.kind === rosterKind.TENANT).map(sequenced);
  const after = before && ofTenant.length > 0 ? extendChain(before, ofTenant) : before;
  if (after === null) throw new SealgraphError("NOT_FOUND", { part: "tenant" });
  const groups: GroupUpdate[] = [];
  for (const group of new Set(links.filter(({ state }) => state.kind === rosterKind.GROUP).map(rosterOf))) {
    const known = held.groups.get(group) ?? null;
    const more = links.filter((link) => rosterOf(link) === group).map(sequenced);
    groups.push({ group, before: known, after: extendGroupChain(known, more, after) });
  }
  held.tenant = after;
  for (const { group, after: chain } of groups) held.groups.set(group, chain);
  const nothing = {
    moved: false,
    shares: [],
    visited: null,
    updates: [],
    diffs: [],
    caught: [],
    abandoned: [],
    hasNews: true,
  };
  await keepTaken(core, open, { tenant: { before, after }, groups, ...nothing });
}

const rosterOf = ({ state }: MadeLink): string => formatUuid(state.head.id);
const sequenced = ({ state, signed }: MadeLink) => ({ seq: state.head.seq, signed });

/** The company's roster, as verified last. */
export function tenantOf(core: Core): RosterState {
  const { tenant } = opened(core).held;
  if (tenant === null) throw new SealgraphError("NOT_FOUND", { part: "tenant" });
  return newestState(tenant);
}

function begin(core: Core): Drafting {
  const { user, own, held } = opened(core);
  checkTenantReaches(held);
  const frozen = frozenGroups(held);
  const tenant = tenantOf(core);
  const states = [...held.groups].map(([group, chain]): [string, RosterState] => [group, newestState(chain)]);
  const standing = states.filter(([group, { head }]) => findGroup(tenant, head.id) && frozen.get(group) !== null);
  return newDrafting({ user, signing: own.signing, time: core.around.now() }, tenant, new Map(standing), frozen);
}

const headsOf = (core: Core): ReadonlyMap<string, number> => {
  const { groups } = opened(core).held;
  const states = [tenantOf(core), ...[...groups.values()].map(newestState)];
  return new Map(states.map(({ head }) => [formatUuid(head.id), head.seq]));
};

/**
 * Throws ServerCaught where the server says that a roster has moved, and shows nothing that goes on from what is known: two
 * links at one height are never signed.
 */
function checkGoesOn(core: Core, { links }: Drafting, before: ReadonlyMap<string, number>): void {
  const now = headsOf(core);
  const named = [formatUuid(tenantOf(core).head.id), ...links.map(rosterOf)];
  if (named.some((roster) => now.get(roster) !== before.get(roster))) return;
  const fork = opened(core).held.evidence.find((each) => each.kind === "ROSTER" && named.includes(each.roster ?? ""));
  throw fork ? new ServerCaught(fork.check, fork.id) : new ServerCaught("MISMATCH", null);
}
