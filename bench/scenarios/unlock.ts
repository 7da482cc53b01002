import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileStore } from "../../src/client/node.ts";
import { type Child, measureThere, startChild } from "../child.ts";
import type { House } from "../house.ts";
import type { Contest, Scenario } from "../scenario.ts";
import { login, signUpClient } from "../seed/client.ts";

export const items = 10_000;

/**
 * A device that is started again: from its folder on the disk to a list that can be shown, by a session key instead of a
 * password, without a server. Ours is all of it: the lock of the folder, its file read, every frame opened, every link,
 * manifest, leaf and root verified, every body opened and parsed, all items sorted by title. The baseline is only the
 * calls of libsodium that this takes, with the same bytes. The figure is a round's median.
 */
export const unlock: Scenario = {
  name: "unlock-10000",
  unit: "ms",
  aim: { bound: "AT_MOST", ratio: 1.6 },
  prepare: (house) =>
    openingFolder(async (folder) => {
      const args = [house.url, folder, await fillFolder(house, folder), String(items)];
      const baseline = await startChild("baseline/unlock", args);
      return { ours: await startChild("device/unlock", args), baseline };
    }),
};

/** Two processes that open what is in a folder, which goes with them. */
export async function openingFolder(
  start: (folder: string) => Promise<{ readonly ours: Child; readonly baseline: Child }>,
): Promise<Contest> {
  const folder = await mkdtemp(join(tmpdir(), "sealgraph-bench-"));
  const { ours, baseline } = await start(folder);
  return {
    ours: (seconds) => measureThere(ours, seconds),
    baseline: (seconds) => measureThere(baseline, seconds),
    close: async () => {
      await ours.stop();
      await baseline.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A device with all items in its folder; answers the key that opens it. */
export async function fillFolder(house: House, folder: string): Promise<string> {
  const { client } = await signUpClient(house, { store: await fileStore(folder) }, "laptop");
  const inputs = Array.from({ length: items }, (_, i) => login(`Website ${i}`));
  await client.profile("PERSONAL").items().addMany(inputs);
  await client.syncNow();
  const session = await client.makeSession();
  await client.close();
  return session;
}
