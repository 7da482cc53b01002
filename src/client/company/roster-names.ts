/** What people and groups in a roster are called, as far as this device can tell and verify. */
import { toHex } from "../../crypto/bytes.ts";
import { asPersonSalt } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import { personCommitment } from "../../crypto/person.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { type Core, opened } from "../core.ts";
import { fetchFormer, formerBy, isToldOfFormer } from "./former.ts";
import { listGroups } from "./groups.ts";
import { fetchInvitations } from "./invitations.ts";
import { fetchTexts, peopleBy } from "./people.ts";

/** What somebody is called, and reached by. */
export interface PersonText {
  readonly name: string;
  readonly address: string;
}

export interface KnownNames {
  /** Members, and for administrators former members as well, by id. */
  readonly users: ReadonlyMap<string, PersonText>;
  readonly groups: ReadonlyMap<string, string>;
  /** Whom a commitment is to, or that of the invitation with this key. */
  personOf(subject: { readonly person?: Uint8Array; readonly key?: Uint8Array }): PersonText | null;
}

interface SaltedText extends PersonText {
  readonly salt: Uint8Array;
}

/** Throws what `call` throws. */
export async function knownNames(core: Core): Promise<KnownNames> {
  const { held } = opened(core);
  const administers = isToldOfFormer(core);
  const members = await fetchTexts(core);
  const former = administers ? await fetchFormer(core) : [];
  const texts: SaltedText[] = [
    ...members.values(),
    ...[...members.values()].flatMap(({ awaiting }) => awaiting ?? []),
    ...(administers ? (await fetchInvitations(core)).values() : []),
    ...former,
  ];
  const byCommitment = new Map(texts.flatMap(committed));
  const people = [...formerBy(core, former), ...peopleBy(core, members)];
  const invited = new Map((held.tenant?.links ?? []).flatMap(invitationIn));
  return {
    users: new Map(people.flatMap(({ user: id, ...text }) => (isWhole(text) ? [[id, textOf(text)] as const] : []))),
    groups: new Map(
      (await listGroups(core)).flatMap(({ group, name, everyone }) => {
        const title = everyone ? "Everyone" : name;
        return title === null ? [] : [[group, title] as const];
      }),
    ),
    personOf: ({ person, key }) => {
      const commitment = person ? toHex(person) : invited.get(key ? toHex(key) : "");
      return byCommitment.get(commitment ?? "") ?? null;
    },
  };
}

const textOf = ({ name, address }: PersonText): PersonText => ({ name, address });
const isWhole = (text: { readonly name: string | null; readonly address: string | null }): text is PersonText =>
  text.name !== null && text.address !== null;

/** The commitment that a text opens. */
const committed = (text: SaltedText): (readonly [string, PersonText])[] =>
  text.salt.length === 32
    ? [[toHex(personCommitment(asPersonSalt(text.salt), text.address, text.name)), textOf(text)]]
    : [];

/** An invitation's key, and whom it was made for. */
function invitationIn(signed: Uint8Array): (readonly [string, string])[] {
  const { link } = readSignedLink(signed);
  if (link.operation !== operation.INVITE) return [];
  return [[toHex(link.subject.key), toHex(link.subject.person)]];
}
