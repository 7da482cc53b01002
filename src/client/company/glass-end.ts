/** The end of a break-glass that is over, by a device of the company (PROTOCOL §4.16). */
import type { Id } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import { desksOf, findBreakGlass, findMember, isAdministrator, type RosterState } from "../../crypto/roster-state.ts";
import { type Core, opened } from "../core.ts";
import { actInCompany, tenantOf } from "./act.ts";
import { draftInTenant } from "./drafting.ts";

/** Desks whose break-glass is over, which no link has said yet. */
export const glassesOver = (tenant: RosterState, now: number): Id[] =>
  desksOf(tenant).flatMap(({ desk }) =>
    (findBreakGlass(tenant, desk)?.until ?? Number.POSITIVE_INFINITY) <= now ? [desk] : [],
  );

/**
 * An administrator's device ends a break-glass that is over, by a link. While none is as late as its end, staff whom the server helps
 * could date one back into it (PROTOCOL §4.16).
 */
export async function endGlasses(core: Core): Promise<void> {
  const { user } = opened(core);
  const due = (tenant: RosterState, now: number): Id[] =>
    isAdministrator(findMember(tenant, user)) ? glassesOver(tenant, now) : [];
  if (due(tenantOf(core), core.around.now()).length === 0) return;
  await actInCompany(
    core,
    (drafting) => {
      // With the first goes whatever else is over by then.
      const [desk] = due(drafting.tenant, drafting.signer.time);
      if (desk) draftInTenant(drafting, { operation: operation.BREAK_GLASS, subject: { desk, asked: null } });
    },
    "MEMBER",
  );
}
