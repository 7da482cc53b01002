import { measureThere, startChild } from "../child.ts";
import type { Scenario } from "../scenario.ts";
import { openOurs as openPutItem } from "./put-item.ts";

const records = 40_000;

/**
 * A large import by the SDK, as an application calls it: ids, sealing, signing, commits of 1,000, all checked and stored
 * by the server, adopted and written to the device's folder. The baseline is our own rate of `put-item`, on the same
 * server: commits of one item that were signed before. Each import is whole, whatever length a round shall have.
 */
export const importMany: Scenario = {
  name: "import-40000",
  unit: "records/s",
  aim: { bound: "AT_LEAST", ratio: 10 },
  rounds: 3,
  async prepare(house) {
    const ours = await startChild("device/import", [house.url, house.outbox, String(records)]);
    return {
      ours: (seconds) => measureThere(ours, seconds),
      baseline: await openPutItem(house),
      close: ours.stop,
    };
  },
};
