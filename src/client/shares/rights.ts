/** By what the user, or anybody, is a recipient of a share, as this device holds the rosters (PROTOCOL §4.11). */
import { equalBytes } from "../../crypto/bytes.ts";
import type { ChainHead } from "../../crypto/chain.ts";
import type { Id } from "../../crypto/keys.ts";
import { findExpiry, findGroup, findGuest, findMember, isActive, type RosterState } from "../../crypto/roster-state.ts";
import { groupsOf, roleOf, writes } from "../../crypto/share.ts";
import {
  entryType,
  type Guest,
  groupClass,
  type Member,
  memberStatus,
  type Role,
  role,
  type ShareGroup,
} from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Open } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { type HeldShare, isAccepted } from "../vault/held.ts";
import { type OwnBase, outsideBase, type ShareBase, shareBase } from "../vault/share-chain.ts";
import type { SharePermission } from "./permission.ts";

/** One way in which the user is a recipient. */
export interface Way {
  readonly entry: Member | ShareGroup | Guest;
  /** The group's link by which it is so; undefined: by name. */
  readonly via?: ChainHead;
  /** Milliseconds since 1970; null: without end. */
  readonly until: number | null;
}

/** What is held of tenant and groups. Throws NOT_FOUND where nothing is. */
export function baseOf({ held }: Open): OwnBase {
  if (held.tenant === null) throw new SealgraphError("NOT_FOUND", { part: "tenant" });
  return shareBase(held.tenant, held.groups);
}

/** What a share is read by: that, or, for whoever is a guest in it, nothing besides (PROTOCOL §4.12). */
export function baseIn(open: Open, share: string): ShareBase {
  const visit = open.held.shares.get(share)?.visit;
  return visit ? outsideBase(visit) : baseOf(open);
}

/** Where the roster of a group is now, as held: of Everyone the tenant's. Null where it is not, or has ended. */
export function groupNow({ held }: Open, group: Id): RosterState | null {
  const tenant = held.tenant && newestState(held.tenant);
  const named = tenant && findGroup(tenant, group);
  if (!tenant || !named) return null;
  if (named.class === groupClass.EVERYONE) return tenant;
  const chain = held.groups.get(formatUuid(group));
  return chain ? newestState(chain) : null;
}

/** All ways in which the user is a recipient, by name first. By former keys too: then nothing can be signed by it yet. */
export function waysOf(open: Open, state: RosterState): Way[] {
  const { user, held } = open;
  const until = (recipient: Id) => findExpiry(state, recipient)?.time ?? null;
  const guest = findGuest(state, user);
  if (guest) return isActive(guest) ? [{ entry: guest, until: until(user) }] : [];
  const tenant = held.tenant && newestState(held.tenant);
  if (!tenant || !isActive(findMember(tenant, user))) return [];
  const member = findMember(state, user);
  const ways: Way[] = member ? [{ entry: member, until: until(user) }] : [];
  for (const entry of groupsOf(state)) {
    const now = groupNow(open, entry.group);
    if (!now || !findMember(now, user)) continue;
    ways.push({ entry, via: { ...now.head, id: entry.group }, until: until(entry.group) });
  }
  return ways;
}

/** Whether it is good at a moment, and by the keys of now. */
function isGood(open: Open, state: RosterState, { entry, via, until }: Way, now: number): boolean {
  if (until !== null && until <= now) return false;
  if (entry.type === entryType.GUEST) return equalBytes(entry.signingKey, open.own.signing.publicKey);
  const acting = { user: open.user, key: open.own.signing.publicKey, ...(via && { via }) };
  return roleOf(state, acting, baseOf(open).groupAt)?.seq === entry.seq;
}

/** The way by which the user may write at a moment; undefined where there is none. */
export const wayToWrite = (open: Open, state: RosterState, now: number): Way | undefined =>
  waysOf(open, state).find((way) => writes(way.entry.role) && isGood(open, state, way, now));

/** The most that the user has at a moment; null where they are no recipient. */
export function permissionIn(open: Open, state: RosterState, now: number): SharePermission | null {
  const good = waysOf(open, state).filter(({ until }) => until === null || until > now);
  const names = good.map(({ entry }) => permissionOf(entry.role));
  return permissions.find((each) => names.includes(each)) ?? null;
}

/** Whether all the time that the user had in a share is over: who is in it yet is shown nothing of it, with or without a line. */
export function hasRunOut(open: Open, state: RosterState, now: number): boolean {
  const ways = waysOf(open, state);
  return ways.length > 0 && ways.every(({ until }) => until !== null && until <= now);
}

/** Whether the user has no more in a share than to use what they are shown nothing of, whatever the time is. */
export function hidesSecrets(open: Open, chain: Chain): boolean {
  const ways = waysOf(open, newestState(chain));
  return ways.every(({ entry }) => entry.role === role.READER_HIDDEN);
}

/** Throws FORBIDDEN where the user reads only, or is no recipient any more; GUEST_SUSPENDED for a guest whose keys nobody verified. */
export function checkMayWrite(open: Open, { chain }: Pick<HeldShare, "chain">, now: number): void {
  const state = newestState(chain);
  if (isUnverified(state, open.user)) throw new SealgraphError("GUEST_SUSPENDED");
  if (!wayToWrite(open, state, now)) throw noRight();
}

/** Whether somebody is a guest with other keys than an owner has verified. */
export const isUnverified = (state: RosterState, user: Id): boolean =>
  findGuest(state, user)?.status === memberStatus.SUSPENDED;

/** The shares that the user has among theirs: accepted, and shown. */
export const ownShares = ({ held }: Open): HeldShare[] =>
  [...held.shares.values()].filter((its) => isAccepted(held.pins, its) && held.vaults.has(its.share));

/** What is thrown where a roster gives no right to something. */
export const noRight = (): SealgraphError =>
  new SealgraphError("FORBIDDEN", { part: "share" }, "You may not do this in this share.");

/** The greatest first. */
const permissions: readonly SharePermission[] = ["OWNER", "EDITOR", "READER", "READER_HIDDEN"];

export const permissionOf = (its: Role): SharePermission => permissions.find((each) => role[each] === its) ?? "READER";
