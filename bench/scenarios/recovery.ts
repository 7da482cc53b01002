import { startChild } from "../child.ts";
import type { Scenario } from "../scenario.ts";
import { fillFolder, items, openingFolder } from "./unlock.ts";

/**
 * A custodian who reads the backup of a business profile, from what the server answered to a list that can be shown: the
 * roster, the manifest, each leaf and the root verified, the key unwrapped, every body opened and parsed, all sorted by
 * title. The baseline is the SDK as well: what a device of the owner does with as many items at an unlock.
 */
export const recovery: Scenario = {
  name: "recovery-10000",
  unit: "ms",
  aim: { bound: "AT_MOST", ratio: 1.5 },
  prepare: (house) =>
    openingFolder(async (folder) => {
      const session = await fillFolder(house, folder);
      const ours = await startChild("device/recovery", [String(items)]);
      return { ours, baseline: await startChild("device/unlock", [house.url, folder, session, String(items)]) };
    }),
};
