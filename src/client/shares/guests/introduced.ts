/** Who members of a share are, for its guests: what opens the commitments that its roster states (PROTOCOL §4.12). */
import type { Id } from "../../../crypto/keys.ts";
import { findGuest, findMember, type RosterState } from "../../../crypto/roster-state.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { opens } from "../../company/people.ts";
import type { IntroducedAnswer } from "../../transport/guest-operations.ts";
import type { PersonTextAnswer } from "../../transport/person-text.ts";

/** What somebody in a share is called, member or guest; null where what the server says does not open what was signed. */
export function introducedBy(
  state: RosterState,
  answers: readonly IntroducedAnswer[],
): (user: Id) => Pick<PersonTextAnswer, "address" | "name"> | null {
  const texts = new Map(answers.map((each) => [each.user, each]));
  return (user) => {
    const text = texts.get(formatUuid(user));
    const person = findMember(state, user)?.person ?? findGuest(state, user)?.person ?? null;
    return text && opens(person, text) ? text : null;
  };
}
