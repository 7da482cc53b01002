import { switchInForce } from "../../../crypto/roster-state.ts";
import type { Core } from "../../core.ts";
import { SealgraphError } from "../../errors.ts";
import { followPolicies } from "../../policy/follow.ts";
import { fetchNow } from "../../sync/fetch-now.ts";
import { newestState } from "../../vault/chain.ts";
import { tendRecovery } from "./tend.ts";

/**
 * Whoever comes to a company is shown at once what it says of policies, and entrusts what they begin with where it has switched
 * recovery on. What cannot be done now is trouble and no failure: the next sync does it.
 */
export async function settleAsNewcomer(core: Core): Promise<void> {
  await followPolicies(core);
  const tenant = core.open?.held.tenant;
  if (!tenant || !switchInForce(newestState(tenant))) return;
  try {
    await fetchNow(core);
    await tendRecovery(core);
  } catch (error) {
    if (!(error instanceof SealgraphError)) throw error;
    core.events.emit("trouble", error);
  }
}
