/** Rosters of the company as its members verified them: for people who want to see for themselves. */
import { toHex } from "../../crypto/bytes.ts";
import { deskRole } from "../../crypto/desk-entries.ts";
import type { Id } from "../../crypto/keys.ts";
import { type Link, type Operation, operation, rosterKind } from "../../crypto/link.ts";
import { findMember, findStaff, listEntries, type RosterState } from "../../crypto/roster-state.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { type Core, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import type { UserRole } from "../transport/invitation-operation.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { frozenGroups } from "../vault/noted.ts";
import { rightsOf } from "./desk-view.ts";
import type { DeskRight } from "./desks.ts";
import { openReason } from "./glass-view.ts";
import { roleOf } from "./people.ts";
import { type KnownNames, knownNames, type PersonText } from "./roster-names.ts";

export interface RosterOptions {
  /** Of a group; else of the company. */
  readonly group?: string;
  /** Asks for texts as well, and shows of them what opens what was signed. */
  readonly names?: boolean;
}

export interface RosterLink {
  readonly seq: number;
  readonly hash: string;
  readonly operation: keyof typeof operation;
  readonly author: string;
  /** The desk of a partner that its author acts for; null where that is somebody of the company. */
  readonly authorDesk: string | null;
  /** Whom it is about; null where it is about nobody. */
  readonly user: string | null;
  /** The group that it names; null where it names none. */
  readonly group: string | null;
  /** The role that it gives; null where it gives none. */
  readonly role: UserRole | null;
  /** The desk that it is about, with what it says of it; null where it is about none. */
  readonly desk: LinkDesk | null;
  /** Whether it made somebody an administrator by break-glass, or by who is one so, and they bear its mark still (PROTOCOL §4.16). */
  readonly marks: boolean;
  /** The seq of the link that it confirms; null where it confirms none. */
  readonly confirms: number | null;
  /** As its author said. */
  readonly time: Date;
  /** Null where nobody asked for names. */
  readonly names: LinkNames | null;
}

/** What a link says of a desk (PROTOCOL §4.15, §4.16). */
export interface LinkDesk {
  /** The id of the partner's tenant. */
  readonly desk: string;
  /** Whether it takes away: the desk, somebody from it, or its break-glass. */
  readonly ends: boolean;
  /** Rights and hours that it gives the desk; null where it gives none. */
  readonly rights: readonly DeskRight[] | null;
  readonly hours: number | null;
  /** Whether it makes somebody the desk's keeper; null where it is about nobody at it. */
  readonly keeper: boolean | null;
  /**
   * What it asks for by break-glass; null where it asks for none. Why, only where names were asked for and the text is what was signed.
   */
  readonly breakGlass: { readonly from: Date; readonly until: Date; readonly reason: string | null } | null;
}

/** What a link speaks of, as verified texts say it; null where none is known that opens what was signed. */
export interface LinkNames {
  readonly author: PersonText | null;
  readonly user: PersonText | null;
  /** Whom it invites, what somebody is to be called, or whose invitation it used or took back. */
  readonly person: PersonText | null;
  /** What somebody was called until then, where the link is about that. */
  readonly former: PersonText | null;
  readonly group: string | null;
}

export interface RosterView {
  readonly roster: string;
  readonly genesis: string;
  readonly seq: number;
  /** Hash of the newest link: two people who see the same here see the same company. */
  readonly head: string;
  readonly links: readonly RosterLink[];
}

const operationNames = new Map(
  Object.entries(operation).map(([name, number]) => [number, name as keyof typeof operation]),
);

/** Every link that this device has verified, in order. */
export async function rosterOf(core: Core, { group, names }: RosterOptions): Promise<RosterView> {
  const chain = chainOf(core, group);
  return rosterOfChain(chain, names ? await knownNames(core) : null);
}

/** The same of any company's roster. */
export function rosterOfChain(chain: Chain, known: KnownNames | null): RosterView {
  const newest = newestState(chain);
  const { head, genesis } = newest;
  const marks = new Set(listEntries(newest, entryType.MARK).map(({ seq }) => seq));
  const links = chain.links.map((signed, at) => viewOf(signed, chain.states[at - 1], { known, marks }));
  return { roster: formatUuid(head.id), genesis: toHex(genesis), seq: head.seq, head: toHex(head.hash), links };
}

/** Of a group that is frozen nothing is shown. */
function chainOf(core: Core, group: string | undefined): Chain {
  const { held } = opened(core);
  const frozen = frozenGroups(held);
  const caught = frozen.get(group ?? "");
  if (caught) throw new ServerCaught(caught.check, caught.id);
  const ofGroup = (its: string) => (frozen.has(its) ? undefined : held.groups.get(its));
  const chain = group === undefined ? held.tenant : ofGroup(group);
  if (!chain) throw new SealgraphError("NOT_FOUND", { part: group === undefined ? "tenant" : "group" });
  return chain;
}

/** What links have in their subjects, each of them some of it. */
interface Subject {
  readonly user?: Uint8Array;
  readonly group?: Uint8Array;
  readonly role?: Parameters<typeof roleOf>[0]["role"];
  readonly seq?: number;
  readonly person?: Uint8Array;
  readonly key?: Uint8Array;
}

function viewOf(
  signed: Uint8Array,
  before: RosterState | undefined,
  { known, marks }: { readonly known: KnownNames | null; readonly marks: ReadonlySet<number> },
): RosterLink {
  const { link, hash } = readSignedLink(signed);
  const about = (link.subject ?? {}) as Subject;
  const [author, user, group] = [link.author.user, about.user, about.group].map(
    (id) => (id && formatUuid(id as never)) ?? null,
  ) as [string, string | null, string | null];
  return {
    seq: link.seq,
    hash: toHex(hash),
    operation: operationNames.get(link.operation as Operation) ?? "GENESIS",
    author,
    authorDesk: deskOfAuthor(link, before),
    user,
    group,
    role: about.role === undefined ? null : roleOf({ role: about.role }),
    desk: deskIn(link, known),
    marks: marks.has(link.seq),
    confirms: link.operation === operation.CONFIRM ? (about.seq ?? null) : null,
    time: new Date(link.time),
    names: known && {
      author: known.users.get(author) ?? null,
      user: known.users.get(user ?? "") ?? null,
      person: known.personOf(about),
      former: link.operation === operation.PERSON ? personBefore(before, link.author.user, known) : null,
      group: known.groups.get(group ?? "") ?? null,
    },
  };
}

function deskIn(link: Link, known: KnownNames | null): LinkDesk | null {
  const nothing = { ends: false, rights: null, hours: null, keeper: null, breakGlass: null };
  if (link.operation === operation.DESK) {
    const { desk, setting } = link.subject;
    if (setting === null) return { ...nothing, desk: formatUuid(desk), ends: true };
    const keeper = setting.founding ? true : null;
    return { ...nothing, desk: formatUuid(desk), rights: rightsOf(setting), hours: setting.hours, keeper };
  }
  if (link.operation === operation.STAFF) {
    const { desk, setting } = link.subject;
    const keeper = setting && setting.role === deskRole.KEEPER;
    return { ...nothing, desk: formatUuid(desk), ends: setting === null, keeper };
  }
  if (link.operation === operation.BREAK_GLASS) {
    const { desk, asked } = link.subject;
    const reason = asked && openReason(asked.reason, known?.reasons.get(link.seq));
    const breakGlass = asked && { from: new Date(asked.from), until: new Date(asked.until), reason };
    return { ...nothing, desk: formatUuid(desk), ends: asked === null, breakGlass };
  }
  if (link.operation !== operation.GENESIS || link.kind !== rosterKind.TENANT || !link.subject.desk) return null;
  const { desk, hours, ...its } = link.subject.desk;
  return { ...nothing, desk: formatUuid(desk), rights: rightsOf(its), hours, keeper: true };
}

/** As the roster stood behind the link before. */
function deskOfAuthor(link: Link, before: RosterState | undefined): string | null {
  const staff = before && findStaff(before, link.author.user);
  if (staff) return formatUuid(staff.desk);
  const isFounding = link.operation === operation.GENESIS && link.kind === rosterKind.TENANT && link.subject.desk;
  return isFounding ? formatUuid(isFounding.desk) : null;
}

function personBefore(before: RosterState | undefined, user: Id, known: KnownNames): PersonText | null {
  const person = before && findMember(before, user)?.person;
  return person ? known.personOf({ person }) : null;
}
