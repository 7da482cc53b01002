/** What comes along with links of a recovery group: keys of its code, and its secret for all whom it is for (PROTOCOL §4.13). */
import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { groupDue } from "../../crypto/group.ts";
import { publicKeyHash } from "../../crypto/hash.ts";
import type { XWingPublicKey } from "../../crypto/keys.ts";
import { type Link, operation, rosterKind } from "../../crypto/link.ts";
import { isRecoveryGroup, recoveryRecipientsOf } from "../../crypto/recovery.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { RosterId } from "../../ids.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { MemberWrap } from "../company/parse.ts";

/** The key that a link sets whose hash it states; null where it sets none. Throws WRONG_KEYS. */
export function codeKeyOf(
  { link, roster }: ParsedLink,
  codes: ReadonlyMap<RosterId, XWingPublicKey>,
): XWingPublicKey | null {
  if (link.kind !== rosterKind.GROUP || link.operation !== operation.CODE || link.subject.keys === null) return null;
  const key = codes.get(roster);
  if (!key || !equalBytes(publicKeyHash(key), link.subject.keys.xwingKeyHash))
    throw new ProtocolError("WRONG_KEYS", "code");
  return key;
}

/** A recovery group's new epoch is wrapped for each of its recipients, and for nobody else. Throws NOT_ALLOWED. */
export function checkWholeSet(after: RosterState, tenant: RosterState, wraps: readonly MemberWrap[]): void {
  const given = new Set<string>(wraps.map(({ user }) => user));
  const recipients = recoveryRecipientsOf(after, tenant);
  const whole = recipients.length === given.size && recipients.every(({ id }) => given.has(formatUuid(id)));
  if (!whole) throw new ProtocolError("NOT_ALLOWED", "wraps");
}

/**
 * Wraps of the epoch in force beside those that a new epoch names: for whoever was put into a recovery group by these links,
 * and for a code that they set, each of them. A group that is due has none to give. Throws NOT_ALLOWED.
 */
export function givenBeside(
  links: readonly ParsedLink[],
  groups: Iterable<RosterState>,
  tenant: RosterState,
  wraps: readonly MemberWrap[],
): MemberWrap[] {
  return [...groups].filter(isRecoveryGroup).flatMap((group) => {
    const id = formatUuid(group.head.id);
    const epoch = group.epoch?.epoch ?? 0;
    const its = links.flatMap(({ link }) => (equalBytes(link.roster, group.head.id) ? [link] : []));
    const since = its.slice(its.findLastIndex((link) => link.operation === operation.NEW_EPOCH) + 1);
    const added = since.flatMap(recipientIn);
    if (epoch === 0 || added.length === 0 || groupDue(group, tenant)) return [];
    const recipients = new Set(recoveryRecipientsOf(group, tenant).map((each) => formatUuid(each.id)));
    const owed = new Set(added.filter((each) => recipients.has(each)));
    const given = wraps.filter((wrap) => wrap.group === id && wrap.epoch === epoch && owed.has(wrap.user));
    if (given.length !== owed.size) throw new ProtocolError("NOT_ALLOWED", "wraps that leave somebody out");
    return given;
  });
}

/** Whom a link makes a recipient; the group's id stands for its code. */
function recipientIn(link: Link): string[] {
  if (link.kind !== rosterKind.GROUP) return [];
  if (link.operation === operation.ADD) return [formatUuid(link.subject.user)];
  return link.operation === operation.CODE && link.subject.keys ? [formatUuid(link.roster)] : [];
}
