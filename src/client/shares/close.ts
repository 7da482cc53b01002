/** Ending a share: what is in it goes back first, and what came meanwhile too (PROTOCOL §4.11). */
import { operation } from "../../crypto/link.ts";
import { type Core, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { fetchNow } from "../sync/fetch-now.ts";
import { newestState } from "../vault/chain.ts";
import { actInShare } from "./act.ts";
import { draftAct } from "./draft-act.ts";
import { concerning } from "./manage.ts";
import { type Destination, isMovable, takeAllBack } from "./moving.ts";
import { noRight, permissionIn } from "./rights.ts";

/** How often others add something while it is being emptied. */
const mostRounds = 20;

/**
 * Takes everything back, and ends the share. Throws FORBIDDEN before anything is taken, BUSY where there is no end of what comes,
 * and what `actInShare` throws.
 */
export async function closeShare(core: Core, share: string, destination: Destination = {}): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    await fetchNow(core);
    checkOwns(core, share);
    await takeAllBack(core, share, destination);
    if (await endEmpty(core, share)) return;
  }
  throw new SealgraphError("BUSY");
}

/** Throws NOT_FOUND, and FORBIDDEN for whoever does not own it: writers could take out what is in it, and would have ended nothing. */
export function checkOwns(core: Core, share: string): void {
  const { chain } = concerning(core, share);
  if (permissionIn(opened(core), newestState(chain), core.around.now()) !== "OWNER") throw noRight();
}

/** Ends the share over a head with nothing that lives; false where there is something: nobody would have it any more. */
async function endEmpty(core: Core, share: string): Promise<boolean> {
  let isEmpty = false;
  const end = actInShare(
    core,
    share,
    (drafting) => {
      const records = drafting.open.held.vaults.get(share)?.records.values() ?? [];
      isEmpty = ![...records].some(isMovable);
      if (isEmpty) draftAct(drafting, { operation: operation.CLOSE, subject: null }, { cuts: true });
    },
    { alone: true },
  );
  await end;
  return isEmpty;
}
