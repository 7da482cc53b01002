import { type Link, operation, rosterKind } from "../../crypto/link.ts";
import { findGuest, findMember, type RosterState } from "../../crypto/roster-state.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { RosterId, UserId, VaultId } from "../../ids.ts";
import type { AuditEvent } from "../audit/event.ts";
import type { ParsedLink } from "../commit/parse.ts";

/** What the log says of links of a business share that hold. Of personal ones it says nothing: whoever calls sees to it. */
export function eventsOfShare(
  links: readonly ParsedLink[],
  before: RosterState | null,
  after: RosterState,
): AuditEvent[] {
  const isUser = (id: Parameters<typeof findMember>[1]) =>
    [before, after].some((state) => state && (findMember(state, id) ?? findGuest(state, id))) ||
    isAdded(links, formatUuid(id));
  return links.flatMap(({ link, roster }) =>
    eventOf(link, roster, (id) =>
      isUser(id) ? { user: formatUuid(id) as UserId } : { group: formatUuid(id) as RosterId },
    ),
  );
}

/** Whether somebody comes and goes within the links themselves. */
const isAdded = (links: readonly ParsedLink[], user: string): boolean =>
  links.some(
    ({ link }) =>
      link.kind === rosterKind.SHARE && link.operation === operation.ADD && formatUuid(link.subject.user) === user,
  );

type Concerned = Pick<AuditEvent, "user" | "group">;

function eventOf(
  link: Link,
  vault: VaultId,
  concern: (id: Parameters<typeof findMember>[1]) => Concerned,
): AuditEvent[] {
  if (link.kind !== rosterKind.SHARE) return [];
  const { seq } = link;
  switch (link.operation) {
    case operation.GENESIS:
      return [{ kind: "SHARE_CREATED", vault, seq }];
    case operation.NAME:
      return [{ kind: "SHARE_NAMED", vault, seq }];
    case operation.CLOSE:
      return [{ kind: "SHARE_CLOSED", vault, seq }];
    case operation.ADD:
      return [{ kind: "SHARE_RECIPIENT_ADDED", vault, ...concern(link.subject.user), seq }];
    case operation.ADD_GROUP:
      return [{ kind: "SHARE_RECIPIENT_ADDED", vault, group: formatUuid(link.subject.group) as RosterId, seq }];
    case operation.REMOVE:
      return [{ kind: "SHARE_RECIPIENT_REMOVED", vault, ...concern(link.subject.recipient), seq }];
    case operation.ROLE:
      return [{ kind: "SHARE_ROLE_CHANGED", vault, ...concern(link.subject.recipient), seq }];
    case operation.EXPIRY:
      return [{ kind: "SHARE_EXPIRY_SET", vault, ...concern(link.subject.recipient), seq }];
    case operation.LEAVE:
      return [{ kind: "SHARE_LEFT", vault, seq }];
    case operation.OWN_KEYS:
      return [{ kind: "SHARE_FOLLOWED_KEYS", vault, seq }];
    case operation.NEW_EPOCH:
      return [{ kind: "SHARE_KEY_RENEWED", vault, epoch: link.epoch, seq }];
    case operation.INVITE:
      return [{ kind: "SHARE_GUEST_INVITED", vault, invitation: link.subject.key, seq }];
    case operation.VOID:
      return [{ kind: "SHARE_INVITATION_VOIDED", vault, invitation: link.subject.key, seq }];
    case operation.JOIN:
      return [{ kind: "SHARE_GUEST_JOINED", vault, invitation: link.subject.key, seq }];
    case operation.RESUME:
      return [{ kind: "SHARE_GUEST_VERIFIED", vault, user: formatUuid(link.subject.user) as UserId, seq }];
    case operation.INTRODUCE:
    case operation.ENTRUST:
      return [];
  }
}
