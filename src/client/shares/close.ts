/** Ending a share: what is in it goes back first, and what came meanwhile too (PROTOCOL §4.11). */
import { operation } from "../../crypto/link.ts";
import type { Core } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { actInShare } from "./act.ts";
import { draftAct } from "./drafting.ts";
import { type Destination, isMovable, takeAllBack } from "./moving.ts";

/** How often others add something while it is being emptied. */
const mostRounds = 20;

/** Takes everything back, and ends the share. Throws BUSY where there is no end of what comes, and what `actInShare` throws. */
export async function closeShare(core: Core, share: string, destination: Destination = {}): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    await takeAllBack(core, share, destination);
    if (await endEmpty(core, share)) return;
  }
  throw new SealgraphError("BUSY");
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
