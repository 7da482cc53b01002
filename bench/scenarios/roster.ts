import { measureThere, startChild } from "../child.ts";
import type { Scenario } from "../scenario.ts";

const links = 5_000;

/**
 * Verifying the roster of a company of 2,500 people from its genesis, as a new device does: bytes, rights, states and their
 * roots, both signatures of every join. The baseline verifies one Ed25519 signature a link, of links that were read before.
 */
export const roster: Scenario = {
  name: "roster-5000",
  unit: "ms",
  aim: { bound: "AT_MOST", ratio: 2 },
  async prepare() {
    const start = (side: string) => startChild("device/roster", [side, String(links)]);
    const [ours, baseline] = [await start("ours"), await start("baseline")];
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
