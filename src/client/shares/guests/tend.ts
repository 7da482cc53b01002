import { isOpenToGuests } from "../../../crypto/share.ts";
import { role } from "../../../crypto/state-entries.ts";
import { type Core, opened } from "../../core.ts";
import { newestState } from "../../vault/chain.ts";
import { actInShare } from "../act.ts";
import { byItself } from "../by-itself.ts";
import { draftDue, isDue } from "../draft-due.ts";
import { draftIn } from "../drafting.ts";
import { wayToWrite } from "../rights.ts";
import { isWell } from "../well.ts";
import { clearGuests } from "./clear.ts";

/**
 * What shares with guests need of their company: owners take out whose accounts are no more and whom the company has put out, make
 * void what ran out, and introduce who is not known to guests; and whoever writes begins the next epoch where one is due, because
 * what a guest writes waits for it (PROTOCOL §4.12).
 */
export async function tendGuests(core: Core, { moved = false } = {}): Promise<void> {
  for (const { share, visit, lost, chain } of [...opened(core).held.shares.values()]) {
    const open = opened(core);
    const state = newestState(chain);
    if (visit || lost || open.held.frozen.has(share) || !isOpenToGuests(state) || !isWell(open, state)) continue;
    const way = wayToWrite(open, state, core.around.now());
    const isAsSeen = moved && open.guestsSeen.get(share) === chain.links.length;
    if (way?.entry.role === role.OWNER && !isAsSeen) {
      open.guestsSeen.set(share, chain.links.length);
      await byItself(core, () => clearGuests(core, share));
    }
    if (way && open.held.vaults.has(share)) await byItself(core, () => beginWhereDue(core, share));
  }
}

async function beginWhereDue(core: Core, share: string): Promise<void> {
  if (isDue(await draftIn(core, share))) await actInShare(core, share, draftDue);
}
