import { once } from "node:events";
import { memoryStore } from "../../src/client/index.ts";
import { commitOperation } from "../../src/client/transport/commit-operations.ts";
import { type Child, startChild } from "../child.ts";
import { quantile, rounded } from "../figures.ts";
import type { House } from "../house.ts";
import { machineNow, type Seen } from "../reader/report.ts";
import type { Measure, Scenario } from "../scenario.ts";
import { login, signUpClient } from "../seed/client.ts";
import { draftCommit, newItem } from "../seed/draft.ts";
import { wireText } from "../seed/graphql.ts";
import { signUp } from "../seed/sign-up.ts";

/** One change after another: the next when the other device shows the one before. The figure is a round's median. */
export const liveChange: Scenario = {
  name: "live-change",
  unit: "ms",
  aim: { bound: "AT_MOST", ratio: 4 },
  async prepare(house) {
    const ours = await openOurs(house);
    const baseline = await openBaseline(house);
    return {
      ours: ours.measure,
      baseline: baseline.measure,
      more: () => ({
        p99: rounded(quantile(ours.all, 0.99)),
        baselineP99: rounded(quantile(baseline.all, 0.99)),
        changes: ours.all.length,
      }),
      close: async () => {
        await ours.close();
        await baseline.close();
      },
    };
  },
};

interface Side {
  readonly measure: Measure;
  /** Every time that was taken, in milliseconds; those of the first round, the warm-up, are left out. */
  readonly all: readonly number[];
  close(): Promise<void>;
}

/** Two devices of one account, each in a process of its own, both by the SDK. */
async function openOurs(house: House): Promise<Side> {
  let sentAt = 0;
  const settings = {
    store: memoryStore(),
    fetch: (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
      if (String(init?.body).includes(`"operationName":"${commitOperation.name}"`)) sentAt = machineNow();
      return fetch(input, init);
    },
  };
  const { client, address, password, secretKey } = await signUpClient(house, settings, "writer");
  const reader = await startChild("reader/device", [house.url, address, password, secretKey]);
  const change = async () => {
    const { id } = await client.profile("PERSONAL").items().add(login("A website"));
    return { record: id, sentAt };
  };
  return sideOf(reader, change, async () => {
    await reader.stop();
    await client.close();
  });
}

/** The bare relay, and a bare socket in a process of its own. */
async function openBaseline(house: House): Promise<Side> {
  const bare = await startChild("baseline/live-change", [house.ownerUrl]);
  const reader = await startChild("reader/socket", [bare.url.replace("http", "ws")]);
  const account = await signUp(house);
  const change = async () => {
    const item = newItem(account.profile);
    const body = wireText(draftCommit(account, account.profile, [item]).input);
    const sentAt = machineNow();
    const response = await fetch(bare.url, { method: "POST", body });
    await response.text();
    return { record: item.input.record, sentAt };
  };
  return sideOf(reader, change, async () => {
    await reader.stop();
    await bare.stop();
  });
}

function sideOf(
  reader: Child,
  change: () => Promise<{ record: string; sentAt: number }>,
  close: () => Promise<void>,
): Side {
  const all: number[] = [];
  let warm = false;
  const measure = async (seconds: number) => {
    const times: number[] = [];
    const until = performance.now() + seconds * 1_000;
    do {
      const seen = once(reader.process, "message") as Promise<[Seen]>;
      const { record, sentAt } = await change();
      const [{ record: shown, at }] = await seen;
      if (shown !== record) throw new Error("the other device shows another change");
      times.push(at - sentAt);
    } while (performance.now() < until);
    if (warm) all.push(...times);
    warm = true;
    return quantile(times, 0.5);
  };
  return { measure, all, close };
}
