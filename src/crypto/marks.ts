/** Who is an administrator by a desk's break-glass, and what follows from such people (PROTOCOL §4.16). */
import type { Mark } from "./desk-entries.ts";
import { markedSwitch } from "./desk-entries.ts";
import { entryType } from "./entry-type.ts";
import type { Id } from "./keys.ts";
import type { LinkDraft } from "./link.ts";
import { findMark, findStaff, isFounding, isMarked, type StateEntries } from "./roster-state.ts";
import type { Invitation } from "./state-entries.ts";

/**
 * What is said of whom an author makes an administrator, or lets be one again, or of the invitation that will: a mark where
 * the author is staff or marked. Whom a founding desk invites is none of them.
 */
export function markedBy(before: StateEntries, { author, seq }: LinkDraft, what: Mark["what"]): Mark[] {
  const byStaff = findStaff(before, author.user) !== undefined && !isFounding(before);
  return byStaff || isMarked(before, author.user) ? [markOf(what, seq)] : [];
}

export const markOf = (what: Mark["what"], seq: number): Mark => ({ type: entryType.MARK, what, seq });

/** The mark that stands, to be dropped. */
export function markThere(before: StateEntries, what: Mark["what"]): Mark[] {
  const mark = findMark(before, what);
  return mark ? [mark] : [];
}

/** Invitations, and what is said of them. */
export const withMarks = (before: StateEntries, invitations: readonly Invitation[]): (Invitation | Mark)[] =>
  invitations.flatMap((each) => [each, ...markThere(before, each.key)]);

/** Of a switch that these put in force: marked where all of them are. */
export function markOfSwitch(before: StateEntries, by: readonly Id[], seq: number): Mark[] {
  return by.every((user) => isMarked(before, user)) ? [markOf(markedSwitch, seq)] : [];
}
