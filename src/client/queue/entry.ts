/** One entry of the log `queue`: a change as it was kept, or the ids of changes that are over. */
import { encodeBase64url, parseBase64url } from "../../crypto/base64url.ts";
import { asHash } from "../../crypto/keys.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { errorCodes } from "../errors.ts";
import { type Change, encodeSealing, readSealing, type Sealing, type SealingText } from "../sync/deed.ts";
import { makeQueued, type Queued, type Refusal } from "./queue.ts";

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

/** A deed, in the place of `instead` where that is one; or the ids of those that are over. */
export type Entry =
  | {
      readonly put: string;
      readonly instead: string | null;
      readonly at: number;
      readonly refusal: Refusal | null;
      readonly vaults: readonly { readonly vault: string; readonly changes: readonly ChangeText[] }[];
    }
  | { readonly over: readonly string[] };

/** A deed as it is now; `instead` is the id under which it was kept before. */
export const putOf = ({ deed, at, refusal }: Queued, instead: string | null): Entry => ({
  put: deed.mutationId,
  instead,
  at,
  refusal,
  vaults: deed.vaults.map(({ vault, changes }) => ({ vault, changes: changes.map(writeChange) })),
});

export const encodeEntry = (entry: Entry): Uint8Array => new TextEncoder().encode(JSON.stringify(entry));

/** Does to the queue what the entry says. Throws what it likes where that is no entry. */
export function applyEntry(queue: Queued[], content: Uint8Array): void {
  const entry = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content)) as Entry;
  const placeOf = (id: string | null) => queue.findIndex(({ deed }) => deed.mutationId === id);
  if ("over" in entry) {
    for (const id of entry.over) {
      const place = placeOf(id);
      if (place >= 0) queue.splice(place, 1);
    }
    return;
  }
  const { put, instead, at, refusal } = entry;
  parseUuid(put);
  if (refusal && !Object.hasOwn(errorCodes, refusal.code)) throw new TypeError("refusal");
  const vaults = entry.vaults.map(({ vault, changes }) => {
    parseUuid(vault);
    return { vault, changes: changes.map(readChange), epochStart: null };
  });
  const queued = makeQueued({ mutationId: put, vaults }, uint(at), refusal);
  queued.keptAs = put;
  const place = placeOf(instead);
  if (place >= 0) queue[place] = queued;
  else queue.push(queued);
}

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
  place: place && readPlace(place),
  sealing: sealing && readWhole(sealing),
  from: from && { ...readPlace(from), sealing: from.sealing && readWhole(from.sealing) },
});

function readPlace({ trashedSince, folder }: { trashedSince: number; folder: string | null }) {
  if (folder !== null) parseUuid(folder);
  return { trashedSince: uint(trashedSince), folder };
}

function readWhole(text: SealingText): Sealing {
  for (const number of [text.class, text.version, text.schema, text.epoch]) uint(number);
  return readSealing(text);
}

function uint(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError("number");
  return value;
}
