import { createHash, randomUUID } from "node:crypto";
import { commitOperation } from "../../src/client/transport/commit-operations.ts";
import { bucketOf } from "../../src/crypto/bucket-root.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import type { PutItem } from "../baseline/put-item.ts";
import { startChild } from "../child.ts";
import { type Answer, requestOf } from "../connection.ts";
import type { House } from "../house.ts";
import { connections, measureRate, type Work } from "../load.ts";
import type { Measure, Scenario } from "../scenario.ts";
import { type Draft, draftCommit, type NewRecord, newItem } from "../seed/draft.ts";
import { bodyOf } from "../seed/graphql.ts";
import { addItems, type SignedUp, signUp } from "../seed/sign-up.ts";

/** Items in each vault before the first round. */
const itemsBefore = 200;

/** One account a connection: chains of different vaults do not wait for each other. */
export const putItem: Scenario = {
  name: "put-item",
  unit: "commits/s",
  aim: { bound: "AT_LEAST", ratio: 0.7 },
  async prepare(house) {
    const bare = await startChild("baseline/put-item", [house.ownerUrl]);
    const ours = await openOurs(house);
    const baseline = await openSide(house, bare.url, (account, draft, item) =>
      requestOf("POST", bare.url, { body: JSON.stringify(rowsOf(account, draft, item)) }),
    );
    return { ours, baseline, close: bare.stop };
  },
};

/** Commits of one item each to the real server, to the personal profile or to the business profile. */
export function openOurs(house: House, which: Which = "profile"): Promise<Measure> {
  const toRequest: ToRequest = (account, draft) => {
    const input = { clientMutationId: randomUUID(), links: [], vaults: [draft.input] };
    const body = bodyOf(commitOperation.document, { input });
    return requestOf("POST", `${house.url}/graphql`, { token: account.token, body });
  };
  return openSide(house, house.url, toRequest, which);
}

type Which = "profile" | "business";

type ToRequest = (account: SignedUp, draft: Draft, item: NewRecord) => Buffer;

/** What is sent is signed before the clock runs: as much as the best round so far would take, and a third more. */
async function openSide(house: House, url: string, toRequest: ToRequest, which: Which = "profile"): Promise<Measure> {
  const chains = await Promise.all(Array.from({ length: connections }, () => signUp(house)));
  for (const account of chains) await addItems(house, account, itemsBefore, account[which]);
  const queues = chains.map((account) => new Queue(account, toRequest, which));
  let rate = 600;
  return async (seconds) => {
    const enough = Math.ceil((rate * seconds * 1.33) / connections) + 10;
    for (const queue of queues) queue.fill(enough);
    const measured = await measureRate(url, queues, seconds);
    rate = Math.max(rate, measured);
    return measured;
  };
}

/** Signed commits of one vault, in the order of its chain. */
class Queue implements Work {
  readonly #account: SignedUp;
  readonly #toRequest: ToRequest;
  readonly #which: Which;
  #waiting: Buffer[] = [];
  #sent = 0;

  constructor(account: SignedUp, toRequest: ToRequest, which: Which) {
    this.#account = account;
    this.#toRequest = toRequest;
    this.#which = which;
  }

  /** Signs until so many wait. */
  fill(count: number): void {
    const profile = this.#account[this.#which];
    this.#waiting = this.#waiting.slice(this.#sent);
    this.#sent = 0;
    while (this.#waiting.length < count) {
      const item = newItem(profile);
      this.#waiting.push(this.#toRequest(this.#account, draftCommit(this.#account, profile, [item]), item));
    }
  }

  next(): Buffer | null {
    return this.#waiting[this.#sent++] ?? null;
  }

  check({ status, body }: Answer): void {
    if (status !== 200 || !body.includes(`"revision":`)) throw new Error(`a commit was refused: ${body.toString()}`);
  }
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

/** The same sealed item, manifest and signature, and beside them what the real server works out for its rows. */
function rowsOf(account: SignedUp, draft: Draft, { id, leaf, input }: NewRecord): PutItem {
  const vault = draft.input.vault;
  const hash = text(draft.hash);
  return {
    tenant: formatUuid(account.tenant.id),
    user: formatUuid(account.user),
    device: formatUuid(account.device),
    vault,
    clientMutationId: randomUUID(),
    manifest: text(draft.input.manifest),
    signature: text(draft.input.signature),
    item: { ...input, body: text(input.body), key: text(input.key) },
    made: {
      revision: draft.revision,
      hash,
      count: draft.count,
      bucket: bucketOf(id),
      leaf: text(leaf),
      contentHash: createHash("sha256").update(draft.hash).digest("base64url"),
      answer: JSON.stringify([[vault, draft.revision, hash]]),
    },
  };
}
