import { backOff, wait } from "../pace.ts";
import type { Surroundings } from "../settings.ts";
import { isPassing } from "../transport/refusal.ts";

/** Sends again what serves as often as it is sent, until there is an answer or patience ends; then throws what came last. */
export async function patiently<R>(around: Surroundings, sendIt: () => Promise<R>): Promise<R> {
  const until = performance.now() + around.patience;
  for (let attempt = 0; ; attempt++) {
    try {
      return await sendIt();
    } catch (error) {
      const pause = backOff(attempt, around.random, 200, 5_000);
      if (!isPassing(error) || performance.now() + pause > until) throw error;
      await wait(pause);
    }
  }
}
