/** What waits on the device is sent again: when a line comes up, and while it is up, until the server takes it. */
import { type Core, inTurn } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { backOff } from "../pace.ts";
import { settle } from "./settle.ts";

/** What could not be sent is sent again after so many milliseconds at first. */
const firstPause = 1_000;

/** Sends what waited for the line. */
export async function sendQueued(core: Core): Promise<void> {
  if (!core.open?.queue.some(({ refusal }) => refusal === null)) return;
  try {
    await inTurn(core, async () => {
      if (core.open) await settle(core);
    });
  } catch (error) {
    if (error instanceof SealgraphError) core.events.emit("trouble", error);
  }
}

/** Sends again, while the line is up, what the server could not take. */
export function keepSending(core: Core): () => void {
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let stopped = false;
  const step = async () => {
    await sendQueued(core);
    timer = null;
    if (core.reachable) attempt = 0;
    else if (!stopped) plan();
  };
  const plan = () => {
    timer ??= setTimeout(step, backOff(attempt++, core.around.random, firstPause, core.around.pollInterval));
  };
  core.onUnsent = plan;
  return () => {
    stopped = true;
    core.onUnsent = null;
    clearTimeout(timer ?? undefined);
  };
}
