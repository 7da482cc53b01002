import { describe, expect, it } from "@jest/globals";
import { memoryStore } from "../../src/client/index.ts";
import { newQueueLog, openQueue, readQueue } from "../../src/client/queue/log.ts";
import { makeQueued } from "../../src/client/queue/queue.ts";
import type { Store } from "../../src/client/store/store.ts";
import { asSymmetricKey } from "../../src/crypto/keys.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";

const key = asSymmetricKey(new Uint8Array(32).fill(7));
const some = () => makeQueued({ mutationId: formatUuid(makeId(0)), vaults: [] }, 0);
const idsOf = (queue: readonly { readonly deed: { readonly mutationId: string } }[]) =>
  queue.map(({ deed }) => deed.mutationId);

describe("the log of a queue", () => {
  it("gives back what is kept, in order, each as it was kept last", async () => {
    const store = memoryStore();
    const log = newQueueLog(store, key);
    const [a, b, c] = [some(), some(), some()];
    await Promise.all([log.write([a]), log.write([b]), log.write([c])]);
    a.deed = { ...a.deed, mutationId: formatUuid(makeId(1)) };
    await log.write([a], [b]);
    expect(idsOf((await openQueue(store, key)).queue)).toEqual(idsOf([a, c]));
    expect([a.keptAs, b.keptAs]).toEqual([a.deed.mutationId, null]);
    await log.write([], [a, c]);
    expect((await store.read("queue")).entries).toEqual([]);
  });

  it("uses no number twice, whatever was written anew", async () => {
    const store = memoryStore();
    const log = newQueueLog(store, key);
    const queued = some();
    await log.write([queued]);
    const { entries: before } = await store.read("queue");
    await log.write([], [queued]);
    const { queueLog } = await openQueue(store, key);
    await queueLog.write([some()]);
    const { first } = await store.read("queue");
    expect(first).toBe(1);
    await store.replace("queue", first, before);
    await expect(openQueue(store, key)).rejects.toMatchObject({ code: "STORE_DAMAGED" });
  });

  it("does not grow with what is over, while something stays", async () => {
    const store = memoryStore();
    const log = newQueueLog(store, key);
    const stays = some();
    await log.write([stays]);
    for (let i = 0; i < 1_000; i++) {
      const goes = some();
      await log.write([goes]);
      await log.write([], [goes]);
    }
    expect((await store.read("queue")).entries.length).toBeLessThan(250);
    expect(idsOf(await readQueue(store))).toEqual(idsOf([stays]));
    expect(idsOf((await openQueue(store, key)).queue)).toEqual(idsOf([stays]));
  });

  it("has all of a step or nothing, when the store fails, and goes on", async () => {
    const inner = memoryStore();
    let fails = false;
    const failing = () => (fails ? Promise.reject(new Error("full")) : null);
    const store: Store = {
      ...inner,
      append: (log, entries) => failing() ?? inner.append(log, entries),
      replace: (log, first, entries) => failing() ?? inner.replace(log, first, entries),
    };
    const log = newQueueLog(store, key);
    const [a, b] = [some(), some()];
    await log.write([a]);
    fails = true;
    await expect(log.write([b], [a])).rejects.toMatchObject({ code: "STORE_FAILED" });
    expect([a.keptAs, b.keptAs]).toEqual([a.deed.mutationId, null]);
    fails = false;
    await log.write([b]);
    expect(idsOf((await openQueue(inner, key)).queue)).toEqual(idsOf([a, b]));
  });
});
