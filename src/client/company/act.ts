/** Having what was signed in the rosters of a company taken. */
import { equalBytes } from "../../crypto/bytes.ts";
import { findGroup, type RosterState } from "../../crypto/roster-state.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { patiently } from "../account/patiently.ts";
import { call } from "../account/session.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import { administerTenantOperation, changeRostersOperation } from "../transport/company-operations.ts";
import { newestState } from "../vault/chain.ts";
import { type Drafting, newDrafting, wireOf } from "./drafting.ts";

const mostRounds = 10;

/**
 * Signs on top of the newest rosters, sends it as one deed, and takes in what came of it. Where a roster has moved, it is
 * looked at and signed anew. Throws FORBIDDEN where the roster gives no right to it, WRONG_SURFACE, READ_ONLY,
 * LIMIT_EXCEEDED with the limit, BUSY, SERVER_CAUGHT where the server shows another company than the one that is known.
 *
 * @param draft signs what is to be done, by the rosters that are known then; nothing is sent where it signs nothing.
 * @param as an administrator, in the portal, or a member for themself.
 */
export function actInCompany(
  core: Core,
  draft: (drafting: Drafting) => Promise<void> | void,
  as: "ADMINISTRATOR" | "MEMBER" = "ADMINISTRATOR",
): Promise<void> {
  const operation = as === "ADMINISTRATOR" ? administerTenantOperation : changeRostersOperation;
  return inTurn(core, async () => {
    await fetchAll(core);
    for (let round = 0; round < mostRounds; round++) {
      const before = tenantOf(core);
      const drafting = begin(core);
      await draft(drafting);
      const last = drafting.links.at(-1);
      if (last === undefined) return;
      const input = { clientMutationId: formatUuid(makeId(core.around.now())), ...wireOf(drafting) };
      const answer = await patiently(core.around, () => call(core, operation, { input }));
      if (answer.type === "TenantLimitReached") throw new SealgraphError("LIMIT_EXCEEDED", { limit: answer.limit });
      await fetchAll(core);
      if (answer.type === "StaleHead") {
        checkGoesOn(core, before);
        continue;
      }
      const roster = formatUuid(last.state.head.id);
      const head = answer.heads.find((each) => each.roster === roster);
      if (!head || !equalBytes(head.hash, last.hash)) throw new ServerCaught("MISMATCH", null);
      return;
    }
    throw new SealgraphError("BUSY");
  });
}

/** The company's roster, as verified last. */
export function tenantOf(core: Core): RosterState {
  const { tenant } = opened(core).held;
  if (tenant === null) throw new SealgraphError("NOT_FOUND", { part: "tenant" });
  return newestState(tenant);
}

function begin(core: Core): Drafting {
  const { user, own, held } = opened(core);
  const tenant = tenantOf(core);
  const states = [...held.groups].map(([group, chain]): [string, RosterState] => [group, newestState(chain)]);
  const standing = states.filter(([, { head }]) => findGroup(tenant, head.id));
  return newDrafting({ user, signing: own.signing, time: core.around.now() }, tenant, new Map(standing));
}

/** Throws ServerCaught where the server says that the roster has moved, and shows nothing that goes on from what is known. */
function checkGoesOn(core: Core, { head }: RosterState): void {
  if (tenantOf(core).head.seq !== head.seq) return;
  const roster = formatUuid(head.id);
  const fork = opened(core).held.evidence.find((each) => each.kind === "ROSTER" && each.roster === roster);
  if (fork) throw new ServerCaught(fork.check, fork.id);
}
