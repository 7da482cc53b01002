import { itemsOfBackup } from "../../src/client/backup/items.ts";
import { openBackup } from "../../src/client/backup/open.ts";
import { verifyBackup } from "../../src/client/backup/verify.ts";
import { measureHere } from "../child.ts";
import { median } from "../figures.ts";
import { makeBackup } from "../seed/backup.ts";

/** Verifies and opens the backup of a business profile, over and over, until the list of its items could be shown. */
const [items = ""] = process.argv.slice(2);
const { content, ground, secrets } = makeBackup(Number(items));

/** Milliseconds from what came of the server to the list. */
async function open(): Promise<number> {
  const started = performance.now();
  const list = itemsOfBackup(await openBackup(await verifyBackup(content, ground), content, secrets), content.vault);
  const took = performance.now() - started;
  if (list.length !== Number(items)) throw new Error("items are missing");
  return took;
}

measureHere(async (seconds) => {
  const times: number[] = [];
  const until = performance.now() + seconds * 1_000;
  do times.push(await open());
  while (performance.now() < until);
  return median(times);
});
