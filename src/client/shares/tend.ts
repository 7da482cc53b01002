/** What any device does for shares without being asked: keys that are missing, and own keys that follow (PROTOCOL §4.11). */
import { equalBytes } from "../../crypto/bytes.ts";
import type { Id } from "../../crypto/keys.ts";
import { findGuest, findMember, type RosterState } from "../../crypto/roster-state.ts";
import type { Guest, Member } from "../../crypto/state-entries.ts";
import { type Core, isFormer, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { newestState } from "../vault/chain.ts";
import { formerPair } from "../vault/former-pair.ts";
import { actInShare } from "./act.ts";
import { byItself } from "./by-itself.ts";
import { draftOwnKeys } from "./draft-act.ts";
import { type ShareDrafting, stateIn } from "./drafting.ts";
import { tendGuests } from "./guests/tend.ts";
import { openShares } from "./keys.ts";
import { deliverMissing } from "./missing-keys.ts";

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
    const former = formerPair(held, named.signingKey);
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
