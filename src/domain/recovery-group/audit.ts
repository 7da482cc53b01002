/** What the log says of links about recovery. */
import type { AuditKind } from "../../crypto/audit-kinds.ts";
import type { Id } from "../../crypto/keys.ts";
import { type Link, operation, type rosterKind } from "../../crypto/link.ts";
import { type RosterState, switchAwaiting, switchInForce } from "../../crypto/roster-state.ts";
import { type RecoverySetting, role } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { RosterId, UserId } from "../../ids.ts";
import type { AuditEvent } from "../audit/event.ts";

type GroupLink = Extract<Link, { readonly kind: typeof rosterKind.GROUP }>;

/** Of a link that changes which switch is in force, or what awaits; none where it does neither. */
export function eventsOfSwitch(before: RosterState | null, after: RosterState, seq: number): AuditEvent[] {
  if (before === null) return [];
  const named = (setting: RecoverySetting | null | undefined) =>
    setting ? { group: formatUuid(setting.group) as RosterId } : {};
  const is = switchInForce(after);
  if (switchInForce(before)?.seq !== is?.seq) {
    return [{ kind: is ? "RECOVERY_SWITCHED_ON" : "RECOVERY_SWITCHED_OFF", ...named(is?.setting), seq }];
  }
  const awaits = switchAwaiting(after);
  if (switchAwaiting(before)?.seq === awaits?.seq) return [];
  if (!awaits) return [{ kind: "RECOVERY_PROPOSAL_TAKEN_BACK", seq }];
  return [{ kind: awaits.setting ? "RECOVERY_ON_PROPOSED" : "RECOVERY_OFF_PROPOSED", ...named(awaits.setting), seq }];
}

/** Of a link of a recovery group. */
export function eventsInRecovery(link: GroupLink, group: RosterId): AuditEvent[] {
  const event = eventOf(link, group);
  const byCode: AuditEvent[] = link.author.code ? [{ kind: "RECOVERY_CODE_USED", group, seq: link.seq }] : [];
  return event ? [event, ...byCode] : byCode;
}

function eventOf(link: GroupLink, group: RosterId): AuditEvent | null {
  const { seq } = link;
  const about = (kind: AuditKind, { user }: { readonly user: Id }): AuditEvent => ({
    kind,
    group,
    user: formatUuid(user) as UserId,
    seq,
  });
  switch (link.operation) {
    case operation.ADD:
      return about("RECOVERY_MEMBER_ADDED", link.subject);
    case operation.REMOVE:
      return about("RECOVERY_MEMBER_REMOVED", link.subject);
    case operation.LEAVE:
      return about("RECOVERY_MEMBER_LEFT", link.subject);
    case operation.ROLE:
      return about(link.subject.role === role.CUSTODIAN ? "CUSTODIAN_MADE" : "CUSTODIAN_MADE_MEMBER", link.subject);
    case operation.CODE:
      return { kind: link.subject.keys ? "RECOVERY_CODE_SET" : "RECOVERY_CODE_DROPPED", group, seq };
    case operation.NEW_EPOCH:
      return { kind: "RECOVERY_EPOCH_BEGUN", group, epoch: link.epoch, seq };
    case operation.OWN_KEYS:
      return { kind: "GROUP_FOLLOWED_KEYS", group, seq };
    default:
      return null;
  }
}
