/** What links about desks do to the tables beside the roster, and what goes from them with whatever the roster states no more. */
import { deskRole } from "../../crypto/desk-entries.ts";
import type { Id, SigningPublicKey } from "../../crypto/keys.ts";
import { type Link, operation, rosterKind } from "../../crypto/link.ts";
import {
  findBreakGlass,
  findDesk,
  findFormerStaff,
  findInvitation,
  findPolicy,
  findStaff,
  isAdministrator,
  listEntries,
  membersOf,
  type RosterState,
} from "../../crypto/roster-state.ts";
import { entryType, policyScope } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { TenantId, UserId } from "../../ids.ts";
import type { Grant } from "../access.ts";
import type { Bound } from "../batch.ts";
import type { Applied } from "../company/outcome.ts";
import { endRecoveriesBy } from "../recovery/rows.ts";
import {
  dropBreakGlass,
  dropDesks,
  dropDocuments,
  dropInvitations,
  dropStaff,
  insertAsked,
  insertBreakGlass,
  leaveGroups,
  putDesk,
  putStaff,
  setStaffKey,
} from "./effect-rows.ts";
import { oweLetters } from "./job-rows.ts";

type RosterGrant = Grant<"roster.extend">;

const roleNames = { [deskRole.KEEPER]: "KEEPER", [deskRole.STAFF]: "STAFF" } as const;

/** What a link says of a desk, of somebody at one, or of break-glass. */
export function effectsAtDesk(grant: RosterGrant, applied: Applied): Bound<unknown>[] {
  const { link } = applied.link;
  if (link.kind !== rosterKind.TENANT) return [];
  switch (link.operation) {
    case operation.GENESIS:
      return link.subject.desk
        ? [...writeDesk(grant, applied, link.subject.desk.desk), writeStaff(grant, applied, link.subject.user)]
        : [];
    case operation.DESK: {
      const { desk, setting } = link.subject;
      if (setting === null) return [];
      const { founding } = setting;
      return [...writeDesk(grant, applied, desk), ...(founding ? [writeStaff(grant, applied, founding.user)] : [])];
    }
    case operation.STAFF:
      return link.subject.setting ? [writeStaff(grant, applied, link.subject.user)] : [];
    case operation.OWN_KEYS:
      return applied.staffKey ? [setStaffKey(grant, userOf(link.author.user), applied.staffKey, link.seq)] : [];
    case operation.BREAK_GLASS:
      return writeBreakGlass(grant, applied, link.subject.desk);
    default:
      return [];
  }
}

function writeDesk(grant: RosterGrant, { after }: Applied, desk: Id): Bound<unknown>[] {
  const entry = findDesk(after, desk);
  return entry ? [putDesk(grant, { ...entry, desk: deskOf(desk) })] : [];
}

function writeStaff(grant: RosterGrant, { after, person, staffKey }: Applied, user: Id): Bound<unknown> {
  const entry = findStaff(after, user);
  if (!entry || !person || !staffKey) throw new Failure("INTERNAL");
  const { role, seq } = entry;
  const its = { user: userOf(user), desk: deskOf(entry.desk), role: roleNames[role], seq };
  return putStaff(grant, { ...its, person, encryptionKey: staffKey });
}

/** A row may be there whose time is over, and which the roster has dropped since. */
function writeBreakGlass(grant: RosterGrant, { after, reason }: Applied, desk: Id): Bound<unknown>[] {
  const entry = findBreakGlass(after, desk);
  const ended = dropBreakGlass(grant, [deskOf(desk)]);
  if (!entry) return [ended];
  if (reason === null) throw new Failure("INTERNAL");
  const its = { desk: deskOf(desk), author: userOf(entry.author), from: entry.from, until: entry.until };
  return [ended, insertBreakGlass(grant, { ...its, seq: entry.seq, reason })];
}

/**
 * What links ask for beyond a desk's rights, with who is told of it: the company's administrators as they were before any of them.
 * One that asks puts nobody out of that. Before all effects: addresses are those of before, too.
 */
export function writeAsked(
  grant: RosterGrant,
  before: RosterState | null,
  applied: readonly Applied[],
): Bound<unknown>[] {
  const asked = applied.flatMap(({ link: { link }, reason }) => {
    if (link.kind !== rosterKind.TENANT || link.operation !== operation.BREAK_GLASS || reason === null) return [];
    return [insertAsked(grant, { seq: link.seq, desk: deskOf(link.subject.desk), reason })];
  });
  const administrators = before ? membersOf(before).filter(isAdministrator) : [];
  if (asked.length === 0 || administrators.length === 0) return asked;
  const users = administrators.map(({ user }) => userOf(user));
  return [...asked, oweLetters("TELL_OF_BREAK_GLASS", users, grant.tx.now)];
}

/**
 * Behind all links: who and what stood before or came with one of them, and the roster states no more, for whatever reason it went.
 *
 * @param before null where the tenant is founded.
 */
export function closeDesks(
  grant: RosterGrant,
  before: RosterState | null,
  after: RosterState,
  applied: readonly Applied[],
): Bound<unknown>[] {
  const came = applied.map(({ link: { link } }) => broughtBy(link));
  const keys = gone(
    [...invitationsIn(before), ...came.flatMap(({ key }) => key ?? [])],
    (key) => findInvitation(after, key) !== undefined,
  );
  const invitations = keys.length > 0 ? [dropInvitations(grant, keys)] : [];
  const known = [...desksIn(before), ...came.flatMap(({ desk }) => desk ?? [])];
  if (known.length === 0) return invitations;
  const desks = gone(known, (desk) => findDesk(after, desk) !== undefined).map(deskOf);
  const silent = gone(known, (desk) => says(after, desk)).map(deskOf);
  const unbroken = gone(known, (desk) => findBreakGlass(after, desk) !== undefined).map(deskOf);
  const people = [...staffIn(before), ...came.flatMap(({ user }) => user ?? [])];
  const staff = gone(people, (user) => findStaff(after, user) !== undefined).map(userOf);
  const former = formerKeysOf(before, after).map(userOf);
  return [
    ...invitations,
    ...(former.length > 0 ? [leaveGroups(grant, former), endRecoveriesBy(former, null, grant.tx.now)] : []),
    ...(silent.length > 0 ? [dropDocuments(grant, silent)] : []),
    ...(unbroken.length > 0 ? [dropBreakGlass(grant, unbroken)] : []),
    ...(staff.length > 0 ? [dropStaff(grant, staff, after.head.seq)] : []),
    ...(desks.length > 0 ? [dropDesks(grant, desks)] : []),
  ];
}

interface Brought {
  readonly key?: SigningPublicKey;
  readonly desk?: Id;
  readonly user?: Id;
}

/** What a link may have brought that did not stand before. */
function broughtBy(link: Link): Brought {
  if (link.kind !== rosterKind.TENANT) return {};
  switch (link.operation) {
    case operation.GENESIS:
      return link.subject.desk ? { desk: link.subject.desk.desk, user: link.subject.user } : {};
    case operation.INVITE:
      return { key: link.subject.key };
    case operation.DESK: {
      const { desk, setting } = link.subject;
      return setting?.founding ? { desk, user: setting.founding.user } : { desk };
    }
    case operation.STAFF:
      return { user: link.subject.user };
    default:
      return {};
  }
}

const invitationsIn = (state: RosterState | null): SigningPublicKey[] =>
  state ? listEntries(state, entryType.INVITATION).map(({ key }) => key) : [];
const desksIn = (state: RosterState | null): Id[] =>
  state ? listEntries(state, entryType.DESK).map(({ desk }) => desk) : [];
const staffIn = (state: RosterState | null): Id[] =>
  state ? listEntries(state, entryType.STAFF).map(({ user }) => user) : [];
const says = (state: RosterState, desk: Id): boolean =>
  findPolicy(state, { scope: policyScope.PARTNER, id: desk }) !== undefined;

/** Whom a key was taken from that the company stated before: also where it is stated again. */
function formerKeysOf(before: RosterState | null, after: RosterState): Id[] {
  const known = before ? listEntries(before, entryType.STAFF) : [];
  const seq = before?.head.seq ?? 0;
  return known.flatMap(({ user, signingKey }) => {
    const former = findFormerStaff(after, signingKey);
    return former && former.seq > seq ? [user] : [];
  });
}

/** Each once. */
function gone<K extends Uint8Array>(keys: readonly K[], stands: (key: K) => boolean): K[] {
  const all = new Map(keys.map((key) => [key.toString(), key]));
  return [...all.values()].filter((key) => !stands(key));
}

const deskOf = (desk: Id): TenantId => formatUuid(desk) as TenantId;
const userOf = (user: Id): UserId => formatUuid(user) as UserId;
