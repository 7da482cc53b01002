import type { Actor } from "../context.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import type { UserRow } from "../user/rows.ts";

/**
 * Administrators, in the portal; and staff at a desk of the company, whom the database shows no more than what their own recovery groups
 * and recoveries are about. Throws `WRONG_SURFACE`, `FORBIDDEN`.
 */
export function demandRecoverer(actor: Actor, viewer: UserRow | undefined): void {
  if (!actor.atDesk) demandAdministrator(actor, viewer);
}
