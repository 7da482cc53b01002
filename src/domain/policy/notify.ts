import { type Link, operation, rosterKind } from "../../crypto/link.ts";
import { policyScope } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { UserId } from "../../ids.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { House } from "../context.ts";
import { letter, type Reader } from "../letter.ts";

const inTenant: ReadonlySet<number> = new Set([
  operation.REMOVE,
  operation.SUSPEND,
  operation.RESUME,
  operation.ROLE,
  operation.PRIMARY,
]);
const inGroups: ReadonlySet<number> = new Set([operation.ADD, operation.REMOVE, operation.ROLE]);

/** About whom in particular links change something. What is said of a company or a group is about nobody in particular. */
export const usersChangedBy = (links: readonly ParsedLink[]): UserId[] => [
  ...new Set(links.flatMap(({ link }) => userChangedBy(link))),
];

function userChangedBy(link: Link): UserId[] {
  const about = link.kind === rosterKind.TENANT ? inTenant : link.kind === rosterKind.GROUP ? inGroups : null;
  if (about?.has(link.operation)) return [formatUuid((link.subject as { user: never }).user) as UserId];
  const ofUser = link.operation === operation.POLICY && link.subject.scope === policyScope.USER;
  return ofUser && link.subject.id ? [formatUuid(link.subject.id) as UserId] : [];
}

/** Tells people that something was changed about them, and not what. It is done, whether or not a letter goes out. */
export async function notify({ sendMail }: House, readers: readonly Reader[]): Promise<void> {
  await Promise.allSettled(readers.map((reader) => sendMail(letter(reader, "changed"))));
}
