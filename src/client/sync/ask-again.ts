/** Keys of shares are asked for again, until somebody hands them over. */
import type { Core } from "../core.ts";
import { backOff } from "../pace.ts";
import { askInterval } from "../shares/asked-keys.ts";
import { isWaitingForKeys, openShares } from "../shares/keys.ts";
import { sendQueued } from "./send-again.ts";

/** A key that nobody hands over is asked for at least once in so many milliseconds. */
const mostPatience = 600_000;

/**
 * Asks for keys of shares as pages come, and sends what waited for them: at once where the server says that keys were handed over; for
 * what was asked for a short while ago when that is over, and not with each page; and then ever more seldom, should that have been lost.
 */
export function keepAsking(core: Core): { readonly ask: (isHanded: boolean) => void; readonly stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let attempt = 0;
  let stopped = false;
  const ask = async (anew: boolean) => {
    const left = await openShares(core, { anew }).catch(() => 0);
    await sendQueued(core);
    if (stopped || !isWaitingForKeys(core)) attempt = 0;
    else timer ??= setTimeout(later, left || backOff(attempt++, core.around.random, 2 * askInterval, mostPatience));
  };
  const later = () => {
    timer = null;
    void ask(false);
  };
  const stop = () => {
    stopped = true;
    clearTimeout(timer ?? undefined);
  };
  return { ask: (isHanded) => void ask(isHanded), stop };
}
