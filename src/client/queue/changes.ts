import { recordClass } from "../../crypto/leaf.ts";
import { type Core, inTurn, type Open, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { ProfileKind } from "../events.ts";
import { type Change, recordsOf } from "../sync/deed.ts";
import { settle } from "../sync/settle.ts";
import { profileOf, scopeOf } from "../vault/held.ts";
import { tell } from "./outcome.ts";
import { type Queued, queuedState, type Refusal, refusalFor, takeOut } from "./queue.ts";
import { changeQueue, refreshShown } from "./shown.ts";

/** Something that was changed here, as a whole, and that the server does not have yet. */
export interface QueuedChange {
  readonly id: string;
  readonly at: Date;
  readonly state: "PENDING" | "OFFLINE" | "REFUSED";
  /** Why it was refused; null while it waits. */
  readonly refusal: Refusal | null;
  readonly records: readonly {
    /** Of what is in a share the one that fits the share's scope. */
    readonly profile: ProfileKind;
    /** The share that it is in; null for what is in the profile itself. */
    readonly share: string | null;
    readonly record: string;
    readonly kind: "ITEM" | "FOLDER";
    readonly change: "ADD" | "EDIT" | "PLACE" | "PURGE";
  }[];
}

/** What waits to be sent and what was refused. Nothing of it is lost unless it is discarded here. */
export interface Queue {
  list(): QueuedChange[];
  /** Sends what was refused once more, one change or all; NOT_FOUND. Resolves when it was tried. */
  retry(id?: string): Promise<void>;
  /** Takes a change back, and those after it that rest on it; NOT_FOUND. Gives how many changes that were. */
  discard(id: string): Promise<number>;
}

export function queueOf(core: Core): Queue {
  return {
    list: () => {
      const open = opened(core);
      return open.queue.map((queued) => viewQueued(core, open, queued));
    },
    retry: async (id) => {
      const open = opened(core);
      const wanted = id === undefined ? [...open.queue] : [find(open, id)];
      await wait(core, open, wanted);
      await inTurn(core, () => settle(core));
    },
    discard: (id) => inTurn(core, () => discard(core, opened(core), id)),
  };
}

/** What was refused because its vault was frozen is sent once it is not, or waits for the line. To be called in turn. */
export async function sendThawed(core: Core, open: Open): Promise<void> {
  const isThawed = ({ deed, refusal }: Queued) =>
    refusal?.code === "VAULT_FROZEN" && deed.vaults.every(({ vault }) => !open.held.frozen.has(vault));
  const thawed = open.queue.filter(isThawed);
  if (thawed.length === 0) return;
  await wait(core, open, thawed);
  await settle(core).catch((error) => tell(core, error));
}

/**
 * What was refused because nothing could be written, in a company that is suspended, waits again: whoever syncs finds out whether
 * that is over. To be called in turn, before what waits is sent.
 */
export async function waitAgain(core: Core, open: Open): Promise<void> {
  const unwritten = open.queue.filter(({ refusal }) => refusal?.code === "READ_ONLY");
  if (unwritten.length > 0) await wait(core, open, unwritten);
}

/** Has what was refused wait again. */
async function wait(core: Core, open: Open, wanted: readonly Queued[]): Promise<void> {
  for (const queued of wanted.filter(({ refusal }) => refusal !== null)) {
    // Discarded, or mended by an edit, while others were noted.
    if (!open.queue.includes(queued)) continue;
    queued.refusal = null;
    await open.queueLog.write([queued]);
  }
  refreshShown(core, open);
}

async function discard(core: Core, open: Open, id: string): Promise<number> {
  const first = find(open, id);
  // What was sent without an answer may be there already: nobody can take it back.
  if (open.deed?.mutationId === first.deed.mutationId && first.refusal === null) throw new SealgraphError("BUSY");
  const touched = new Set(recordsOf(first.deed).map(({ record }) => record));
  const gone = [first];
  for (const later of open.queue.slice(open.queue.indexOf(first) + 1)) {
    const records = recordsOf(later.deed);
    if (!records.some(({ record }) => touched.has(record))) continue;
    for (const { record } of records) touched.add(record);
    gone.push(later);
  }
  changeQueue(
    core,
    open,
    gone.flatMap(({ deed }) => recordsOf(deed)),
    () => {
      for (const each of gone) takeOut(open.queue, each);
    },
  );
  await open.queueLog.write([], gone);
  return gone.length;
}

function find(open: Open, id: string): Queued {
  const queued = open.queue.find(({ deed }) => deed.mutationId === id);
  if (queued === undefined) throw new SealgraphError("NOT_FOUND", { part: "change" });
  return queued;
}

function viewQueued(core: Core, open: Open, queued: Queued): QueuedChange {
  const { deed, at } = queued;
  const records = deed.vaults.flatMap(({ vault, changes }) => {
    const held = open.held.vaults.get(vault);
    const share = open.held.shares.get(vault);
    const profile = share ? scopeOf(share.chain) : held && profileOf(held);
    return changes.map((change) => ({
      profile: profile as ProfileKind,
      share: share?.share ?? null,
      record: change.record,
      kind: kindOf(change, held?.records.get(change.record)?.class),
      change: verbOf(change),
    }));
  });
  const state = queuedState(queued, core) as QueuedChange["state"];
  return { id: deed.mutationId, at: new Date(at), state, refusal: refusalFor(queued, core), records };
}

const kindOf = ({ sealing }: Change, held: number | undefined): "ITEM" | "FOLDER" =>
  (sealing?.class ?? held) === recordClass.FOLDER ? "FOLDER" : "ITEM";

function verbOf({ place, sealing, expectedLeaf }: Change): "ADD" | "EDIT" | "PLACE" | "PURGE" {
  if (place === null) return "PURGE";
  if (expectedLeaf === null) return "ADD";
  return sealing ? "EDIT" : "PLACE";
}
