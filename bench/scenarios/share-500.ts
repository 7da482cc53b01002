import { once } from "node:events";
import { encodeBase64url } from "../../src/crypto/base64url.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { type Child, startChild } from "../child.ts";
import { quantile } from "../figures.ts";
import type { House } from "../house.ts";
import { machineNow, type Seen } from "../reader/report.ts";
import type { Measure, Scenario } from "../scenario.ts";
import { login } from "../seed/client.ts";
import { foundCompany } from "../seed/company.ts";
import { draftCommit, newItem } from "../seed/draft.ts";
import { signUp } from "../seed/sign-up.ts";

const recipients = 500;

/**
 * One share of Everyone in a company of 500 people, all of them in one process, by the SDK: how long until the last of them has
 * one change, verified and opened. The baseline sends as many bytes to as many sockets, each of which verifies the manifest's
 * signature and opens the item. The figure is a round's median.
 */
export const share500: Scenario = {
  name: "share-500",
  unit: "ms",
  aim: { bound: "AT_MOST", ratio: 3 },
  async prepare(house) {
    const [ours, baseline] = [await openOurs(house), await openBaseline(house)];
    return {
      ours: ours.measure,
      baseline: baseline.measure,
      close: async () => {
        await ours.close();
        await baseline.close();
      },
    };
  },
};

interface Side {
  readonly measure: Measure;
  close(): Promise<void>;
}

async function openOurs(house: House): Promise<Side> {
  const { founder, portal, invited } = await foundCompany(house, recipients);
  const readers = await startChild("reader/people", [house.url, house.outbox, house.ownerUrl]);
  await said(readers, invited);
  const { client } = founder;
  await portal.syncNow();
  // A company has Everyone from its first group on.
  await portal.company.groups.create("All of us", []);
  const group = (await portal.company.groups.list()).find(({ everyone }) => everyone)?.group;
  if (group === undefined) throw new Error("the company has no Everyone");
  await portal.syncNow();
  await client.syncNow();
  const { id } = await client.shares.create({ name: "All of us", recipients: [{ group }] });
  await said(readers, id);
  const change = async () => {
    const sentAt = machineNow();
    const { id: record } = await client.shares.open(id).items().add(login("A website"));
    return { record, sentAt };
  };
  return sideOf(readers, change, async () => {
    await readers.stop();
    await portal.close();
    await client.close();
  });
}

async function openBaseline(house: House): Promise<Side> {
  const bare = await startChild("baseline/share-500", [house.ownerUrl]);
  const account = await signUp(house);
  const { profile } = account;
  const url = bare.url.replace("http", "ws");
  const given = [url, String(recipients), encodeBase64url(profile.key), formatUuid(profile.id)];
  const readers = await startChild("reader/people-bare", given);
  const change = async () => {
    const { input } = draftCommit(account, profile, [newItem(profile)]);
    const [item] = input.changes;
    if (!item) throw new Error("nothing was drafted");
    const sentAt = machineNow();
    const body = JSON.stringify({
      manifest: encodeBase64url(input.manifest),
      signature: encodeBase64url(input.signature),
      change: { ...item, body: encodeBase64url(item.body), key: encodeBase64url(item.key) },
    });
    await (await fetch(bare.url, { method: "POST", body })).text();
    return { record: item.record, sentAt };
  };
  return sideOf(readers, change, async () => {
    await readers.stop();
    await bare.stop();
  });
}

/** Resolves when a child has done what it was told. */
async function said(child: Child, what: unknown): Promise<void> {
  const done = once(child.process, "message");
  child.process.send(what as never);
  await done;
}

function sideOf(
  readers: Child,
  change: () => Promise<{ record: string; sentAt: number }>,
  close: () => Promise<void>,
): Side {
  const measure = async (seconds: number) => {
    const times: number[] = [];
    const until = performance.now() + seconds * 1_000;
    do {
      const seen = once(readers.process, "message") as Promise<[Seen]>;
      const { record, sentAt } = await change();
      const [{ record: shown, at }] = await seen;
      if (shown !== record) throw new Error("the recipients show another change");
      times.push(at - sentAt);
    } while (performance.now() < until);
    return quantile(times, 0.5);
  };
  return { measure, close };
}
