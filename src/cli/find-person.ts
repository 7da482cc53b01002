import type { Client, Person } from "../client/index.ts";
import { choose, isId } from "./choose.ts";

/** Somebody of the company, by address, name or id. Throws NOT_FOUND, AMBIGUOUS. */
export const findPerson = async (client: Client, reference: string): Promise<Person> =>
  choosePerson(await client.company.people(), reference);

export interface Named {
  readonly user: string;
  readonly name: string | null;
  readonly address: string | null;
}

/** As `findPerson`, among these. */
export function choosePerson<Of extends Named>(all: readonly Of[], reference: string): Of {
  const people = all.map((person) => ({ ...person, id: person.user }));
  const names = ({ name, address }: Named) => [name, address].filter((each) => each !== null);
  const shown = ({ address, name }: Named) => address ?? name ?? "";
  return choose({ what: "person", of: names, shown, whole: true }, reference, people);
}

/** Somebody who is in the company, or was. An id is taken as it is. Throws NOT_FOUND, AMBIGUOUS. */
export async function findAnybody(client: Client, reference: string) {
  const members = (await client.company.people()).map(({ user, name, address }) => ({
    user,
    name,
    address,
    gone: false,
  }));
  const former = (await client.company.formerPeople()).map(({ user, name, address }) => ({
    user,
    name,
    address,
    gone: true,
  }));
  const all = [...members, ...former].map((each) => ({ ...each, id: each.user }));
  if (isId(reference)) return all.find(({ id }) => id === reference) ?? { user: reference, name: null };
  const names = ({ name, address }: (typeof all)[number]) => [name, address].filter((each) => each !== null);
  const shown = ({ address, name, gone }: (typeof all)[number]) => `${address ?? name ?? ""}${gone ? ", gone" : ""}`;
  return choose({ what: "person", of: names, shown, whole: true }, reference, all);
}
