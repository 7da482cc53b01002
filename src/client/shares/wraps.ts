/** For whom a share's key is wrapped (PROTOCOL §4.11). */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { wrapKeyFor } from "../../crypto/client/key-wrap.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { groupDue, recipientsOf } from "../../crypto/group.ts";
import { publicKeyHash } from "../../crypto/hash.ts";
import { asXWingPublicKey, type Id, type XWingPublicKey } from "../../crypto/keys.ts";
import { findGroup, findMember, type RosterState } from "../../crypto/roster-state.ts";
import { groupsOf, guestsInForce, membersInForce } from "../../crypto/share.ts";
import { entryType, type Guest, groupClass, type Member } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { MemberWrap } from "../../crypto/wrap-set.ts";
import { call } from "../account/session.ts";
import { publicKeysOf } from "../company/group-keys.ts";
import type { Core, Open } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import type { ShareWrapWire } from "../transport/commit-operations.ts";
import { shareGuestsOperation } from "../transport/guest-operations.ts";
import { groupKeysOperation } from "../transport/share-operations.ts";
import { newestState } from "../vault/chain.ts";
import type { NewestKey } from "../vault/held.ts";

/** Wraps that one deed may bring: who is left out is given one later. */
export const mostWraps = 500;
/** How many things one question names. */
const most = 100;

/** Somebody, or a group, for whom a share's key can be wrapped. */
export interface Recipient {
  readonly id: Id;
  /** Of a user of the company, as the tenant states them. */
  readonly member: Member | null;
  /** Of a guest, as the share itself states them. */
  readonly guest: Guest | null;
  /** Of a group: the epoch in force, to whose public key it is wrapped; null of a user. */
  readonly group: { readonly epoch: number; readonly xwingKeyHash: Uint8Array } | null;
}

/**
 * All for whom the key of a share can be wrapped: members by name, groups that have a key which is for nobody else, and one by
 * one who is in it by other groups. The user themself first. None of its groups may be frozen (`checkGroupsReach`).
 *
 * @param only of these recipients of the share, by id.
 */
export function wrappableFor(open: Open, state: RosterState, only?: ReadonlySet<string>): Recipient[] {
  const tenant = newestTenant(open);
  const found = new Map<string, Recipient>();
  const put = (recipient: Recipient) => {
    const id = formatUuid(recipient.id);
    if (!found.has(id)) found.set(id, recipient);
  };
  const isAsked = (id: Id) => only?.has(formatUuid(id)) ?? true;
  const members = membersInForce(state, tenant).filter(({ user }) => isAsked(user));
  const isSelf = ({ user }: Member) => equalBytes(user, open.user);
  for (const each of [...members.filter(isSelf), ...members]) {
    put({ id: each.user, member: findMember(tenant, each.user) ?? null, group: null, guest: null });
  }
  for (const guest of guestsInForce(state).filter(({ user }) => isAsked(user))) {
    put({ id: guest.user, member: null, group: null, guest });
  }
  const besides: Member[] = [];
  for (const { group } of groupsOf(state)) {
    if (!isAsked(group)) continue;
    const key = keyOfGroup(open, group);
    if (key) put({ id: group, member: null, group: key, guest: null });
    else besides.push(...recipientsOfGroup(open, group));
  }
  for (const member of besides) put({ id: member.user, member, group: null, guest: null });
  return [...found.values()];
}

/** A group's own key in force, where something can be wrapped to it. */
function keyOfGroup({ held }: Open, group: Id): Recipient["group"] {
  const tenant = newestTenant({ held });
  const chain = held.groups.get(formatUuid(group));
  if (!findGroup(tenant, group) || chain === undefined) return null;
  const state = newestState(chain);
  if (state.epoch?.type !== entryType.GROUP_EPOCH || groupDue(state, tenant)) return null;
  return { epoch: state.epoch.epoch, xwingKeyHash: state.epoch.xwingKeyHash };
}

/** Who is in a share by a group now. */
export function recipientsOfGroup({ held }: Open, group: Id): Member[] {
  const tenant = newestTenant({ held });
  const named = findGroup(tenant, group);
  const chain = held.groups.get(formatUuid(group));
  if (named === undefined) return [];
  if (chain) return recipientsOf(newestState(chain), tenant);
  return named.class === groupClass.EVERYONE ? recipientsOf({ ...tenant, class: groupClass.EVERYONE }, tenant) : [];
}

function newestTenant({ held }: Pick<Open, "held">): RosterState {
  if (held.tenant === null) throw new SealgraphError("NOT_FOUND", { part: "tenant" });
  return newestState(held.tenant);
}

/**
 * The key of an epoch, wrapped for each for whom it can be: whose public key is here, and takes anything. Throws what `call`
 * throws, SERVER_CAUGHT where the server gives another public key than the rosters state.
 */
export async function wrapFor(
  core: Core,
  share: Id,
  { epoch, key }: NewestKey,
  recipients: readonly Recipient[],
): Promise<{ readonly set: readonly MemberWrap[]; readonly wires: readonly ShareWrapWire[] }> {
  const publicKeys = await publicKeysFor(core, formatUuid(share), recipients);
  const set: MemberWrap[] = [];
  const wires: ShareWrapWire[] = [];
  for (const { id, group } of recipients) {
    const publicKey = publicKeys.get(formatUuid(id));
    const wrap = publicKey && wrapOrNull(publicKey, { roster: share, epoch, user: id }, key);
    if (!wrap) continue;
    set.push({ user: id, wrap });
    wires.push({ recipient: formatUuid(id), epoch, groupEpoch: group?.epoch ?? null, wrap: encodeBase64url(wrap) });
  }
  return { set, wires };
}

function wrapOrNull(...what: Parameters<typeof wrapKeyFor>): Uint8Array | null {
  try {
    return wrapKeyFor(...what);
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

async function publicKeysFor(
  core: Core,
  share: string,
  recipients: readonly Recipient[],
): Promise<ReadonlyMap<string, XWingPublicKey>> {
  const members = recipients.flatMap(({ member }) => member ?? []);
  const keys = new Map(await publicKeysOf(core, members));
  const groups = recipients.filter(({ group }) => group !== null);
  for (let at = 0; at < groups.length; at += most) {
    const some = groups.slice(at, at + most);
    const answers = await call(core, groupKeysOperation, { groups: some.map(({ id }) => formatUuid(id)) });
    for (const [place, { id, group }] of some.entries()) {
      const answer = answers[place];
      if (!answer || !group || answer.group !== formatUuid(id) || answer.epoch !== group.epoch) continue;
      keys.set(answer.group, checkKey(answer.publicKey, group.xwingKeyHash));
    }
  }
  for (const [guest, key] of await keysOfGuests(core, share, recipients)) keys.set(guest, key);
  return keys;
}

async function keysOfGuests(core: Core, share: string, recipients: readonly Recipient[]) {
  const guests = new Map(recipients.flatMap(({ id, guest }) => (guest ? [[formatUuid(id), guest] as const] : [])));
  if (guests.size === 0) return [];
  const answer = await call(core, shareGuestsOperation, { share });
  return (answer?.guests ?? []).flatMap(({ user, status, encryptionKey }) => {
    const guest = guests.get(user);
    // Nobody opens what is for an account that is no more; but until an owner has taken it out, an epoch without a wrap for it is none.
    return guest && status !== "SUSPENDED" ? [[user, checkKey(encryptionKey, guest.xwingKeyHash)] as const] : [];
  });
}

function checkKey(bytes: Uint8Array, stated: Uint8Array): XWingPublicKey {
  if (bytes.length !== 1_216) throw new ServerCaught("WRONG_KEYS", null);
  const key = asXWingPublicKey(bytes);
  if (!equalBytes(publicKeyHash(key), stated)) throw new ServerCaught("WRONG_KEYS", null);
  return key;
}
