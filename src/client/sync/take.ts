import { equalBytes } from "../../crypto/bytes.ts";
import { findFormer, findMember } from "../../crypto/roster-state.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Open } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { type Evidence, resetEvidence, vaultEvidence } from "../evidence.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { leaveBehind, rosterElsewhere, withoutGroups } from "../vault/elsewhere.ts";
import { checkEntrusted } from "../vault/entrusted.ts";
import { freeze, thaw } from "../vault/freeze.ts";
import { handedHead } from "../vault/handed.ts";
import { adopt, adoptShare, type Held, type RecordDiff, type ShareUpdate, type VaultUpdate } from "../vault/held.ts";
import { keyOfEpoch, pinnedKey } from "../vault/keys.ts";
import type { Pins } from "../vault/pins.ts";
import { type OwnBase, shareBase } from "../vault/share-chain.ts";
import { linksOf, type Staged } from "../vault/staged.ts";
import { checkNoted, checkNotedGroups, checkNotedTenant, checkOf, checkPinned, unseen } from "./check-noted.ts";
import type { GroupUpdate } from "./group-update.ts";
import { hasRoom, sameEvidence } from "./kept-evidence.ts";
import { takeAccountVault } from "./take-account.ts";
import { isSame, takeGroups, takeOther, takeTenant } from "./take-rosters.ts";
import { takeShares } from "./take-shares.ts";
import { type Asked, isLeft, verifyNext } from "./verify-next.ts";

export type { Asked };

/** What taking a set of pages changed. */
export interface Taken {
  readonly tenant: { readonly before: Chain | null; readonly after: Chain };
  /** Whether that is another tenant than before: then nothing that is written down of it goes on. */
  readonly moved: boolean;
  readonly groups: readonly GroupUpdate[];
  readonly shares: readonly ShareUpdate[];
  /** Up to where another company's share was read, where that was asked about. */
  readonly visited: { readonly share: string; readonly cursor: string | null } | null;
  readonly updates: readonly VaultUpdate[];
  readonly diffs: readonly RecordDiff[];
  readonly caught: readonly Evidence[];
  /** Of heads that were held here and abandoned: both, for ever. */
  readonly abandoned: readonly Evidence[];
  /** Whether anything is to be written down. */
  readonly hasNews: boolean;
}

/** What a set of pages leads to, verified. Nothing is changed by it. */
export interface Verified {
  readonly tenant: Chain;
  readonly groups: readonly GroupUpdate[];
  readonly shares: readonly ShareUpdate[];
  readonly pins: Pins;
  readonly updates: readonly VaultUpdate[];
  readonly caught: readonly Evidence[];
}

/**
 * Verifies a set of pages in the order of PROTOCOL §3.7: the tenant's roster, the account vault, what it says of all else,
 * each vault by that, and shares by the rosters of groups. Of a vault that does not verify there is evidence instead; the others go on.
 *
 * Throws ServerCaught when nothing can begin with what was shown, PathMissing when descent has to be asked for first,
 * ResetShown when a vault has to be asked for afresh, KEYS_CHANGED when the user's own keys were replaced by a link that
 * holds.
 */
export function verify(open: Open, staged: Staged, asked: Asked, now: number): Verified {
  const caught: Evidence[] = [];
  const elsewhere = rosterElsewhere(open.held, staged, formatUuid(open.accountVault));
  if (elsewhere === null) return verifyIn(open, staged, takeTenant(open, staged, now, caught), asked, now, caught);
  // The account vault says where the account is: what does not hold there leaves everything where it was.
  const there = { ...open, held: withoutGroups(open.held) };
  const chain = takeOther(elsewhere, now, caught);
  if (chain !== null) return verifyIn(there, staged, chain, asked, now, caught);
  const { tenant, pins } = open.held;
  if (tenant === null || pins === null) throw new ServerCaught("BROKEN_CHAIN", null);
  return { tenant, groups: [], shares: [], pins, updates: [], caught };
}

function verifyIn(open: Open, staged: Staged, tenant: Chain, asked: Asked, now: number, caught: Evidence[]): Verified {
  const { held } = open;
  checkStillOurs(open, tenant);
  const updates: VaultUpdate[] = [];
  const pins = takeAccountVault(open, staged, tenant, asked, now, { updates, caught });
  if (pins === held.pins && held.tenant && !isSame(held.tenant, tenant)) {
    return { tenant: held.tenant, groups: [], shares: [], pins, updates: [], caught };
  }
  for (const each of staged.vaults.values()) {
    if (each.class === "ACCOUNT" || !pins.ownVaults.has(each.vault) || isLeft(held, staged, each)) continue;
    const links = linksOf(staged, each.vault);
    try {
      const update = verifyNext(held, each, staged, tenant, asked);
      if (update === null) continue;
      checkKeys(pins, update);
      updates.push(update);
    } catch (error) {
      const handed = handedHead(held, each.vault);
      caught.push(vaultEvidence(checkOf(error), now, held.vaults.get(each.vault), each, links, handed));
    }
  }
  const groups = takeGroups(open, staged, tenant, now, caught);
  const base = shareBase(
    tenant,
    new Map([...held.groups, ...groups.map(({ group, after }) => [group, after] as const)]),
  );
  refuseEntrusted(open, staged, base, updates, now, caught);
  const taken = takeShares(open, staged, base, pins, asked, now, caught);
  updates.push(...taken.updates);
  // Only a page of all streams has to have all that any device has noted.
  if (staged.cursor !== null) {
    checkNotedTenant(open, pins, tenant, now, caught);
    checkNotedGroups(open, pins, tenant, groups, staged, now, caught);
    checkNoted(open, pins, updates, staged, now, caught);
    checkPinned(open, pins, updates, tenant, now, caught);
  }
  return { tenant, groups, shares: taken.shares, pins, updates, caught };
}

/** A profile whose key was entrusted where the company does not want it is not taken: whoever signed that was not its owner's client. */
function refuseEntrusted(
  { held }: Open,
  staged: Staged,
  base: OwnBase,
  updates: VaultUpdate[],
  now: number,
  caught: Evidence[],
): void {
  for (const update of updates.filter(({ vault }) => vault.class === "BUSINESS")) {
    const { vault, before } = update;
    try {
      checkEntrusted(vault.chain, before?.chain.links.length ?? 0, base);
    } catch (error) {
      const each = staged.vaults.get(vault.vault) ?? unseen(vault);
      caught.push(vaultEvidence(checkOf(error), now, held.vaults.get(vault.vault), each, linksOf(staged, vault.vault)));
      updates.splice(updates.indexOf(update), 1);
    }
  }
}

/**
 * Makes what was verified what is held. What did not verify is frozen, with its evidence kept, and stays as it was.
 * Synchronous: nothing is ever seen half taken.
 */
export function take(
  { held }: Open,
  staged: Staged,
  { tenant, groups, shares, pins, updates, caught }: Verified,
  now: number,
): Taken {
  const before = held.tenant;
  const moved = before !== null && !isSame(before, tenant);
  const { pins: pinsBefore } = held;
  const abandoned = updates.flatMap((update) => abandonedBy(update, staged, now));
  held.tenant = tenant;
  const left = moved ? leaveBehind(held, pins.ownVaults) : [];
  for (const { group, after } of groups) held.groups.set(group, after);
  held.pins = pins;
  const gone = shares.flatMap((update) => adoptShare(held, update));
  const diffs = [...left, ...gone, ...updates.flatMap((update) => adopt(held, update))];
  const news: Evidence[] = [];
  for (const evidence of caught) {
    if (isKnown(held, evidence)) continue;
    news.push(evidence);
    held.evidence.push(evidence);
    if (evidence.vault !== null) freeze(held, evidence.vault, evidence.id, pinsBefore);
  }
  held.evidence.push(...abandoned);
  for (const { vault, reset } of updates) if (reset) thaw(held, vault.vault);
  if (moved) held.synced = 0;
  const [further, visited] = takeCursor(held, staged);
  if (staged.cursor !== null && staged.visit === null) held.synced = Math.max(held.synced, shownOf(staged, tenant));
  const hasNews =
    further || updates.length > 0 || groups.length > 0 || shares.length > 0 || news.length > 0 || tenant !== before;
  const after = { groups, shares, visited, updates, diffs, caught: news, abandoned };
  return { tenant: { before, after: tenant }, moved, ...after, hasNews };
}

/** Whether it was read further, and where that was on a visit. */
function takeCursor(held: Held, { cursor, visit }: Staged): [boolean, Taken["visited"]] {
  if (visit !== null) return takeVisitCursor(held, visit, cursor);
  const further = cursor !== null && cursor !== held.cursor;
  if (further) held.cursor = cursor;
  return [further, null];
}

/** Of a share that is lost nothing is held that could be gone on from: whoever is a guest in it again reads all of it. */
function takeVisitCursor(held: Held, share: string, cursor: string | null): [boolean, Taken["visited"]] {
  const before = held.visitCursors.get(share) ?? null;
  const next = held.shares.get(share)?.lost ? null : (cursor ?? before);
  if (next === before) return [false, null];
  if (next === null) held.visitCursors.delete(share);
  else held.visitCursors.set(share, next);
  return [true, { share, cursor: next }];
}

/** The seq of the newest link of a tenant that was shown; 0 where none was. */
const shownOf = (staged: Staged, tenant: Chain): number =>
  Math.min(linksOf(staged, formatUuid(newestState(tenant).head.id)).at(-1)?.seq ?? 0, newestState(tenant).head.seq);

function abandonedBy({ before, vault: { vault }, reset }: VaultUpdate, staged: Staged, now: number): Evidence[] {
  const each = staged.vaults.get(vault);
  return reset && each ? [resetEvidence(now, before, each, linksOf(staged, vault))] : [];
}

/** Own keys that were replaced by who had them are no lie of the server's: what comes is sealed under the new ones. */
function checkStillOurs({ own, user }: Open, tenant: Chain): void {
  const { publicKey } = own.signing;
  const state = newestState(tenant);
  const member = findMember(state, user);
  if (member && !equalBytes(member.signingKey, publicKey) && findFormer(state, publicKey))
    throw new SealgraphError("KEYS_CHANGED");
}

/** The newest key is the one that is noted, and opens all before it down to the first (PROTOCOL §5.5). */
function checkKeys(pins: Pins, { before, vault }: VaultUpdate): void {
  const newest = pinnedKey(pins, vault);
  if (before?.epochKeys !== vault.epochKeys || before.chain !== vault.chain) keyOfEpoch(new Map(), vault, newest, 1);
}

/** A vault freezes with its first evidence; a roster's lie is kept once, while there is room for it. */
function isKnown(held: Held, evidence: Evidence): boolean {
  if (evidence.vault !== null) return held.frozen.has(evidence.vault);
  return sameEvidence(held, evidence) !== undefined || !hasRoom(held, evidence);
}
