/** Whom a share's key is for, who may write to it, and from when its key is for too many (PROTOCOL §4.11). */
import { equalBytes } from "./bytes.ts";
import type { ChainHead } from "./chain.ts";
import type { Id, SigningPublicKey } from "./keys.ts";
import { rosterKind } from "./link.ts";
import {
  epochDue,
  findGroup,
  findGuest,
  findMember,
  findShareGroup,
  formerWritersOf,
  isActive,
  listEntries,
  membersOf,
  type RosterState,
  type StateEntries,
} from "./roster-state.ts";
import { entryType, type Guest, groupClass, type Member, type Role, role, type ShareGroup } from "./state-entries.ts";
import { goneSince, haveSameKeys } from "./stated-keys.ts";

/**
 * The state of a group's roster after the link at a seq, of Everyone the tenant's; null where whoever checks does not have
 * it.
 */
export type GroupAt = (group: Id, seq: number) => RosterState | null;

/** For rosters that have no groups. */
export const noGroups: GroupAt = () => null;

/** The same, but for groups that the tenant does not name, or not any more: nobody has a right through them (PROTOCOL §4.4). */
export const standingIn =
  (tenant: StateEntries, groupAt: GroupAt): GroupAt =>
  (group, seq) =>
    findGroup(tenant, group) ? groupAt(group, seq) : null;

const writers: ReadonlySet<Role> = new Set([role.OWNER, role.EDITOR]);

/** Whether a role in a share is one that writes. */
export const writes = (its: Role): boolean => writers.has(its);

/** The groups that a share has. */
export const groupsOf = (share: StateEntries): ShareGroup[] => listEntries(share, entryType.SHARE_GROUP);

/** The members by name who are recipients: active in the tenant, by the keys that both rosters state. In no order. */
export function membersInForce(share: StateEntries, tenant: StateEntries): Member[] {
  return membersOf(share).filter((member) => {
    const stated = findMember(tenant, member.user);
    return isActive(stated) && haveSameKeys(stated, member);
  });
}

/** The guests of a share, also those who are suspended. */
export const guestsOf = (share: StateEntries): Guest[] => listEntries(share, entryType.GUEST);

/** The guests who are recipients (PROTOCOL §4.12). In no order. */
export const guestsInForce = (share: StateEntries): Guest[] => guestsOf(share).filter(isActive);

/** Whether a share has a guest or an invitation: then groups do not write, and no administrator makes an owner (PROTOCOL §4.12). */
export const isOpenToGuests = (share: StateEntries): boolean =>
  guestsOf(share).length > 0 || listEntries(share, entryType.INVITATION).length > 0;

/** The guest who may write by this key, or undefined. */
export function writingGuest(share: StateEntries, { user, key, via }: Acting): Guest | undefined {
  const guest = via === undefined ? findGuest(share, user) : undefined;
  return isActive(guest) && writes(guest.role) && equalBytes(guest.signingKey, key) ? guest : undefined;
}

/** Somebody or something in a share by an entry of its own. */
export type Recipient = Member | ShareGroup | Guest;

/** Whom an id names in a share, or undefined. */
export const findRecipient = (share: StateEntries, id: Id): Recipient | undefined =>
  findMember(share, id) ?? findShareGroup(share, id) ?? findGuest(share, id);

/** Who acts in a share, and by what. */
export interface Acting {
  readonly user: Id;
  readonly key: SigningPublicKey;
  readonly via?: ChainHead;
}

/**
 * The role that somebody acts in: by name, or through the group that they name; null where they have none. Whether the
 * tenant has them as active under this key is for who asks.
 */
export function roleOf(share: StateEntries, { user, key, via }: Acting, groupAt: GroupAt): Member | ShareGroup | null {
  if (via === undefined) {
    const member = findMember(share, user);
    return isActive(member) && equalBytes(member.signingKey, key) ? member : null;
  }
  const named = groupNamed(share, via, groupAt);
  if (named === null) return null;
  const member = findMember(named.state, user);
  return isActive(member) && equalBytes(member.signingKey, key) ? named.entry : null;
}

/** A group that the share has, at a link that counts; null where the link is another, or below the one that the share states. */
export function groupNamed(
  share: StateEntries,
  via: ChainHead,
  groupAt: GroupAt,
): { readonly entry: ShareGroup; readonly state: RosterState } | null {
  const entry = findShareGroup(share, via.id);
  const state = entry && via.seq >= entry.groupSeq ? groupAt(via.id, via.seq) : null;
  return entry && state && equalBytes(state.head.hash, via.hash) ? { entry, state } : null;
}

/**
 * Whether somebody who was a recipient of the epoch in force is none any more, or had a key taken (PROTOCOL §4.11).
 *
 * @param groupNow where each group's roster is, for whoever asks; null where they do not have it.
 */
export function shareDue(
  share: RosterState,
  tenant: RosterState,
  groupNow: (entry: ShareGroup) => RosterState | null,
): boolean {
  if (epochDue(share) || dueByTenant(share, tenant)) return true;
  const gone = goneSinceEpoch(share, tenant);
  return groupsOf(share).some((entry) => {
    const named = findGroup(tenant, entry.group);
    const now = groupNow(entry);
    if (named === undefined) return true;
    if (named.class === groupClass.EVERYONE) return gone.length > 0;
    if (now?.kind !== rosterKind.GROUP) return false;
    return hasLost(share, entry, now) || gone.some((user) => findMember(now, user) !== undefined);
  });
}

/**
 * The part of it that a link of one group tells alone: whether somebody in it ceased to be a recipient until then. A
 * manifest that names such a link stands under a due epoch.
 */
export function hasLost(share: RosterState, { groupSeq }: ShareGroup, group: RosterState): boolean {
  if (group.kind === rosterKind.TENANT) return goneSinceEpoch(share, group).length > 0;
  return formerWritersOf(group).some(({ seq }) => seq > groupSeq);
}

/** The part of it that share and tenant tell alone: of members by name. */
export function dueByTenant(share: RosterState, tenant: RosterState): boolean {
  return goneSinceEpoch(share, tenant).some((user) => findMember(share, user) !== undefined);
}

/** Who ceased to be active in the tenant, or had a key taken, since the epoch in force began. */
function goneSinceEpoch({ epoch }: RosterState, tenant: StateEntries): Id[] {
  return epoch?.type === entryType.SHARE_EPOCH ? goneSince(tenant, epoch.tenantSeq) : [];
}
