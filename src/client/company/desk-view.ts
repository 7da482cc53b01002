/** Desks as a company's verified roster has them; what people at them are called travels beside it. */

import { type Desk as DeskEntry, deskRole, type Staff } from "../../crypto/desk-entries.ts";
import { deskRight as rightBit } from "../../crypto/desk-terms.ts";
import { desksOf, type RosterState, staffOf } from "../../crypto/roster-state.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { DeskTextAnswer, StaffTextAnswer } from "../transport/desk-operations.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { type Desk, type DeskRight, type DeskStaff, deskRights } from "./desks.ts";
import { dismissedIn, glassesOf, viewEnded, viewStanding } from "./glass-view.ts";
import { opens } from "./people.ts";
import type { GlassTexts } from "./roster-names.ts";

/** What the server says of desks, beside the roster. */
export interface DeskTexts {
  readonly desks: readonly DeskTextAnswer[];
  readonly staff: ReadonlyMap<string, StaffTextAnswer>;
  readonly glasses: GlassTexts;
}

export const rightsOf = ({ rights }: { readonly rights: number }): DeskRight[] =>
  deskRights.filter((right) => (rights & rightBit[right]) !== 0);

/** The sum of rights. */
export const sumOfRights = (rights: readonly DeskRight[]): number =>
  [...new Set(rights)].reduce((sum, right) => sum + rightBit[right], 0);

/** All desks of a company, by id. */
export const viewDesks = (chain: Chain, texts: DeskTexts, now: number): Desk[] =>
  desksOf(newestState(chain))
    .map((desk) => viewDesk(chain, desk, texts, now))
    .sort((a, b) => (a.desk < b.desk ? -1 : 1));

/** All that are dismissed, and asked for something that was over in the last 30 days, by id. */
export const viewDismissed = (chain: Chain, { glasses: texts }: Pick<DeskTexts, "glasses">, now: number): Desk[] =>
  dismissedIn(chain, now)
    .map(({ desk, hours, seq }) => ({
      desk: formatUuid(desk),
      partner: null,
      parent: null,
      rights: [],
      hours,
      staff: [],
      breakGlass: null,
      ended: viewEnded(glassesOf(chain, desk, now), texts),
      dismissed: true,
      seq,
    }))
    .sort((a, b) => (a.desk < b.desk ? -1 : 1));

function viewDesk(chain: Chain, entry: DeskEntry, texts: DeskTexts, now: number): Desk {
  const company: RosterState = newestState(chain);
  const glasses = glassesOf(chain, entry.desk, now);
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
    breakGlass: viewStanding(glasses, texts.glasses, now),
    ended: viewEnded(glasses, texts.glasses),
    dismissed: false,
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
