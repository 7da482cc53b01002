import type { RosterState } from "../../crypto/roster-state.ts";
import type { Open } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { checkGroupsReach } from "../vault/noted.ts";

/** Whether a key may be given to anybody by what is held of the company and of the groups of a share. */
export function isWell({ held }: Open, share: RosterState): boolean {
  try {
    checkGroupsReach(held, share);
    return true;
  } catch (error) {
    if (error instanceof SealgraphError) return false;
    throw error;
  }
}
