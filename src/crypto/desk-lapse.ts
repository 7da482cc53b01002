/** What lapses when something is taken from a desk or from somebody at it (PROTOCOL §4.15). */
import { equalBytes, equalOrNull } from "./bytes.ts";
import type { BreakGlass, FormerStaff, Staff } from "./desk-entries.ts";
import { entryType } from "./entry-type.ts";
import type { Id } from "./keys.ts";
import { type Drafted, type LinkDraft, operation } from "./link.ts";
import { withMarks } from "./marks.ts";
import { changeState, desksOf, findBreakGlass, findPolicy, listEntries, type StateEntries } from "./roster-state.ts";
import { policyScope, type StateEntry } from "./state-entries.ts";

/** A key that was taken from somebody at a desk. */
export const formerStaffOf = ({ signingKey, user }: Staff, seq: number): FormerStaff => ({
  type: entryType.FORMER_STAFF,
  signingKey,
  user,
  seq,
});

/** What somebody asked for or invited, who is taken off a desk or has other keys or another role. */
export function lapsedWithStaff(before: StateEntries, { user, desk }: Staff): StateEntry[] {
  const glass = findBreakGlass(before, desk);
  return [...invitedBy(before, [user]), ...(glass && equalBytes(glass.author, user) ? [glass] : [])];
}

/** The invitations of these people, with what is said of them. */
export function invitedBy(before: StateEntries, users: readonly Id[]): StateEntry[] {
  const invitations = listEntries(before, entryType.INVITATION);
  return withMarks(
    before,
    invitations.filter(({ author }) => users.some((user) => equalBytes(user, author))),
  );
}

/** What a desk says of policies. */
export function policyOfDesk(before: StateEntries, desk: Id): StateEntry[] {
  const said = findPolicy(before, { scope: policyScope.PARTNER, id: desk });
  return said ? [said] : [];
}

/** What a desk asked for. */
export function askedByDesk(before: StateEntries, desk: Id): BreakGlass[] {
  const glass = findBreakGlass(before, desk);
  return glass ? [glass] : [];
}

/**
 * The state of a tenant without the break-glass of which a link is behind the end: that its time says, and no clock (PROTOCOL
 * §4.16). What a link ends by itself is left to it.
 */
export function withoutEnded<S extends StateEntries>(before: S, link: Drafted<1, LinkDraft["operation"]>): S {
  const ending = link.operation === operation.BREAK_GLASS && link.subject.asked === null ? link.subject.desk : null;
  const ended = desksOf(before)
    .filter(({ desk }) => !equalOrNull(desk, ending))
    .flatMap(({ desk }) => askedByDesk(before, desk).filter(({ until }) => until <= link.time));
  return ended.length > 0 ? { ...before, ...changeState(before, [], ended) } : before;
}
