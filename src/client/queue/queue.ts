import { type ErrorCode, type ErrorDetails, SealgraphError } from "../errors.ts";
import type { SyncState } from "../events.ts";
import { type Change, countChanges, type Deed, recordsOf } from "../sync/deed.ts";

/** Why a change is not on the server and will not get there by itself. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
}

/** A deed that this device has kept and the server does not have yet. Its deed is another one after a rebase. */
export interface Queued {
  deed: Deed;
  /** Milliseconds since 1970, by this device's clock. */
  readonly at: number;
  /** null while it waits to be sent. */
  refusal: Refusal | null;
  /** The id of its deed as it would outlive a crash; null while nothing would: then it is not sent. */
  keptAs: string | null;
  /** Records that it no longer changes, because others had done so already. */
  readonly dropped: Set<string>;
  /** Records that others purged meanwhile, with the new ones that it makes in their place. */
  readonly became: Map<string, string>;
  /** What this run was refused with, for whoever waits for it. */
  error?: SealgraphError;
}

export const makeQueued = (deed: Deed, at: number, refusal: Refusal | null = null): Queued => ({
  deed,
  at,
  refusal,
  keptAs: null,
  dropped: new Set(),
  became: new Map(),
});

export const refusalOf = (error: SealgraphError): Refusal => ({ code: error.code, details: error.details });

export const errorOf = ({ code, details }: Refusal): SealgraphError => new SealgraphError(code, details);

/** As much of a device as decides what becomes of what waits. */
interface Line {
  readonly reachable: boolean;
  readonly device: { readonly ended: "SIGNED_OUT" | "SESSION_ENDED" | "DEVICE_REVOKED" | null };
}

/** Why a queued deed is not sent: it was refused, or the device may send nothing until somebody signs in again. */
export function refusalFor({ refusal }: Queued, { device: { ended } }: Line): Refusal | null {
  if (refusal || ended === null) return refusal;
  return { code: ended === "SIGNED_OUT" ? "NOT_SIGNED_IN" : ended, details: {} };
}

/** How the records of a queued deed stand. */
export const queuedState = (queued: Queued, line: Line): SyncState =>
  refusalFor(queued, line) ? "REFUSED" : line.reachable ? "PENDING" : "OFFLINE";

/** Changes that wait and changes that were refused; `sent` has no answer yet and may be one of those that wait. */
export function countQueued(queue: readonly Queued[], sent: Deed | null): { pending: number; refused: number } {
  const besides = sent && !queue.some(({ deed }) => deed.mutationId === sent.mutationId) ? countChanges(sent) : 0;
  const count = (refused: boolean) =>
    queue.reduce((sum, { deed, refusal }) => sum + ((refusal !== null) === refused ? countChanges(deed) : 0), 0);
  return { pending: besides + count(false), refused: count(true) };
}

/**
 * The first that may be sent: kept, and not resting on one that is not kept yet.
 *
 * @param later shares that nothing is to be sent to now.
 */
export function firstWaiting(queue: readonly Queued[], later: ReadonlySet<string> = new Set()): Queued | undefined {
  const unkept = new Set<string>();
  for (const queued of queue) {
    if (queued.refusal) continue;
    const records = recordsOf(queued.deed).map(({ record }) => record);
    const isLater = later.size > 0 && queued.deed.vaults.some(({ vault }) => later.has(vault));
    if (queued.keptAs !== null && !isLater && !records.some((record) => unkept.has(record))) return queued;
    for (const record of records) unkept.add(record);
  }
  return undefined;
}

/** The changes of a record that wait or were refused, in order. */
export const changesOf = (queue: readonly Queued[], vault: string, record: string): Queued[] =>
  queue.filter(({ deed }) => recordsOf(deed).some((each) => each.vault === vault && each.record === record));

/** The one change that a queued deed is; null where it is more than one. */
export function onlyChange({ deed }: Queued): Change | null {
  const [first, ...others] = deed.vaults.flatMap(({ changes }) => changes);
  return first && others.length === 0 ? first : null;
}

/** Takes a deed out of the queue; nothing where it is gone already. */
export function takeOut(queue: Queued[], queued: Queued): void {
  const place = queue.indexOf(queued);
  if (place >= 0) queue.splice(place, 1);
}

/** The refusal of an earlier deed that one rests on: what it changes is not there, or not as it was made for. */
export function inheritedRefusal(queue: readonly Queued[], queued: Queued): Refusal | null {
  const mine = new Set(recordsOf(queued.deed).map(({ record }) => record));
  for (const earlier of queue) {
    if (earlier === queued) return null;
    if (earlier.refusal && recordsOf(earlier.deed).some(({ record }) => mine.has(record))) return earlier.refusal;
  }
  return null;
}
