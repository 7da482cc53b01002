import { type Link, operation, rosterKind } from "../../crypto/link.ts";
import { policyScope } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { UserId } from "../../ids.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { House, Mail } from "../context.ts";

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
export async function notify({ sendMail }: House, addresses: readonly string[]): Promise<void> {
  await Promise.allSettled(addresses.map((address) => sendMail(letterOfChange(address))));
}

const letterOfChange = (to: string): Mail => ({
  to,
  subject: "Something about your Sealgraph account was changed",
  text: "An administrator of your company has changed something about you: your role, whether you may sign in, a group that you are in, or what policies say of you.\n\nSealgraph shows you what it is now. If you do not know why, ask an administrator of your company.\n",
});
