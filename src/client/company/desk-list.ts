import { desksOf as desksIn } from "../../crypto/roster-state.ts";
import { call } from "../account/session.ts";
import { type Core, opened } from "../core.ts";
import { desksOperation } from "../transport/desk-operations.ts";
import type { Chain } from "../vault/chain.ts";
import { tenantOf } from "./act.ts";
import { viewDesks, viewDismissed } from "./desk-view.ts";
import type { Desk } from "./desks.ts";
import { dismissedIn, glassesIn, noGlassTexts } from "./glass-view.ts";
import { glassTexts } from "./roster-names.ts";

/** What the company's roster says of its desks, as far as texts open what was signed. */
export async function listDesks(core: Core): Promise<Desk[]> {
  const company = tenantOf(core);
  if (desksIn(company).length === 0) return [];
  const { desks, staff } = await call(core, desksOperation, {});
  const chain = opened(core).held.tenant as Chain;
  const now = core.around.now();
  const glasses = glassesIn(chain, now).length > 0 ? await glassTexts(core, chain) : noGlassTexts;
  return viewDesks(chain, { desks, staff: new Map(staff.map((each) => [each.user, each])), glasses }, now);
}

/** Of those that are dismissed, what they asked for lately. */
export async function listDismissed(core: Core): Promise<Desk[]> {
  const chain = opened(core).held.tenant;
  const now = core.around.now();
  if (chain === null || dismissedIn(chain, now).length === 0) return [];
  return viewDismissed(chain, { glasses: await glassTexts(core, chain) }, now);
}
