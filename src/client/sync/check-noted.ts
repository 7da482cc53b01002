/** What the account vault says has to be there, and at least as new as any device has noted (PROTOCOL §3.6). */
import { equalBytes } from "../../crypto/bytes.ts";
import type { StreamHead } from "../../crypto/client/entry.ts";
import { ProtocolError, type ProtocolErrorCode, SealError } from "../../crypto/errors.ts";
import type { Id } from "../../crypto/keys.ts";
import { profileClass } from "../../crypto/link.ts";
import { findGroup, findMember, isAdministrator } from "../../crypto/roster-state.ts";
import { groupClass } from "../../crypto/state-entries.ts";
import { hasAbandoned } from "../../crypto/successor.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import type { Open } from "../core.ts";
import { ServerCaught } from "../errors.ts";
import { type Evidence, rosterEvidence, vaultEvidence } from "../evidence.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { isFormerMember } from "../vault/former.ts";
import { type HeldVault, type VaultUpdate, visitOf } from "../vault/held.ts";
import { pinnedKey } from "../vault/keys.ts";
import { checkGroupReaches, checkReaches, headsOfSwitch } from "../vault/noted.ts";
import { highestHeads, type Pins } from "../vault/pins.ts";
import { linksOf, type Staged, type StagedVault } from "../vault/staged.ts";
import type { GroupUpdate } from "./group-update.ts";
import { hasRoom, sameEvidence } from "./kept-evidence.ts";

/** What any device has noted of a stream has to be there: a vault below that is not taken (PROTOCOL §3.6). */
export function checkNoted(
  open: Open,
  pins: Pins,
  updates: VaultUpdate[],
  staged: Staged,
  now: number,
  caught: Evidence[],
): void {
  for (const [stream, noted] of highestHeads(pins)) {
    if (visitOf({ shares: open.held.shares, pins }, stream) !== staged.visit) continue;
    const place = updates.findIndex(({ vault }) => vault.vault === stream);
    const vault = updates[place]?.vault ?? open.held.vaults.get(stream);
    if (vault === undefined || open.held.frozen.has(stream)) continue;
    // One that stayed behind with a company is nobody's here.
    if (vault.class !== "ACCOUNT" && vault.class !== "SHARE" && !pins.ownVaults.has(stream)) continue;
    const check = checkNotedHead(vault, noted);
    if (check === null) continue;
    const each = staged.vaults.get(stream) ?? unseen(vault);
    // What a restored server says itself that it waits for; what is held stays, and goes forward alone (PROTOCOL §5.8).
    if (check === "WENT_BACK" && each.restoring && open.held.vaults.has(stream)) continue;
    caught.push(vaultEvidence(check, now, open.held.vaults.get(stream), each, linksOf(staged, stream)));
    if (place >= 0) updates.splice(place, 1);
  }
}

/** The tenant's chain reaches at least as far as any device has noted, by the link noted there. */
export function checkNotedTenant(open: Open, pins: Pins, tenant: Chain, now: number, caught: Evidence[]): void {
  const roster = formatUuid(newestState(tenant).head.id);
  const noted = highestHeads(pins).get(roster);
  if (noted === undefined) return;
  const check = checkReaches(tenant, noted);
  if (check === null) return;
  const evidence = rosterEvidence(check, now, roster, tenant, []);
  if (open.held.pins === null) cannotBegin(open, evidence);
  caught.push(evidence);
}

/**
 * The same of groups. Who shows one has to show all of it: what does not reach is not taken, and the group is frozen (see
 * `frozenGroups`). Who shows nothing of one is caught where the user has a right to it by what the tenant's roster says.
 */
export function checkNotedGroups(
  open: Open,
  pins: Pins,
  tenant: Chain,
  updates: GroupUpdate[],
  staged: Staged,
  now: number,
  caught: Evidence[],
): void {
  const [heads, named] = [highestHeads(pins), headsOfSwitch(tenant)];
  for (const group of new Set([...heads.keys(), ...named.keys(), ...open.held.groups.keys()])) {
    const known = open.held.groups.get(group);
    const place = updates.findIndex((update) => update.group === group);
    const check = checkGroupReaches(updates[place]?.after ?? known, tenant, heads.get(group), named.get(group));
    if (check === null) continue;
    if (place >= 0) updates.splice(place, 1);
    const isShown = staged.rosters.get(group)?.kind === "GROUP" || check === "BROKEN_CHAIN";
    if (!isShown && !isOwed(open, tenant, parseUuid(group))) continue;
    caught.push(rosterEvidence(check, now, group, known ?? null, linksOf(staged, group)));
  }
}

/**
 * Whether a server has to show this user a group: Everyone and recovery groups, and to an administrator each that is in force. To
 * others it shows those that they are in, and whether they still are an older chain does not say: that accuses nobody.
 */
function isOwed({ user }: Open, tenant: Chain, id: Id): boolean {
  const state = newestState(tenant);
  const [group, member] = [findGroup(state, id), findMember(state, user)];
  if (group === undefined || member === undefined) return false;
  return group.class !== groupClass.NAMED || isAdministrator(member);
}

function checkNotedHead(vault: HeldVault, noted: StreamHead): ProtocolErrorCode | null {
  // A head that was abandoned counts for nothing (PROTOCOL §5.8).
  if (vault.head && hasAbandoned(vault.head.manifest, { revision: noted.position, hash: noted.hash })) return null;
  if ((vault.head?.manifest.revision ?? 0) < noted.position) return "WENT_BACK";
  const rung = vault.ladder?.find(({ revision }) => revision === noted.position);
  return rung && !equalBytes(rung.hash, noted.hash) ? "BROKEN_CHAIN" : null;
}

/**
 * Every vault that is noted is there, under the key that is noted, whether or not anything came of it; but of whoever was put out
 * of a company the business profile, which the company may have had erased (PROTOCOL §4.10).
 */
export function checkPinned(
  open: Open,
  pins: Pins,
  updates: readonly VaultUpdate[],
  tenant: Chain,
  now: number,
  caught: Evidence[],
): void {
  if (pins === open.held.pins) return;
  const taken = new Set(updates.map(({ vault }) => vault.vault));
  const refused = new Set(caught.map(({ vault }) => vault));
  const isFormer = isFormerMember(tenant, open.user, open.own);
  for (const [vault, { entry }] of pins.ownVaults) {
    if (taken.has(vault) || refused.has(vault) || open.held.frozen.has(vault)) continue;
    const known = open.held.vaults.get(vault);
    if (known === undefined && isFormer && entry.class === profileClass.BUSINESS) continue;
    if (known === undefined) throw new ServerCaught("MISMATCH", null);
    try {
      pinnedKey(pins, known);
    } catch (error) {
      caught.push(vaultEvidence(checkOf(error), now, known, unseen(known), []));
    }
  }
}

/** A vault of which nothing came. */
export const unseen = ({ vault, class: its, head }: HeldVault): StagedVault => ({
  vault,
  class: its,
  restoring: false,
  head: null,
  revision: head?.manifest.revision ?? 0,
  path: new Map(),
  epochKeys: new Map(),
  records: new Map(),
});

/** The check that failed; throws on what is no failed check. */
export function checkOf(error: unknown): ProtocolErrorCode {
  if (error instanceof ProtocolError) return error.code;
  if (error instanceof SealError) return "WRONG_KEYS";
  throw error;
}

/** Without tenant and account vault nothing else can be believed: only the evidence is kept. */
export function cannotBegin({ held }: Open, evidence: Evidence): never {
  const known = sameEvidence(held, evidence);
  if (known) throw new ServerCaught(known.check, known.id);
  if (!hasRoom(held, evidence)) throw new ServerCaught(evidence.check, null);
  held.evidence.push(evidence);
  throw new ServerCaught(evidence.check, evidence.id);
}
