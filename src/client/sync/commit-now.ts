import { type Core, inTurn, type Open, opened } from "../core.ts";
import { carryOut, forgetSent } from "./commit.ts";
import type { Drafts } from "./commit-shares.ts";
import type { Deed } from "./deed.ts";
import { followKeys } from "./follow-keys.ts";
import { settle } from "./settle.ts";

/**
 * Has a deed done that is of use only now, after everything that waits: it is not queued. Throws what `carryOut` throws;
 * a deed of which nobody knows whether it was done is settled by the next sync.
 */
export function commitNow(
  core: Core,
  make: (open: Open) => Deed | Promise<Deed>,
  drafts: Drafts = new Map(),
): Promise<Deed> {
  return inTurn(core, async () => {
    await settle(core);
    await followKeys(core);
    const deed = await make(opened(core));
    await carryOut(core, deed, null, drafts);
    await forgetSent(core, opened(core));
    return deed;
  });
}
