/** What comes along with links of a share: the sealed name, and the key of the epoch in force for recipients. */
import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { groupDue, recipientsOf } from "../../crypto/group.ts";
import { sealedHash } from "../../crypto/hash.ts";
import type { Hash } from "../../crypto/keys.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import { findExpiry, findGroup, findName, type RosterState } from "../../crypto/roster-state.ts";
import { groupsOf, guestsInForce, membersInForce, shareDue } from "../../crypto/share.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { type WrapSet, wrapSet } from "../../crypto/wrap-set.ts";
import { bounds } from "../bounds.ts";
import type { ParsedLink } from "../commit/parse.ts";
import { isEntrustedOtherwise } from "../recovery-group/recovery-at.ts";
import { mostOf, type ShareGround } from "./ground.ts";
import type { ShareWrap } from "./parse.ts";
import type { WayRow } from "./rows.ts";

/** Throws MISMATCH unless the name is the one that the roster states, and there is one exactly where the links state one. */
export function checkName(name: Uint8Array | null, links: readonly ParsedLink[], after: RosterState): void {
  const states = links.some(({ link }) => link.operation === operation.GENESIS || link.operation === operation.NAME);
  if (states !== (name !== null)) throw new ProtocolError("MISMATCH", "name");
  if (name && !equalOrNull(sealedHash(name), (findName(after)?.name ?? null) as Hash | null)) {
    throw new ProtocolError("MISMATCH", "name");
  }
}

/** Whom a key can be wrapped for. */
interface Wrappable {
  /** By recipient: the epoch of a group to whose public key it is wrapped, null for a user. */
  readonly whole: ReadonlyMap<string, number | null>;
  /** Who is in it by a group that can be given none. */
  readonly besides: ReadonlySet<string>;
}

/**
 * Recipients as the state has them: by name, guests, and groups that have a key which is for nobody else (PROTOCOL §4.11).
 *
 * @param only of these alone, and who is in it by them.
 */
function wrappable(state: RosterState, { tenant, groups }: ShareGround, only?: ReadonlySet<string>): Wrappable {
  if (tenant === null) throw new ProtocolError("WRONG_TENANT_HEAD", "link");
  const whole = new Map<string, number | null>();
  const besides = new Set<string>();
  const isMeant = (id: string) => only?.has(id) ?? true;
  for (const { user } of membersInForce(state, tenant))
    if (isMeant(formatUuid(user))) whole.set(formatUuid(user), null);
  for (const { user } of guestsInForce(state)) if (isMeant(formatUuid(user))) whole.set(formatUuid(user), null);
  for (const { group } of groupsOf(state)) {
    const id = formatUuid(group);
    const roster = isMeant(id) && findGroup(tenant, group) && groups.get(id);
    if (!roster) continue;
    const { epoch } = roster;
    if (epoch?.type === entryType.GROUP_EPOCH && !groupDue(roster, tenant)) whole.set(id, epoch.epoch);
    else for (const { user } of recipientsOf(roster, tenant)) besides.add(formatUuid(user));
  }
  return { whole, besides };
}

const isFor = ({ whole, besides }: Wrappable, { recipient, groupEpoch }: ShareWrap): boolean => {
  const its = whole.get(recipient);
  return its === undefined ? besides.has(recipient) && groupEpoch === null : its === groupEpoch;
};

/**
 * Those of the wraps that a link names which begins an epoch: the set that it states, for recipients alone, and none is left
 * out for whom there could be one, as far as one commit goes. Throws MISMATCH, NOT_ALLOWED.
 */
export function namedWraps(
  wraps: readonly ShareWrap[],
  { link }: ParsedLink,
  after: RosterState,
  ground: ShareGround,
): readonly ShareWrap[] {
  const may = wrappable(after, ground);
  const named = wraps.filter((wrap) => wrap.epoch === link.epoch && isFor(may, wrap));
  if (!isSet(link.wraps, named)) throw new ProtocolError("MISMATCH", "wraps");
  const given = new Set(named.map(({ recipient }) => recipient as string));
  const owed = [...may.whole.keys()].filter((id) => !isOver(after, id, ground.now));
  const lacking = owed.filter((id) => !given.has(id));
  const room = bounds.wrapsPerChange - wraps.length;
  if (lacking.length > 0 && room > 0) throw new ProtocolError("NOT_ALLOWED", "wraps that leave somebody out");
  return named;
}

function isSet(stated: WrapSet | null, wraps: readonly ShareWrap[]): boolean {
  const set = wrapSet(wraps.map(({ recipient, wrap }) => ({ user: parseUuid(recipient), wrap })));
  return stated?.count === set.count && equalBytes(stated.root, set.root);
}

/** Users and groups that links put into a share. */
export function addedBy(links: readonly ParsedLink[]): ReadonlySet<string> {
  const ids = links.flatMap(({ link }) => {
    if (link.kind !== rosterKind.SHARE) return [];
    if (link.operation === operation.ADD) return [formatUuid(link.subject.user)];
    return link.operation === operation.ADD_GROUP ? [formatUuid(link.subject.group)] : [];
  });
  return new Set(ids);
}

/**
 * Wraps beside those that a link names are an owner's, of the epoch in force, for whom the links put in, and who is in it by
 * these: nobody's who leaves, or takes somebody out. Throws NOT_ALLOWED.
 */
export function checkOtherWraps(
  wraps: readonly ShareWrap[],
  links: readonly ParsedLink[],
  after: RosterState,
  { ground, ways }: { readonly ground: ShareGround; readonly ways: readonly WayRow[] },
): void {
  if (wraps.length === 0) return;
  const fitting = mostOf(ways) === "OWNER" ? mayDeliver(wraps, after, ground, addedBy(links)) : [];
  if (fitting.length < wraps.length) throw new ProtocolError("NOT_ALLOWED", "wraps");
}

/**
 * Those of the wraps that somebody who has the key may deliver: for recipients in force, of the epoch in force.
 *
 * @param only for these alone, and who is in it by them.
 */
export function mayDeliver<Wrap extends ShareWrap>(
  wraps: readonly Wrap[],
  state: RosterState,
  ground: ShareGround,
  only?: ReadonlySet<string>,
): Wrap[] {
  const may = wrappable(state, ground, only);
  const epoch = state.epoch?.epoch ?? 0;
  return wraps.filter((wrap) => wrap.epoch === epoch && isFor(may, wrap) && !isOver(state, wrap.recipient, ground.now));
}

/** Whether the next commit has to begin an epoch. */
export const isDue = (state: RosterState, { tenant, groups }: ShareGround): boolean =>
  tenant === null ||
  shareDue(state, tenant, ({ group }) => groups.get(formatUuid(group)) ?? null) ||
  isEntrustedOtherwise(state, { tenant, groups });

/** Whether somebody's time in the share is over. */
export function isOver(state: RosterState, recipient: string, now: Date): boolean {
  const expiry = findExpiry(state, parseUuid(recipient));
  return expiry !== undefined && expiry.time <= now.getTime();
}
