import { once } from "node:events";
import { type Client, makeClient } from "../../src/client/client.ts";
import type { Invited } from "../seed/company.ts";
import { joinAll, shareGroups } from "../seed/crowd.ts";
import { machineNow, tell } from "./report.ts";

/**
 * All recipients of a share, in one process, by the SDK: they join the company, accept the share, follow, and tell when the
 * last of them has a change, verified and opened.
 */
const [url = "", outbox = "", ownerUrl = ""] = process.argv.slice(2);

tell({ port: 0 });
const [invited] = (await once(process, "message")) as [readonly Invited[]];
const cores = await joinAll({ url, outbox, ownerUrl }, invited);
const people = cores.map(makeClient);
tell({ port: 0 });

const [share] = (await once(process, "message")) as [string];
const have = new Map<string, number>();
/** Accepts, follows, and counts what comes. */
async function begin(client: Client): Promise<void> {
  await client.syncNow();
  await client.shares.accept(share);
  await client.syncNow();
  client.on("change", ({ record, change, state }) => {
    if (change !== "ADDED" || state !== "SYNCED") return;
    const count = (have.get(record) ?? 0) + 1;
    have.set(record, count);
    if (count === people.length) tell({ record, at: machineNow() });
  });
  const live = new Promise<void>((resolve) => {
    client.on("connection", (connection) => {
      if (connection === "LIVE") resolve();
    });
  });
  client.follow();
  await live;
}
const [first, ...waiting] = people;
if (first) await begin(first);
shareGroups(cores);
// While one waits for the server, others verify.
const next = async (): Promise<void> => {
  for (let client = waiting.shift(); client; client = waiting.shift()) await begin(client);
};
await Promise.all(Array.from({ length: 8 }, next));
tell({ port: 0 });
