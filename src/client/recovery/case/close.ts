/** Ending a recovery, and the right of whoever was put into the group for one (PROTOCOL §4.13). */
import { custodiansOf, isRecoveryGroup } from "../../../crypto/recovery.ts";
import type { RosterState } from "../../../crypto/roster-state.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { call } from "../../account/session.ts";
import { tenantOf } from "../../company/act.ts";
import { type Core, opened } from "../../core.ts";
import { fetchNow } from "../../sync/fetch-now.ts";
import { closeRecoveryOperation } from "../../transport/recovery-operations.ts";
import { newestState } from "../../vault/chain.ts";
import type { RecoverySettled } from "../cases.ts";
import { membersWhoAreDone } from "../group/tend.ts";
import type { ByCode, RecoverySetup } from "../setup.ts";
import { ownPlace } from "./place.ts";
import { verifyRecovery } from "./view.ts";

/** How somebody is taken out of a recovery group. */
export type RemoveMember = RecoverySetup["removeMember"];

/**
 * Closes a recovery; then, by a custodian or by the code, takes out of its group whoever was put in for recoveries that are over. Else
 * it says who can. Throws what the server refuses, and what `removeMember` throws.
 */
export async function closeRecovery(
  core: Core,
  recovery: string,
  removeMember: RemoveMember,
  by: ByCode = {},
): Promise<RecoverySettled> {
  await fetchNow(core);
  const { view } = verifyRecovery(ownPlace(core), await call(core, closeRecoveryOperation, { input: { recovery } }));
  const state = groupState(core, view.group);
  if (state === null) return { removed: [], left: [], custodians: [] };
  const over = (await membersWhoAreDone(core, state)).map(formatUuid);
  const custodians = custodiansOf(state, tenantOf(core)).map(({ user }) => formatUuid(user));
  const own = formatUuid(opened(core).user);
  if (!custodians.includes(own) && by.code === undefined) return { removed: [], left: over, custodians };
  const removed: string[] = [];
  for (const user of over) {
    await removeMember(user, by);
    removed.push(user);
  }
  return { removed, left: [], custodians };
}

function groupState(core: Core, group: string): RosterState | null {
  const chain = opened(core).held.groups.get(group);
  const state = chain && newestState(chain);
  return state && isRecoveryGroup(state) ? state : null;
}
