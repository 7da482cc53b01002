/** Keys of shares: asked for where they are not here yet, opened, and kept (PROTOCOL §4.11). */
import type { SymmetricKey } from "../../crypto/keys.ts";
import { type Core, isFormer, type Open, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { announceDiffs } from "../sync/announce.ts";
import { keepUpdates } from "../sync/keep.ts";
import type { ShareKeysAnswer } from "../transport/share-operations.ts";
import { newestState } from "../vault/chain.ts";
import type { HeldShare } from "../vault/held.ts";
import { askInterval } from "./asked-keys.ts";
import { fetchKeys, fetchKeysOfMany } from "./fetch-keys.ts";
import { giveBack } from "./give-back.ts";
import { isStatedName } from "./name.ts";
import { openKeys, seedsFor } from "./open-keys.ts";
import { permissionIn } from "./rights.ts";

/** Whether all that this device can say of a share is here: the key in force, and the name that the roster states. */
function isOpen({ chain, keys, name }: HeldShare): boolean {
  return keys.has(epochOf(chain)) && isStatedName(name?.envelope ?? null, { chain });
}

const epochOf = (chain: HeldShare["chain"]): number => newestState(chain).epoch?.epoch ?? 0;

/**
 * Asks for the keys of all shares that concern the user and are not open yet, for many at once. What cannot be had now is trouble
 * and no failure: it is waited for.
 *
 * @param anew whether for those too that were asked for in vain a short while ago.
 *
 * Gives in how many milliseconds those may be asked for that were left out; 0 where none was.
 */
export function openShares(core: Core, { anew = true } = {}): Promise<number> {
  const { open } = core;
  if (open === null) return Promise.resolve(0);
  const mine = open.shareKeys.turn.then(() => openWaiting(core, open, anew));
  open.shareKeys.turn = mine.catch(() => {});
  return mine;
}

function waitingShares(open: Open, now: number): HeldShare[] {
  return [...open.held.shares.values()].filter(
    (its) => !its.lost && !isOpen(its) && permissionIn(open, newestState(its.chain), now) !== null,
  );
}

/** Whether there are shares that were given to the user, and whose key was not handed over yet. */
export const isWaitingForKeys = ({ open, around }: Core): boolean =>
  open !== null && waitingShares(open, around.now()).length > 0;

async function openWaiting(core: Core, open: Open, anew: boolean): Promise<number> {
  if (core.open !== open || core.device.session === null || isFormer(open)) return 0;
  const now = core.around.now();
  const { asked } = open.shareKeys;
  const left = ({ share, chain }: HeldShare): number => {
    const before = asked.get(share);
    const isAsked = !anew && before?.epoch === epochOf(chain) && before.at <= now;
    return isAsked ? Math.max(0, before.at + askInterval - now) : 0;
  };
  const waiting = waitingShares(open, now);
  const early = Math.max(0, ...waiting.map(left));
  const due = waiting.filter((its) => left(its) === 0);
  for (const { share, chain } of due) asked.set(share, { epoch: epochOf(chain), at: now });
  try {
    for await (const answers of fetchKeysOfMany(core, due)) await take(core, answers);
  } catch (error) {
    if (!(error instanceof SealgraphError)) throw error;
    core.events.emit("trouble", error);
  }
  return early;
}

/**
 * Asks for the keys of a share, and opens what opens: each has to be the one that the roster states. Gives the share as it is then;
 * undefined where none is held. Throws what `call` throws.
 */
export async function openShare(core: Core, share: string): Promise<HeldShare | undefined> {
  const known = opened(core).held.shares.get(share);
  if (known === undefined || isOpen(known)) return known;
  const answer = await fetchKeys(core, known);
  if (answer !== null) await take(core, [answer]);
  return opened(core).held.shares.get(share);
}

/** Opens and keeps what opens, and gives back what opens nothing. */
async function take(core: Core, answers: readonly ShareKeysAnswer[]): Promise<void> {
  const seedsOf = await seedsFor(
    core,
    answers.flatMap(({ wraps }) => wraps),
  );
  for (const answer of answers) {
    const open = opened(core);
    const known = open.held.shares.get(answer.share);
    if (known === undefined) continue;
    const { keys, broken } = openKeys(open, known, answer, seedsOf);
    adoptKeys(core, known.share, keys, { epoch: answer.nameEpoch, envelope: answer.name });
    await giveBack(core, known.share, broken);
  }
}

/** Keeps what was opened; what could not be read of the share until now is told as changed. */
function adoptKeys(
  core: Core,
  share: string,
  keys: ReadonlyMap<number, SymmetricKey>,
  name: NonNullable<HeldShare["name"]>,
): void {
  const open = opened(core);
  const before = open.held.shares.get(share);
  if (before === undefined) return;
  const after: HeldShare = {
    ...before,
    keys: new Map([...before.keys, ...keys]),
    name: isStatedName(name.envelope, before) ? name : before.name,
  };
  if (after.keys.size === before.keys.size && after.name === before.name) return;
  open.held.shares.set(share, after);
  void keepUpdates(core, open, [], [{ share, before, after }]);
  if (after.keys.size > before.keys.size) showRead(core, open, share);
}

function showRead(core: Core, open: Open, share: string): void {
  const vault = open.held.vaults.get(share);
  const unread = [...(vault?.records.values() ?? [])].filter(
    ({ record }) => open.plaintexts.get(record)?.body === null || !open.plaintexts.has(record),
  );
  for (const { record } of unread) open.plaintexts.delete(record);
  if (vault)
    announceDiffs(
      core,
      open,
      unread.map((record) => ({ vault, before: record, after: record })),
    );
}
