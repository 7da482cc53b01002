/** The people of a company: who they are stands in the roster, what they are called travels beside it. */
import { equalBytes } from "../../crypto/bytes.ts";
import { asPersonSalt, type Hash, type Id } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import { personCommitment } from "../../crypto/person.ts";
import { isActive, isMarked, listEntries, membersOf, type RosterState } from "../../crypto/roster-state.ts";
import { type Awaiting, entryType, type Member, role } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { type Core, opened } from "../core.ts";
import { listPeopleOperation, type PersonAnswer } from "../transport/company-operations.ts";
import type { UserRole } from "../transport/invitation-operation.ts";
import { tenantOf } from "./act.ts";

export interface Person {
  readonly user: string;
  /** Null where what the server says does not open what an administrator signed: then nobody knows who this is. */
  readonly address: string | null;
  readonly name: string | null;
  readonly role: UserRole;
  readonly primary: boolean;
  readonly suspended: boolean;
  /**
   * An administrator by a desk's break-glass, or by somebody who is one so: who opens to nobody what was theirs before. Whoever is not
   * makes them one anew: a user, and an administrator again (PROTOCOL §4.16).
   */
  readonly marked: boolean;
  /** Whether it is the caller. */
  readonly you: boolean;
  /** What they, or for them another, signed and an administrator has to confirm; null where there is nothing. */
  readonly awaiting: Awaits | null;
}

export interface Awaits {
  /** Of the link that waits. */
  readonly seq: number;
  readonly what: "NAME" | "ADDRESS" | "PRIMARY";
  /** What they would be called. Null for a primary user, and where what the server says does not open what was signed. */
  readonly name: string | null;
  /** What they would sign in by; null as well. The server says that it was proven. */
  readonly address: string | null;
}

/** All members, by name. Throws what `call` throws. */
export const listPeople = async (core: Core): Promise<Person[]> => peopleBy(core, await fetchTexts(core));

/** All members, by name, as far as these texts open what was signed. */
export const peopleBy = (core: Core, texts: ReadonlyMap<string, PersonAnswer>): Person[] =>
  peopleIn(tenantOf(core), opened(core).user, texts);

/** The same of any company's roster. */
export function peopleIn(state: RosterState, own: Id, texts: ReadonlyMap<string, PersonAnswer>): Person[] {
  const awaiting = listEntries(state, entryType.AWAITING);
  const people = membersOf(state).map((member): Person => {
    const user = formatUuid(member.user);
    const text = texts.get(user);
    const known = text && opens(member.person, text);
    return {
      user,
      address: known ? text.address : null,
      name: known ? text.name : null,
      role: roleOf(member),
      primary: member.primary,
      suspended: !isActive(member),
      marked: isMarked(state, member.user),
      you: equalBytes(member.user, own),
      awaiting: awaitsOf(
        awaiting.find((each) => equalBytes(each.user, member.user)),
        known ? text : undefined,
      ),
    };
  });
  return people.sort((a, b) => (a.name ?? "").localeCompare(b.name ?? "") || a.user.localeCompare(b.user));
}

/** Only what opens what was signed is shown. */
function awaitsOf(waits: Awaiting | undefined, text: PersonAnswer | undefined): Awaits | null {
  if (waits === undefined) return null;
  const { seq } = waits;
  if (waits.operation === operation.PRIMARY) return { seq, what: "PRIMARY", name: null, address: null };
  const its = text?.awaiting?.seq === seq ? text.awaiting : null;
  if (!text || !its || !opens(waits.person, its)) return { seq, what: "NAME", name: null, address: null };
  const { name, address } = its;
  return { seq, what: address === text.address ? "NAME" : "ADDRESS", name, address };
}

/** Every member as the server says it: nothing of it is shown before it opens what was signed. */
export async function fetchTexts(core: Core): Promise<ReadonlyMap<string, PersonAnswer>> {
  const texts = new Map<string, PersonAnswer>();
  for (let after: string | null = null; ; ) {
    const { people, next }: { people: readonly PersonAnswer[]; next: string | null } = await call(
      core,
      listPeopleOperation,
      { after },
    );
    for (const person of people) texts.set(person.user, person);
    if (next === null) return texts;
    after = next;
  }
}

/** Whether address and name are the ones that somebody signed for (PROTOCOL §4.3). */
export function opens(
  person: Hash | null,
  { address, name, salt }: { readonly address: string; readonly name: string; readonly salt: Uint8Array },
): boolean {
  return (
    person !== null && salt.length === 32 && equalBytes(personCommitment(asPersonSalt(salt), address, name), person)
  );
}

export const roleOf = ({ role: its }: { readonly role: Member["role"] }): UserRole =>
  its === role.ADMINISTRATOR ? "ADMINISTRATOR" : "USER";

/** The member with this id; undefined where there is none. */
export const memberNamed = (core: Core, user: string): { user: Id } | undefined =>
  membersOf(tenantOf(core)).find((member) => formatUuid(member.user) === user);
