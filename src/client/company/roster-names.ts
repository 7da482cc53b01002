/** What people and groups in a roster are called, as far as this device can tell and verify. */
import { toHex } from "../../crypto/bytes.ts";
import { asPersonSalt } from "../../crypto/keys.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import { personCommitment } from "../../crypto/person.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { type Core, opened } from "../core.ts";
import { breakGlassReasonsOperation, type StaffTextAnswer, staffTextsOperation } from "../transport/desk-operations.ts";
import type { Chain } from "../vault/chain.ts";
import { fetchFormer, formerBy, isToldOfFormer } from "./former.ts";
import { listGroups } from "./group-view.ts";
import { fetchInvitations } from "./invitations.ts";
import { fetchTexts, peopleBy } from "./people.ts";

/** What somebody is called, and reached by. */
export interface PersonText {
  readonly name: string;
  readonly address: string;
}

/** What is known beside the chain: names that open what was signed, and reasons by the seqs of the links that asked. */
export interface GlassTexts {
  readonly users: ReadonlyMap<string, PersonText>;
  readonly reasons: ReadonlyMap<number, string>;
}

export interface KnownNames {
  /** Members, and for administrators former members as well, by id. */
  readonly users: ReadonlyMap<string, PersonText>;
  readonly groups: ReadonlyMap<string, string>;
  /** Why break-glass was asked for, as the server says, by the seqs of the links that did. */
  readonly reasons: ReadonlyMap<number, string>;
  /** Whom a commitment is to, or that of the invitation with this key. */
  personOf(subject: { readonly person?: Uint8Array; readonly key?: Uint8Array }): PersonText | null;
}

/** Somebody by id, as far as texts open what was signed. */
interface NamedPerson {
  readonly user: string;
  readonly name: string | null;
  readonly address: string | null;
}

export interface SaltedText extends PersonText {
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
  const people = [...formerBy(core, former), ...peopleBy(core, members)];
  const groups = new Map(
    (await listGroups(core)).flatMap(({ group, name, everyone }) => {
      const title = everyone ? "Everyone" : name;
      return title === null ? [] : [[group, title] as const];
    }),
  );
  if (held.tenant === null) return { users: new Map(), groups, reasons: new Map(), personOf: () => null };
  const staff = await allStaff(held.tenant, (users) => call(core, staffTextsOperation, { users }));
  const reasons = await allReasons(held.tenant, (seqs) => call(core, breakGlassReasonsOperation, { seqs }));
  return namesIn(held.tenant, { people, texts: [...texts, ...staff], groups, reasons });
}

/** Who asked for a break-glass or ended it, and why: members, and whoever is or was at a desk. Throws what `call` throws. */
export async function glassTexts(core: Core, chain: Chain): Promise<Pick<KnownNames, "users" | "reasons">> {
  const people = peopleBy(core, await fetchTexts(core));
  const texts = await allStaff(chain, (users) => call(core, staffTextsOperation, { users }));
  const reasons = await allReasons(chain, (seqs) => call(core, breakGlassReasonsOperation, { seqs }));
  return namesIn(chain, { people, texts, groups: new Map(), reasons });
}

/** Why break-glass was ever asked for, by what `ask` gives: in the order in which it is asked. */
export async function allReasons(
  chain: Chain,
  ask: (seqs: readonly number[]) => Promise<readonly (string | null)[]>,
): Promise<Map<number, string>> {
  const seqs = chain.links.flatMap(askedIn);
  const reasons = new Map<number, string>();
  for (let at = 0; at < seqs.length; at += most) {
    const answer = await ask(seqs.slice(at, at + most));
    for (const [place, reason] of answer.entries())
      if (reason !== null) reasons.set(seqs[at + place] as number, reason);
  }
  return reasons;
}

function askedIn(signed: Uint8Array): number[] {
  const { link } = readSignedLink(signed);
  return link.operation === operation.BREAK_GLASS && link.subject.asked ? [link.seq] : [];
}

/** Whoever is or was at a desk, by what `ask` gives of them. */
export async function allStaff(
  chain: Chain,
  ask: (users: readonly string[]) => Promise<readonly StaffTextAnswer[]>,
): Promise<StaffTextAnswer[]> {
  const users = [...new Set(chain.links.flatMap(staffIn))];
  const found: StaffTextAnswer[] = [];
  for (let at = 0; at < users.length; at += most) found.push(...(await ask(users.slice(at, at + most))));
  return found;
}

/** Users in one question. */
const most = 100;

/** Names by texts that open what the links of a roster commit to. */
export function namesIn(
  chain: Chain,
  {
    people,
    texts,
    groups,
    reasons,
  }: {
    readonly people: readonly NamedPerson[];
    readonly texts: readonly SaltedText[];
    readonly groups: ReadonlyMap<string, string>;
    readonly reasons: ReadonlyMap<number, string>;
  },
): KnownNames {
  const byCommitment = new Map(texts.flatMap(committed));
  const invited = new Map(chain.links.flatMap(invitationIn));
  const staff = chain.links.flatMap((signed) => staffNamed(signed, byCommitment));
  const named = people.flatMap(({ user, ...text }) => (isWhole(text) ? [[user, textOf(text)] as const] : []));
  return {
    users: new Map([...staff, ...named]),
    groups,
    reasons,
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

/** Who is named as staff by a link, and by what commitment. */
function staffIn(signed: Uint8Array): string[] {
  return staffOfLink(signed).map(({ user }) => user);
}

const staffNamed = (signed: Uint8Array, texts: ReadonlyMap<string, PersonText>): (readonly [string, PersonText])[] =>
  staffOfLink(signed).flatMap(({ user, person }) => {
    const text = texts.get(toHex(person));
    return text ? [[user, text] as const] : [];
  });

function staffOfLink(signed: Uint8Array): { readonly user: string; readonly person: Uint8Array }[] {
  const { link } = readSignedLink(signed);
  if (link.operation === operation.STAFF && link.subject.setting) {
    return [{ user: formatUuid(link.subject.user), person: link.subject.setting.person }];
  }
  if (link.operation === operation.DESK && link.subject.setting?.founding) {
    const { user, person } = link.subject.setting.founding;
    return [{ user: formatUuid(user), person }];
  }
  if (link.operation !== operation.GENESIS || link.kind !== rosterKind.TENANT || !link.subject.desk) return [];
  return [{ user: formatUuid(link.subject.user), person: link.subject.person }];
}

/** An invitation's key, and whom it was made for. */
function invitationIn(signed: Uint8Array): (readonly [string, string])[] {
  const { link } = readSignedLink(signed);
  if (link.operation !== operation.INVITE) return [];
  return [[toHex(link.subject.key), toHex(link.subject.person)]];
}
