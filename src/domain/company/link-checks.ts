/** What is asked of each link before it is applied, beside what rosters themselves ask. */
import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { sameHead } from "../../crypto/chain.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { groupDue } from "../../crypto/group.ts";
import type { Hash, Id } from "../../crypto/keys.ts";
import { type Link, operation, rosterKind } from "../../crypto/link.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import type { RosterId, UserId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import { type Allowed, allows } from "./allowed.ts";
import type { RosterGround } from "./outcome.ts";

/** Throws WRONG_ROSTER, NOT_ALLOWED, WRONG_AUTHOR. */
export function checkMayCome(link: Link, actor: UserId, allowed: Allowed, tenant: RosterState): void {
  if (link.kind !== rosterKind.TENANT && link.kind !== rosterKind.GROUP)
    throw new ProtocolError("WRONG_ROSTER", "link");
  if (!allows(allowed, link)) throw new ProtocolError("NOT_ALLOWED", "operation");
  if (link.kind === rosterKind.TENANT && !equalBytes(link.roster, tenant.head.id)) {
    throw new ProtocolError("WRONG_ROSTER", "link");
  }
  if (!equalBytes(link.author.user, parseUuid(actor))) throw new ProtocolError("WRONG_AUTHOR", "link");
}

/** A link rests on the heads in force: of its own roster, and of the tenant. */
export function isStale(link: Link, before: RosterState | null, tenant: RosterState): boolean {
  if (!equalOrNull(link.previous, before?.head.hash ?? null)) return true;
  return link.kind === rosterKind.GROUP && !sameHead(link.tenantHead, tenant.head);
}

/** A checkpoint states heads as they are; so does the switch. */
export function isNewest(link: Link, groups: RosterGround["groups"]): boolean {
  return headsNamedBy(link).every(([id, seq, hash]) => {
    const head = groups.get(formatUuid(id) as RosterId)?.head;
    return head?.seq === seq && equalBytes(head.hash, hash);
  });
}

/** The heads of groups that a link of the tenant states. */
export function headsNamedBy(link: Link): readonly (readonly [Id, number, Hash])[] {
  if (link.kind !== rosterKind.TENANT) return [];
  if (link.operation === operation.CHECKPOINT) return link.subject.heads;
  if (link.operation !== operation.RECOVERY || link.subject.setting === null) return [];
  const { group, seq, hash } = link.subject.setting;
  return [[group, seq, hash]];
}

/** Nothing is switched on for a group that has no key, or one that is for too many (PROTOCOL §4.13). */
export function checkSwitchable(link: Link, groups: RosterGround["groups"], tenant: RosterState): void {
  if (link.kind !== rosterKind.TENANT || link.operation !== operation.RECOVERY || link.subject.setting === null) return;
  const group = groups.get(formatUuid(link.subject.setting.group) as RosterId);
  if (!group?.epoch || groupDue(group, tenant))
    throw new ProtocolError("NOT_ALLOWED", "a recovery group without a key");
}

/** A state does not grow for ever: beyond the bounds of PROTOCOL §1.5 nobody could read it. */
export function checkRoom(before: RosterState | null, after: RosterState): void {
  const grows = after.tree.count > (before?.tree.count ?? 0);
  if (grows && after.tree.count > bounds.stateEntries) throw new ProtocolError("TOO_LARGE", "state");
}

const takesRight: ReadonlySet<number> = new Set([operation.REMOVE, operation.SUSPEND]);

/** PROTOCOL §4.6. */
export function checkCutOf(link: Link, cuts: RosterGround["cuts"]): void {
  if (link.kind !== rosterKind.TENANT || !takesRight.has(link.operation)) return;
  const { user } = link.subject as { user: Id };
  if (!equalOrNull(link.cut, cuts.get(formatUuid(user) as UserId) ?? null))
    throw new ProtocolError("WRONG_CUT", "link");
}
