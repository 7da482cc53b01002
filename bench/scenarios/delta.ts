import { measureThere, startChild } from "../child.ts";
import type { Scenario } from "../scenario.ts";

const [many, few] = [10_000, 10];

/**
 * One change, from the call on one device to the moment when another, that asked the server, shows it: sealing, signing,
 * the commit, the answer to what is new, and verifying it. Both devices are the SDK's, in one process for each size of
 * vault. Edits, items behind all others and items in the middle of the order of ids take turns; what was added is purged
 * again meanwhile, so that the vaults stay as large as they are. The figure is a round's median.
 */
export const delta: Scenario = {
  name: "delta-flat",
  unit: "ms",
  aim: { bound: "AT_MOST", ratio: 1.15 },
  async prepare(house) {
    const start = (items: number) => startChild("device/delta", [house.url, house.outbox, String(items)]);
    const ours = await start(many);
    const baseline = await start(few);
    return {
      ours: (seconds) => measureThere(ours, seconds),
      baseline: (seconds) => measureThere(baseline, seconds),
      close: async () => {
        await ours.stop();
        await baseline.stop();
      },
    };
  },
};
