/** Address and name, and what opens the commitment that a roster states of both (PROTOCOL §4.3). */
import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { asPersonSalt, type Hash, type PersonSalt } from "../../crypto/keys.ts";
import { personCommitment } from "../../crypto/person.ts";
import { Failure } from "../../errors.ts";
import { parseLength, parseText } from "../invalid.ts";
import { parseAddress } from "../session/address.ts";
import type { PersonTextInput } from "./input.ts";

export interface PersonText {
  readonly address: string;
  readonly name: string;
  readonly salt: PersonSalt;
}

/** At most so many, by the seq of their link. Throws `BAD_USER_INPUT`. */
export function parsePersons(persons: readonly PersonTextInput[], most: number): Map<number, PersonText> {
  if (persons.length > most) throw new Failure("BAD_USER_INPUT", `persons has 0 to ${most} entries.`);
  const parsed = new Map(persons.map((each) => [each.seq, parsePerson(each)]));
  if (parsed.size !== persons.length) throw new Failure("BAD_USER_INPUT", "persons names one thing twice.");
  return parsed;
}

const parsePerson = ({ address, name, salt }: PersonTextInput): PersonText => ({
  address: parseAddress(address),
  name: parseText(name, "persons.name", 1, 100),
  salt: asPersonSalt(parseLength(salt, "persons.salt", 32)),
});

/** The text of which a link states the commitment. Throws MISMATCH. */
export function openPerson(person: Hash, text: PersonText | undefined): PersonText {
  if (text === undefined || !equalBytes(personCommitment(text.salt, text.address, text.name), person)) {
    throw new ProtocolError("MISMATCH", "person");
  }
  return text;
}
