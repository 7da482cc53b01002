import { openClient } from "../../src/client/index.ts";
import { fileStore } from "../../src/client/node.ts";
import { measureHere } from "../child.ts";
import { median } from "../figures.ts";

/** Opens the account of a folder by its session, over and over, until the list of its items could be shown. */
const [url = "", folder = "", session = "", items = ""] = process.argv.slice(2);

/** Milliseconds from an unopened folder to the list. */
async function open(): Promise<number> {
  const started = performance.now();
  const client = await openClient({ url, store: await fileStore(folder) });
  if (client === null) throw new Error("the folder has no account");
  await client.unlockWithSession(session);
  const list = await client.profile("PERSONAL").items().list();
  const took = performance.now() - started;
  if (list.length !== Number(items) || !list.every(({ readable }) => readable)) throw new Error("items are missing");
  await client.close();
  return took;
}

measureHere(async (seconds) => {
  const times: number[] = [];
  const until = performance.now() + seconds * 1_000;
  do times.push(await open());
  while (performance.now() < until);
  return median(times);
});
