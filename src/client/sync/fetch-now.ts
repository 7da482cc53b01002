import { type Core, inTurn } from "../core.ts";
import { followPolicies } from "../policy/follow.ts";
import { fetchFor } from "./fetch.ts";

/**
 * Asks for what is new, in turn, and for the policies that came with it: a roster may state one that this device was not shown yet.
 * Throws as `fetchFor`.
 */
export async function fetchNow(core: Core, visit: string | null = null): Promise<void> {
  await inTurn(core, () => fetchFor(core, visit));
  await followPolicies(core);
}
