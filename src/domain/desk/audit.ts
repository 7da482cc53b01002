import type { Id } from "../../crypto/keys.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import { findStaff } from "../../crypto/roster-state.ts";
import { policyScope } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { RecordId, UserId } from "../../ids.ts";
import type { AuditEvent } from "../audit/event.ts";
import type { Applied } from "../company/outcome.ts";

const hour = 3_600_000;

/** What the log says of a link that is about a desk; null for every other. */
export function eventsAtDesk({ link: { link }, before }: Applied): AuditEvent[] | null {
  if (link.kind !== rosterKind.TENANT) return null;
  const { seq } = link;
  switch (link.operation) {
    case operation.DESK: {
      const { desk, setting } = link.subject;
      return [{ kind: setting ? "DESK_SET" : "DESK_DISMISSED", ...naming(desk), seq }];
    }
    case operation.STAFF: {
      const { desk, user, setting } = link.subject;
      const kind = setting ? "DESK_STAFF_SET" : "DESK_STAFF_REMOVED";
      return [{ kind, user: formatUuid(user) as UserId, ...naming(desk), seq }];
    }
    case operation.OWN_KEYS: {
      const staff = before && findStaff(before, link.author.user);
      return staff
        ? [{ kind: "DESK_STAFF_SET", user: formatUuid(staff.user) as UserId, ...naming(staff.desk), seq }]
        : null;
    }
    case operation.BREAK_GLASS: {
      const { desk, asked } = link.subject;
      if (!asked) return [{ kind: "BREAK_GLASS_ENDED", ...naming(desk), seq }];
      const amount = Math.ceil((asked.until - asked.from) / hour);
      return [{ kind: "BREAK_GLASS_ASKED", ...naming(desk), amount, seq }];
    }
    case operation.POLICY: {
      const { scope, id, hash } = link.subject;
      if (scope !== policyScope.PARTNER || id === null) return null;
      return [{ kind: hash ? "PARTNER_POLICIES_SET" : "PARTNER_POLICIES_REMOVED", ...naming(id), seq }];
    }
    default:
      return null;
  }
}

const naming = (desk: Id) => ({ records: [formatUuid(desk) as RecordId] });
