/** Desks as a company's verified roster has them; what people at them are called travels beside it. */

import { breakGlassReasonHash } from "../../crypto/break-glass.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { type Desk as DeskEntry, deskRole, type Staff } from "../../crypto/desk-entries.ts";
import { deskRight as rightBit } from "../../crypto/desk-terms.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { desksOf, findBreakGlass, type RosterState, staffOf } from "../../crypto/roster-state.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { DeskTextAnswer, StaffTextAnswer } from "../transport/desk-operations.ts";
import { type BreakGlass, type Desk, type DeskRight, type DeskStaff, deskRights } from "./desks.ts";
import { opens } from "./people.ts";

/** What the server says of desks, beside the roster. */
export interface DeskTexts {
  readonly desks: readonly DeskTextAnswer[];
  readonly staff: ReadonlyMap<string, StaffTextAnswer>;
}

export const rightsOf = ({ rights }: { readonly rights: number }): DeskRight[] =>
  deskRights.filter((right) => (rights & rightBit[right]) !== 0);

/** The sum of rights. */
export const sumOfRights = (rights: readonly DeskRight[]): number =>
  [...new Set(rights)].reduce((sum, right) => sum + rightBit[right], 0);

/** All desks of a company, by id. */
export const viewDesks = (company: RosterState, texts: DeskTexts, now: number): Desk[] =>
  desksOf(company)
    .map((desk) => viewDesk(company, desk, texts, now))
    .sort((a, b) => (a.desk < b.desk ? -1 : 1));

function viewDesk(company: RosterState, entry: DeskEntry, texts: DeskTexts, now: number): Desk {
  const desk = formatUuid(entry.desk);
  const its = texts.desks.find((each) => each.desk === desk);
  const people = staffOf(company, entry.desk).map((staff) => viewStaff(staff, texts.staff));
  return {
    desk,
    partner: its?.partner ?? null,
    parent: its?.parent ?? null,
    rights: rightsOf(entry),
    hours: entry.hours,
    staff: people.sort((a, b) => Number(b.keeper) - Number(a.keeper) || (a.user < b.user ? -1 : 1)),
    breakGlass: viewBreakGlass(company, entry, its, now),
    seq: entry.seq,
  };
}

function viewStaff(staff: Staff, texts: ReadonlyMap<string, StaffTextAnswer>): DeskStaff {
  const user = formatUuid(staff.user);
  const text = texts.get(user);
  const known = text && opens(staff.person, text);
  const [name, address] = [known ? text.name : null, known ? text.address : null];
  return { user, name, address, keeper: staff.role === deskRole.KEEPER };
}

function viewBreakGlass(
  company: RosterState,
  { desk }: DeskEntry,
  text: DeskTextAnswer | undefined,
  now: number,
): BreakGlass | null {
  const entry = findBreakGlass(company, desk);
  // What nobody has dropped yet is over all the same: the next link drops it.
  if (!entry || entry.until <= now) return null;
  const reason = text?.reason ?? null;
  return {
    reason: reason !== null && isReason(reason, entry.reason) ? reason : null,
    from: new Date(entry.from),
    until: new Date(entry.until),
    by: formatUuid(entry.author),
    inForce: entry.from <= now,
  };
}

function isReason(text: string, hash: Uint8Array): boolean {
  try {
    return equalBytes(breakGlassReasonHash(text), hash);
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}
