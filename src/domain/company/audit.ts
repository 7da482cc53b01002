import type { AuditKind } from "../../crypto/audit-kinds.ts";
import type { Id } from "../../crypto/keys.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import { isRecoveryGroup } from "../../crypto/recovery.ts";
import { findAwaiting, findMember } from "../../crypto/roster-state.ts";
import { policyScope, role } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { RosterId, UserId } from "../../ids.ts";
import type { AuditEvent } from "../audit/event.ts";
import { eventsAtDesk } from "../desk/audit.ts";
import { eventsInRecovery, eventsOfSwitch } from "../recovery-group/audit.ts";
import type { AddressChange } from "./address.ts";
import type { Applied } from "./outcome.ts";

/** What the log says of a link that holds. */
export const eventsOf = (applied: Applied): AuditEvent[] =>
  eventsAtDesk(applied) ?? (applied.link.link.kind === rosterKind.TENANT ? inTenant(applied) : inGroup(applied));

/** Of addresses that come into force. */
export const eventsOfAddresses = (moved: readonly AddressChange[]): AuditEvent[] =>
  moved.map(({ user }) => ({ kind: "ADDRESS_CHANGED", user }));

export const limitKinds = {
  SEATS: "SEATS_WERE_TAKEN",
  TRIAL_ENDED: "TRIAL_WAS_OVER",
  GROUPS: "GROUPS_WERE_TOO_MANY",
  GROUP_POLICIES: "GROUP_POLICIES_WERE_TOO_MANY",
  PLAN: "PLAN_WAS_TOO_SMALL",
  LAST_CUSTODIAN: "LAST_CUSTODIAN_KEPT",
} as const satisfies Record<string, AuditKind>;

/** What the log says of a change that was refused by an error; null where the error is not about a right. */
export function refusalKind(error: unknown, administers: boolean): AuditKind | null {
  if (!(error instanceof Failure)) return null;
  if (error.code === "READ_ONLY") return "CHANGE_WHILE_SUSPENDED_REFUSED";
  if (error.code !== "INVALID_PROOF" && error.code !== "FORBIDDEN") return null;
  return administers ? "ADMINISTRATION_REFUSED" : "ROSTER_CHANGE_REFUSED";
}

function inTenant({ link: { link }, before, after }: Applied): AuditEvent[] {
  if (link.kind !== rosterKind.TENANT) return [];
  const { seq } = link;
  const wasAdministrator = (user: Id) => before !== null && findMember(before, user)?.role === role.ADMINISTRATOR;
  switch (link.operation) {
    case operation.INVITE: {
      const kind = link.subject.role === role.ADMINISTRATOR ? "ADMINISTRATOR_INVITED" : "USER_INVITED";
      return [{ kind, invitation: link.subject.key, seq }];
    }
    case operation.VOID:
      return [{ kind: "INVITATION_VOIDED", invitation: link.subject.key, seq }];
    case operation.REMOVE: {
      const kind = wasAdministrator(link.subject.user) ? "ADMINISTRATOR_REMOVED" : "USER_REMOVED";
      return [{ kind, user: userOf(link.subject), seq }];
    }
    case operation.SUSPEND:
      return [{ kind: "USER_SUSPENDED", user: userOf(link.subject), seq }];
    case operation.RESUME:
      return [{ kind: "USER_RESUMED", user: userOf(link.subject), seq }];
    case operation.ROLE: {
      const kind = link.subject.role === role.ADMINISTRATOR ? "USER_MADE_ADMINISTRATOR" : "ADMINISTRATOR_MADE_USER";
      return [{ kind, user: userOf(link.subject), seq }];
    }
    case operation.PRIMARY: {
      const kind = findMember(after, link.subject.user)?.primary ? "PRIMARY_HANDED_ON" : "PRIMARY_PROPOSED";
      return [{ kind, user: userOf(link.subject), seq }];
    }
    case operation.PERSON: {
      const kind = findAwaiting(after, seq) ? "PERSON_CHANGE_PROPOSED" : "PERSON_CHANGED";
      return [{ kind, user: userOf(link.subject), seq }];
    }
    case operation.CONFIRM: {
      const switched = eventsOfSwitch(before, after, seq);
      const confirmed = before && findAwaiting(before, link.subject.seq);
      if (switched.length > 0 || !confirmed) return switched;
      const kind = confirmed.operation === operation.PRIMARY ? "PRIMARY_CONFIRMED" : "PERSON_CHANGE_CONFIRMED";
      return [{ kind, user: userOf(confirmed), seq }];
    }
    case operation.RECOVERY:
      return eventsOfSwitch(before, after, seq);
    case operation.NAME:
      return [{ kind: "COMPANY_NAMED", seq }];
    case operation.NEW_GROUP:
      return [{ kind: "GROUP_FOUNDED", group: formatUuid(link.subject.group) as RosterId, seq }];
    case operation.END_GROUP:
      return [{ kind: "GROUP_ENDED", group: formatUuid(link.subject.group) as RosterId, seq }];
    case operation.CHECKPOINT:
      return [{ kind: "GROUPS_CHECKED", amount: link.subject.heads.length, seq }];
    case operation.POLICY: {
      const { scope, id, hash } = link.subject;
      const kind = hash === null ? "POLICIES_DROPPED" : "POLICIES_SET";
      if (id === null) return [{ kind, seq }];
      const whose = formatUuid(id);
      return [
        { kind, ...(scope === policyScope.GROUP ? { group: whose as RosterId } : { user: whose as UserId }), seq },
      ];
    }
    default:
      return [];
  }
}

function inGroup(applied: Applied): AuditEvent[] {
  const { link, roster: group } = applied.link;
  if (link.kind !== rosterKind.GROUP) return [];
  if (isRecoveryGroup(applied.after)) return eventsInRecovery(link, group);
  const { seq } = link;
  switch (link.operation) {
    case operation.NAME:
      return [{ kind: "GROUP_NAMED", group, seq }];
    case operation.ADD:
      return [{ kind: "GROUP_MEMBER_ADDED", group, user: userOf(link.subject), seq }];
    case operation.REMOVE:
      return [{ kind: "GROUP_MEMBER_REMOVED", group, user: userOf(link.subject), seq }];
    case operation.LEAVE:
      return [{ kind: "GROUP_LEFT", group, user: userOf(link.subject), seq }];
    case operation.NEW_EPOCH:
      return [{ kind: "GROUP_KEY_RENEWED", group, epoch: link.epoch, seq }];
    case operation.OWN_KEYS:
      return [{ kind: "GROUP_FOLLOWED_KEYS", group, seq }];
    default:
      return [];
  }
}

const userOf = ({ user }: { readonly user: Id }): UserId => formatUuid(user) as UserId;
