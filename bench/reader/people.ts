import { once } from "node:events";
import type { Client } from "../../src/client/index.ts";
import type { Invited } from "../seed/company.ts";
import { joinCompany } from "../seed/company.ts";
import { machineNow, tell } from "./report.ts";

/**
 * All recipients of a share, in one process, by the SDK: they join the company, accept the share, follow, and tell when the
 * last of them has a change, verified and opened.
 */
const [url = "", outbox = "", ownerUrl = ""] = process.argv.slice(2);

tell({ port: 0 });
const [invited] = (await once(process, "message")) as [readonly Invited[]];
const people: Client[] = [];
for (const each of invited) people.push(await joinCompany({ url, outbox, ownerUrl }, each));
tell({ port: 0 });

const [share] = (await once(process, "message")) as [string];
const have = new Map<string, number>();
for (const client of people) {
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
tell({ port: 0 });
