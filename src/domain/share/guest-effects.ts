/** What links of a share do to its guests and invitations (PROTOCOL §4.12). */
import { operation, rosterKind } from "../../crypto/link.ts";
import { listEntries, type RosterState } from "../../crypto/roster-state.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { UserId } from "../../ids.ts";
import type { Bound } from "../batch.ts";
import { bounds } from "../bounds.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { PersonText } from "../company/person.ts";
import type { ShareGrant } from "./effect-rows.ts";
import {
  insertInvitations,
  keepInvitations,
  type NewInvitation,
  resumeGuests,
  setGuestKey,
} from "./guest-effect-rows.ts";
import type { ShareChange } from "./in-commit.ts";
import { roleNameOf } from "./role-name.ts";

/** Throws `BAD_USER_INPUT` for an invitation that has run out, or would only in too long a time. */
export function writeGuests(
  grant: ShareGrant,
  { before, persons }: Pick<ShareChange, "before" | "persons">,
  links: readonly ParsedLink[],
  after: RosterState,
): Bound<unknown>[] {
  const { visit } = grant.tx.actor;
  const invited = links.flatMap((link) => invitationOf(grant, link, persons));
  const resumed = links.flatMap(({ link }) =>
    link.kind === rosterKind.SHARE && link.operation === operation.RESUME ? [userOf(link.subject)] : [],
  );
  const had = invited.length > 0 || (before !== null && invitationsOf(before).length > 0);
  const brings = visit !== null && links.some(({ link }) => link.operation === operation.OWN_KEYS);
  return [
    ...(invited.length > 0 ? insertInvitations(grant, invited) : []),
    ...(had ? [keepInvitations(grant, invitationsOf(after))] : []),
    ...(resumed.length > 0 ? [resumeGuests(grant, resumed)] : []),
    ...(brings ? [setGuestKey(grant, visit.encryptionKey)] : []),
  ];
}

const invitationsOf = (state: RosterState): Uint8Array[] =>
  listEntries(state, entryType.INVITATION).map(({ key }) => key);

function invitationOf(
  { tx }: ShareGrant,
  { link }: ParsedLink,
  persons: ReadonlyMap<number, PersonText>,
): NewInvitation[] {
  if (link.kind !== rosterKind.SHARE || link.operation !== operation.INVITE) return [];
  const { key, role, expiry } = link.subject;
  const left = expiry - tx.now.getTime();
  if (left <= 0 || left > bounds.invitation)
    throw new Failure("BAD_USER_INPUT", "An invitation runs out within 30 days.");
  // That they open what the links state was checked.
  const person = persons.get(link.seq) as PersonText;
  return [{ ...person, key, seq: link.seq, role: roleNameOf(role), expiresAt: new Date(expiry) }];
}

const userOf = ({ user }: { readonly user: Parameters<typeof formatUuid>[0] }): UserId => formatUuid(user) as UserId;
