/** What is said of desks, of who is at them and of what they ask for (PROTOCOL §4.15, §4.16). */
import { mostBreakGlassHours, mostHoursAhead } from "./break-glass.ts";
import { equalBytes } from "./bytes.ts";
import type { DeskFounding, FoundingDesk, StaffSetting } from "./deeds.ts";
import { type Desk, deskRole, type Staff } from "./desk-entries.ts";
import { askedByDesk, formerStaffOf, invitedBy, lapsedWithStaff, policyOfDesk } from "./desk-lapse.ts";
import { type DeskTerms, deskRight, fewestFoundingHours, hasDeskRight } from "./desk-terms.ts";
import { entryType } from "./entry-type.ts";
import { ProtocolError } from "./errors.ts";
import { hasKey } from "./key-index.ts";
import type { Id } from "./keys.ts";
import type { Drafted, StatedKeys } from "./link.ts";
import {
  changeState,
  desksOf,
  findBreakGlass,
  findDesk,
  findFormer,
  findFormerStaff,
  findMember,
  findStaff,
  keepersOf,
  type StateEntries,
  staffOf,
  stateOf,
} from "./roster-state.ts";
import type { StateEntry } from "./state-entries.ts";
import { haveSameKeys } from "./stated-keys.ts";

type With<O extends 29 | 30 | 31> = Drafted<1, O>;

/** Desks of one tenant, and people at one of them, at most. */
export const mostDesks = 5;
export const mostStaff = 50;

/**
 * What a tenant begins with that a desk founds: the desk and its first keeper, and nobody else. What the desk waits before a
 * break-glass it says itself: less than the floor only an administrator gives it, afterwards. Throws NOT_ALLOWED.
 */
export function foundedByDesk(desk: FoundingDesk, keeper: Omit<DeskFounding, "genesis">): StateEntries {
  if (hasDeskRight(desk, deskRight.BREAK_GLASS) && desk.hours < fewestFoundingHours)
    throw new ProtocolError("NOT_ALLOWED", "hours of a founding desk");
  return stateOf([deskEntry(desk.desk, desk, 0), keeperEntry(desk.desk, keeper, 0)]);
}

/** That the author may is known: an administrator, or, of what is null, a keeper of that desk. Throws NOT_ALLOWED. */
export function setDesk(before: StateEntries, { subject, seq }: With<29>): StateEntries {
  const { desk: id, setting } = subject;
  const desk = findDesk(before, id);
  if (setting === null) {
    if (desk === undefined) throw new ProtocolError("NOT_ALLOWED", "desk");
    return dismiss(before, desk, seq);
  }
  const { founding, ...terms } = setting;
  if ((desk === undefined) !== (founding !== null)) throw new ProtocolError("NOT_ALLOWED", "founding of a desk");
  if (desk) return grant(before, desk, terms, seq);
  return open(before, id, { ...terms, ...(founding as DeskFounding) }, seq);
}

function open(before: StateEntries, desk: Id, its: DeskTerms & DeskFounding, seq: number): StateEntries {
  if (desksOf(before).length >= mostDesks) throw new ProtocolError("NOT_ALLOWED", "too many desks");
  demandNobody(before, its.user);
  demandKey(before, its);
  return changeState(before, [deskEntry(desk, its, seq), keeperEntry(desk, its, seq)]);
}

/** Other rights and hours: what a desk has by a right that it loses, goes with it. */
function grant(before: StateEntries, desk: Desk, { rights, hours }: DeskTerms, seq: number): StateEntries {
  if (desk.rights === rights && desk.hours === hours) throw new ProtocolError("NOT_ALLOWED", "no change");
  const loses = (right: (typeof deskRight)[keyof typeof deskRight]) =>
    hasDeskRight(desk, right) && !hasDeskRight({ rights }, right);
  const { desk: id } = desk;
  return changeState(
    before,
    [{ ...desk, rights, hours, seq }],
    [
      ...(loses(deskRight.INVITE) ? invitedBy(before, usersOf(staffOf(before, id))) : []),
      ...(loses(deskRight.POLICY) ? policyOfDesk(before, id) : []),
      ...(loses(deskRight.BREAK_GLASS) ? askedByDesk(before, id) : []),
    ],
  );
}

function dismiss(before: StateEntries, desk: Desk, seq: number): StateEntries {
  const { desk: id } = desk;
  const staff = staffOf(before, id);
  return changeState(
    before,
    staff.map((each) => formerStaffOf(each, seq)),
    [desk, ...staff, ...invitedBy(before, usersOf(staff)), ...policyOfDesk(before, id), ...askedByDesk(before, id)],
  );
}

/**
 * That the author may is known: a keeper of that desk, or, of what is null, an administrator or that user. Throws NOT_ALLOWED.
 */
export function setStaff(before: StateEntries, link: With<30>): StateEntries {
  const { desk, user, setting } = link.subject;
  const standing = findStaff(before, user);
  const here = standing && equalBytes(standing.desk, desk) ? standing : undefined;
  if (setting === null) return takeOff(before, link, here);
  if (findStaff(before, link.author.user) === undefined) throw new ProtocolError("NOT_ALLOWED", "keeper");
  return here ? changeStaff(before, link, here, setting) : takeIn(before, link, setting);
}

function takeOff(before: StateEntries, { author, seq }: With<30>, staff: Staff | undefined): StateEntries {
  if (staff === undefined) throw new ProtocolError("NOT_ALLOWED", "no staff");
  // An administrator takes off whomever the company does not want at a desk.
  const byDesk = findStaff(before, author.user) !== undefined;
  if (byDesk && isLastKeeper(before, staff)) throw new ProtocolError("NOT_ALLOWED", "last keeper");
  return changeState(before, [formerStaffOf(staff, seq)], [staff, ...lapsedWithStaff(before, staff)]);
}

function takeIn(before: StateEntries, { subject, seq }: With<30>, its: StaffSetting): StateEntries {
  const { desk, user } = subject;
  demandNobody(before, user);
  if (staffOf(before, desk).length >= mostStaff) throw new ProtocolError("NOT_ALLOWED", "too many staff");
  demandKey(before, { user, ...its });
  return changeState(before, [{ type: entryType.STAFF, user, desk, ...its, seq }]);
}

function changeStaff(before: StateEntries, { seq }: With<30>, staff: Staff, its: StaffSetting): StateEntries {
  const sameKeys = haveSameKeys(staff, its);
  const sameRole = staff.role === its.role;
  if (sameKeys && sameRole && equalBytes(staff.person, its.person)) throw new ProtocolError("NOT_ALLOWED", "no change");
  if (its.role !== deskRole.KEEPER && isLastKeeper(before, staff))
    throw new ProtocolError("NOT_ALLOWED", "last keeper");
  if (!equalBytes(staff.signingKey, its.signingKey)) demandKey(before, { user: staff.user, ...its });
  const former: StateEntry[] = sameKeys ? [] : [formerStaffOf(staff, seq)];
  const lapsed = sameKeys && sameRole ? [] : lapsedWithStaff(before, staff);
  return changeState(before, [{ ...staff, ...its, seq }, ...former], lapsed);
}

/** That the author may is known: staff of that desk, or, of what is null, an administrator. Throws NOT_ALLOWED. */
export function askBreakGlass(before: StateEntries, { subject, author, seq, time }: With<31>): StateEntries {
  const { desk: id, asked } = subject;
  const standing = findBreakGlass(before, id);
  if (asked === null) {
    if (standing === undefined) throw new ProtocolError("NOT_ALLOWED", "break-glass");
    return changeState(before, [], [standing]);
  }
  if (findStaff(before, author.user) === undefined) throw new ProtocolError("NOT_ALLOWED", "staff");
  if (standing) throw new ProtocolError("NOT_ALLOWED", "a second break-glass");
  const { from, until } = asked;
  const { hours } = findDesk(before, id) as Desk;
  // Later than what asks for it, also without hours: what rests on it is no part of what asks for it.
  if (from <= time || from < time + inHours(hours) || from > time + inHours(mostHoursAhead))
    throw new ProtocolError("NOT_ALLOWED", "begin of a break-glass");
  if (until <= from || until > from + inHours(mostBreakGlassHours))
    throw new ProtocolError("NOT_ALLOWED", "end of a break-glass");
  return changeState(before, [{ type: entryType.BREAK_GLASS, desk: id, ...asked, author: author.user, seq }]);
}

const inHours = (hours: number): number => hours * 3_600_000;

function deskEntry(desk: Id, { genesis, rights, hours }: DeskTerms & Pick<Desk, "genesis">, seq: number): Desk {
  return { type: entryType.DESK, desk, genesis, rights, hours, seq };
}

function keeperEntry(desk: Id, its: Omit<DeskFounding, "genesis">, seq: number): Staff {
  const { user, signingKey, xwingKeyHash, person } = its;
  return { type: entryType.STAFF, user, desk, role: deskRole.KEEPER, signingKey, xwingKeyHash, person, seq };
}

/** Nobody is both a member and staff, or at two desks (PROTOCOL §4.15). */
function demandNobody(before: StateEntries, user: Id): void {
  if (findMember(before, user) || findStaff(before, user)) throw new ProtocolError("NOT_ALLOWED", "somebody known");
}

/** A key that is nobody's in the roster and was nobody's; at desks that user's own of before. */
function demandKey(before: StateEntries, { user, signingKey }: Pick<StatedKeys, "user" | "signingKey">): void {
  const former = findFormerStaff(before, signingKey);
  const isOwn = former === undefined || equalBytes(former.user, user);
  if (hasKey(before.keys, signingKey) || findFormer(before, signingKey) || !isOwn)
    throw new ProtocolError("NOT_ALLOWED", "a signing key that was used before");
}

function isLastKeeper(before: StateEntries, { desk, user }: Staff): boolean {
  const keepers = keepersOf(before, desk);
  return keepers.length === 1 && equalBytes((keepers[0] as Staff).user, user);
}

const usersOf = (staff: readonly Staff[]): Id[] => staff.map(({ user }) => user);
