/** What stands in the log `queue` of a store: each deed as it was kept last, until it is done. */
import { encodeBase64url, parseBase64url } from "../../crypto/base64url.ts";
import { asHash } from "../../crypto/keys.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { errorCodes, SealgraphError } from "../errors.ts";
import type { Store } from "../store/store.ts";
import { type Change, type Deed, encodeSealing, readSealing, type SealingText } from "../sync/deed.ts";
import type { Queued, Refusal } from "./queue.ts";

interface ChangeText {
  readonly record: string;
  readonly expectedLeaf: string | null;
  readonly place: Change["place"];
  readonly sealing: SealingText | null;
  readonly from: {
    readonly trashedSince: number;
    readonly folder: string | null;
    readonly sealing: SealingText | null;
  } | null;
}

/** A deed, in the place of `instead` where that is one; or the id of one that is over. */
type Entry =
  | {
      readonly put: string;
      readonly instead: string | null;
      readonly at: number;
      readonly refusal: Refusal | null;
      readonly vaults: readonly { readonly vault: string; readonly changes: readonly ChangeText[] }[];
    }
  | { readonly over: string };

/** Keeps a deed; `instead` is the id under which it was kept before. Resolves when it would outlive a crash. */
export const keepQueued = (store: Store, queued: Queued, instead: string | null): Promise<void> =>
  store.append("queue", [encode(putOf(queued, instead))]);

/** Notes that a deed is over; once nothing is left, the log begins anew. */
export const forgetQueued = (store: Store, deed: string, left: readonly Queued[]): Promise<void> =>
  left.length === 0 ? store.replace("queue", 0, []) : store.append("queue", [encode({ over: deed })]);

/** What is queued, in order. Throws STORE_DAMAGED. */
export async function readQueue(store: Store): Promise<Queued[]> {
  const { entries } = await store.read("queue");
  const queue: Queued[] = [];
  try {
    for (const bytes of entries)
      apply(queue, JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Entry);
  } catch {
    throw new SealgraphError("STORE_DAMAGED", { part: "queue" });
  }
  return queue;
}

function apply(queue: Queued[], entry: Entry): void {
  const placeOf = (id: string | null) => queue.findIndex(({ deed }) => deed.mutationId === id);
  if ("over" in entry) {
    const place = placeOf(entry.over);
    if (place >= 0) queue.splice(place, 1);
    return;
  }
  const { put, instead, at, refusal } = entry;
  if (refusal && !Object.hasOwn(errorCodes, refusal.code)) throw new TypeError("refusal");
  const vaults = entry.vaults.map(({ vault, changes }) => ({
    vault,
    changes: changes.map(readChange),
    epochStart: null,
  }));
  const deed: Deed = { mutationId: put, vaults };
  const queued: Queued = { deed, at: Number(at), refusal, kept: true, dropped: new Set() };
  const place = placeOf(instead);
  if (place >= 0) queue[place] = queued;
  else queue.push(queued);
}

const putOf = ({ deed, at, refusal }: Queued, instead: string | null): Entry => ({
  put: deed.mutationId,
  instead,
  at,
  refusal,
  vaults: deed.vaults.map(({ vault, changes }) => ({ vault, changes: changes.map(writeChange) })),
});

const writeChange = ({ record, expectedLeaf, place, sealing, from }: Change): ChangeText => ({
  record,
  expectedLeaf: expectedLeaf && encodeBase64url(expectedLeaf),
  place,
  sealing: sealing && encodeSealing(sealing),
  from: from ? { ...from, sealing: from.sealing && encodeSealing(from.sealing) } : null,
});

const readChange = ({ record, expectedLeaf, place, sealing, from }: ChangeText): Change => ({
  record,
  recordId: parseUuid(record),
  expectedLeaf: expectedLeaf === null ? null : asHash(parseBase64url(expectedLeaf)),
  place,
  sealing: sealing && readSealing(sealing),
  from: from && { ...from, sealing: from.sealing && readSealing(from.sealing) },
});

const encode = (entry: Entry): Uint8Array => new TextEncoder().encode(JSON.stringify(entry));
