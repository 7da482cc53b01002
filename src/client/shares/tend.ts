/** What any device does for shares without being asked: keys that are missing, and own keys that follow (PROTOCOL §4.11). */
import { equalBytes } from "../../crypto/bytes.ts";
import { deriveSigningPair } from "../../crypto/client/sign.ts";
import type { Id } from "../../crypto/keys.ts";
import { findGuest, findMember, type RosterState } from "../../crypto/roster-state.ts";
import { isOpenToGuests } from "../../crypto/share.ts";
import { type Guest, type Member, role } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { inPortions } from "../company/portions.ts";
import { type Core, isFormer, type Open, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { isUnknown } from "../sync/commit.ts";
import { hasFailed } from "../transport/refusal.ts";
import {
  deliverShareWrapsOperation,
  type PendingShareWrapAnswer,
  pendingShareWrapsOperation,
} from "../transport/share-operations.ts";
import { newestState } from "../vault/chain.ts";
import { checkGroupsReach } from "../vault/noted.ts";
import { actInShare } from "./act.ts";
import { draftDue, draftIn, draftOwnKeys, isDue, type ShareDrafting, stateIn } from "./drafting.ts";
import { clearGuests } from "./guests/clear.ts";
import { openShares } from "./keys.ts";
import { wayToWrite } from "./rights.ts";
import { wrapFor, wrappableFor } from "./wraps.ts";

/** How often it is looked whether there is something to do, where no roster has moved: in milliseconds. */
const interval = 600_000;

/**
 * Opens what was wrapped for the user, brings own keys that were replaced into shares, and gives the key to whoever waits for it
 * and has a right to it by the rosters. What cannot be done now is trouble and no failure: the next sync goes on. Gives how many
 * keys were given.
 */
export async function tendShares(core: Core): Promise<number> {
  const { open } = core;
  if (open === null || open.held.shares.size === 0 || core.device.session === null || isFormer(open)) return 0;
  await openShares(core);
  const { held } = open;
  const chains = [held.tenant, ...held.groups.values(), ...[...held.shares.values()].map(({ chain }) => chain)];
  const marks = chains.map((chain) => chain?.links.length).join();
  const since = core.around.now() - (open.tendedShares?.at ?? 0);
  if (open.tendedShares?.marks === marks && since >= 0 && since < interval) return 0;
  open.tendedShares = { marks, at: core.around.now() };
  try {
    await followKeysInShares(core);
    await tendGuests(core);
    return await deliverMissing(core);
  } catch (error) {
    if (!(error instanceof SealgraphError)) throw error;
    core.events.emit("trouble", error);
    return 0;
  }
}

/**
 * Only what newcomers wait for, whether or not anything has moved; guests are looked after in shares that have moved themselves, so
 * that not every roster of a company has all its devices ask for all their guests. Throws what `call` throws.
 */
export async function handOverShareKeys(core: Core): Promise<void> {
  if (core.open === null || core.open.held.shares.size === 0) return;
  await openShares(core, { anew: false });
  await tendGuests(core, { moved: true });
  await deliverMissing(core);
}

/** Shares that name former keys of the user. */
async function followKeysInShares(core: Core): Promise<void> {
  const { user, own, held } = opened(core);
  for (const { share, chain, lost } of [...held.shares.values()]) {
    const named = ownEntry(newestState(chain), user);
    if (lost || held.frozen.has(share) || !named || equalBytes(named.signingKey, own.signing.publicKey)) continue;
    const former = (held.pins?.former ?? [])
      .map(({ signingSeed }) => deriveSigningPair(signingSeed))
      .find(({ publicKey }) => equalBytes(publicKey, named.signingKey));
    if (former === undefined) continue;
    const follow = (drafting: ShareDrafting) => {
      const now = ownEntry(stateIn(drafting), user);
      if (!now || equalBytes(now.signingKey, own.signing.publicKey)) return;
      draftOwnKeys(drafting, former, own.xwingKeyHash);
    };
    await byItself(core, () => actInShare(core, share, follow, { alone: true }));
  }
}

/** By name: as a member, or as a guest. */
const ownEntry = (state: RosterState, user: Id): Member | Guest | undefined =>
  findMember(state, user) ?? findGuest(state, user);

async function beginWhereDue(core: Core, share: string): Promise<void> {
  if (isDue(await draftIn(core, share))) await actInShare(core, share, draftDue);
}

/**
 * What shares with guests need of their company: owners take out whose accounts are no more and whom the company has put out, make
 * void what ran out, and introduce who is not known to guests; and whoever writes begins the next epoch where one is due, because
 * what a guest writes waits for it (PROTOCOL §4.12).
 */
async function tendGuests(core: Core, { moved = false } = {}): Promise<void> {
  for (const { share, visit, lost, chain } of [...opened(core).held.shares.values()]) {
    const open = opened(core);
    const state = newestState(chain);
    if (visit || lost || open.held.frozen.has(share) || !isOpenToGuests(state) || !isWell(open, state)) continue;
    const way = wayToWrite(open, state, core.around.now());
    const isAsSeen = moved && open.guestsSeen.get(share) === chain.links.length;
    if (way?.entry.role === role.OWNER && !isAsSeen) {
      open.guestsSeen.set(share, chain.links.length);
      await byItself(core, () => clearGuests(core, share));
    }
    if (way && open.held.vaults.has(share)) await byItself(core, () => beginWhereDue(core, share));
  }
}

/** What cannot be done in one share is trouble, and keeps nothing from being done in others: undefined then. */
async function byItself<T>(core: Core, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const isOfAll = isUnknown(error) && !hasFailed(error);
    if (!(error instanceof SealgraphError) || isOfAll) throw error;
    core.events.emit("trouble", error);
    return undefined;
  }
}

/** Whether a key may be given to anybody by what is held of the company and of the groups of a share. */
function isWell({ held }: Open, share: RosterState): boolean {
  try {
    checkGroupsReach(held, share);
    return true;
  } catch (error) {
    if (error instanceof SealgraphError) return false;
    throw error;
  }
}

/** The server says what is missing; who gets it, the rosters say. */
const deliverMissing = (core: Core): Promise<number> => inPortions((wrapped) => deliverPortion(core, wrapped));

async function deliverPortion(core: Core, wrapped: Set<string>): Promise<number> {
  const pending = await call(core, pendingShareWrapsOperation, {});
  const shares = [];
  for (const share of new Set(pending.map((each) => each.share))) {
    const its = pending.filter((each) => each.share === share && !wrapped.has(nameOf(each)));
    const wraps = (await byItself(core, () => wrapsFor(core, share, its))) ?? [];
    for (const wrap of wraps) wrapped.add(nameOf({ share, ...wrap }));
    if (wraps.length > 0) shares.push({ share, wraps });
  }
  return shares.length > 0 ? call(core, deliverShareWrapsOperation, { input: { shares } }) : 0;
}

/** Of one wrap. */
const nameOf = ({ share, epoch, recipient }: Omit<PendingShareWrapAnswer, "groupEpoch">) =>
  `${share} ${epoch} ${recipient}`;

/** Those of the epoch in force, for whoever is a recipient by the rosters as they are held. */
async function wrapsFor(core: Core, share: string, pending: readonly PendingShareWrapAnswer[]) {
  const open = opened(core);
  const its = open.held.shares.get(share);
  if (!its || its.lost || open.held.frozen.has(share)) return [];
  const state = newestState(its.chain);
  if (!isWell(open, state)) return [];
  const epoch = state.epoch?.epoch ?? 0;
  const key = its.keys.get(epoch);
  if (key === undefined) return [];
  const named = new Set(pending.filter((each) => each.epoch === epoch).map(({ recipient }) => recipient));
  const recipients = wrappableFor(open, state).filter(({ id }) => named.has(formatUuid(id)));
  return (await wrapFor(core, its.id, { epoch, key }, recipients)).wires;
}
