/** Ids that no share has: they are names of something else already. */
import { formerWritersOf, membersOf } from "../../crypto/roster-state.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { type Chain, newestState } from "./chain.ts";
import type { Held } from "./held.ts";
import { namedBy } from "./named-groups.ts";
import type { Pins } from "./pins.ts";

/**
 * Tells whether an id is the tenant's, a group's that its roster ever named, that of a user whom it knows, or of a vault of the
 * user's own. Whoever founds a share chooses its id: it is to stand in no other's place. The roster is read once, and where nobody
 * asks not at all.
 */
export function takenIds({ vaults }: Held, pins: Pins, tenant: Chain): (id: string) => boolean {
  const state = newestState(tenant);
  const isGroup = namedBy(tenant);
  let users: ReadonlySet<string> | null = null;
  return (id) => {
    users ??= new Set([...membersOf(state), ...formerWritersOf(state)].map(({ user }) => formatUuid(user)));
    const its = vaults.get(id)?.class;
    const isOwn = pins.ownVaults.has(id) || (its !== undefined && its !== "SHARE");
    return isOwn || id === formatUuid(state.head.id) || users.has(id) || isGroup(id);
  };
}
