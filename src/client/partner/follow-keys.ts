import { type Core, inTurn, isFormer } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { isUnknown } from "../sync/is-unknown.ts";
import { hasFailed } from "../transport/refusal.ts";
import { newestState } from "../vault/chain.ts";
import { actAtDesk } from "./act.ts";
import { followCompany, seenCompanies } from "./rosters.ts";
import { standingIn } from "./standing.ts";

/**
 * Brings own keys that were replaced into every company that this device has seen as staff: what was stolen with the keys of before
 * signs nothing there any more. Once a run, and only where keys were ever replaced; what cannot be done now is trouble and no failure,
 * and is done with the next act in that company.
 */
export async function followKeysInCompanies(core: Core): Promise<void> {
  const { open } = core;
  if (open === null || core.device.session === null || core.device.surface !== "PARTNER" || isFormer(open)) return;
  if (open.followedInCompanies || (open.held.pins?.former ?? []).length === 0) return;
  open.followedInCompanies = true;
  for (const company of await seenCompanies(core)) {
    try {
      const chain = await inTurn(core, () => followCompany(core, company));
      if (standingIn(core, newestState(chain)).former) await actAtDesk(core, company, () => {});
    } catch (error) {
      if (!(error instanceof SealgraphError)) throw error;
      // Where this account is at no desk any more there is nothing to follow.
      if (error.code !== "NOT_FOUND") core.events.emit("trouble", error);
      if (isUnknown(error) && !hasFailed(error)) return;
    }
  }
}
