/** Whom an application means by a recipient, and putting them into a share. */
import { equalBytes } from "../../crypto/bytes.ts";
import type { Id } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import {
  findGroup,
  findMember,
  findShareGroup,
  isActive,
  listEntries,
  type RosterState,
} from "../../crypto/roster-state.ts";
import { findRecipient, isOpenToGuests, type Recipient, writes } from "../../crypto/share.ts";
import { entryType, type GroupRole, role, type ShareRole } from "../../crypto/state-entries.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { fetchTexts, peopleBy } from "../company/people.ts";
import type { Core } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { checkGroupsReach } from "../vault/noted.ts";
import { draftAct } from "./draft-act.ts";
import { draftWraps } from "./draft-wraps.ts";
import { type ShareDrafting, stateIn } from "./drafting.ts";
import { draftIntroductions } from "./guests/introduce.ts";
import { groupNow } from "./rights.ts";
import type { RecipientInput } from "./shares.ts";
import { wrappableFor } from "./wraps.ts";

/** Somebody, or a group, that is to be put in: by id. */
export interface Coming {
  readonly id: string;
  readonly isGroup: boolean;
  readonly role: ShareRole;
  /** Milliseconds since 1970. */
  readonly until: number | null;
}

/** Who is meant, each once. Asks the server what people are called where addresses are given. Throws NOT_FOUND, INVALID_INPUT. */
export async function resolveAll(core: Core, inputs: readonly RecipientInput[]): Promise<Coming[]> {
  const byAddress = inputs.some(({ address }) => address !== undefined) ? await addresses(core) : new Map();
  const all = inputs.map((input): Coming => {
    const { user, address, group, permission = "READER", expiresAt } = input;
    const its = role[permission];
    const until = expiresAt ? expiresAt.getTime() : null;
    if (until !== null && !(Number.isSafeInteger(until) && until > core.around.now())) refuseInput("expiresAt");
    if (its === role.OWNER && (group !== undefined || until !== null)) refuseInput("permission");
    const id = group ?? user ?? byAddress.get(address?.trim().toLowerCase() ?? "");
    if (id === undefined) throw new SealgraphError("NOT_FOUND", { part: group === undefined ? "user" : "group" });
    return { id, isGroup: group !== undefined, role: its, until };
  });
  return [...new Map(all.map((each) => [each.id, each])).values()];
}

/** Links about recipients in a commit: it takes 8, and its vaults may need some of their own. */
export const mostInCommit = 5;

const linksOf = ({ until }: Coming): number => (until === null ? 1 : 2);

/** They in order, in parts of so many links at most. */
export function* inParts(all: readonly Coming[], most: number): Generator<Coming[]> {
  let part: Coming[] = [];
  let links = 0;
  for (const coming of all) {
    if (links + linksOf(coming) > most) {
      yield part;
      part = [];
      links = 0;
    }
    part.push(coming);
    links += linksOf(coming);
  }
  if (part.length > 0) yield part;
}

/** Only who opens what was signed is found by an address. */
async function addresses(core: Core): Promise<Map<string, string>> {
  const people = peopleBy(core, await fetchTexts(core));
  return new Map(people.flatMap(({ address, user }) => (address ? [[address.toLowerCase(), user] as const] : [])));
}

/**
 * Puts them in, with a wrap of the key for each who can be given one. Throws FORBIDDEN, KEY_PENDING, ALREADY_MEMBER, NOT_FOUND for
 * whoever is not active in the company, and for groups that this device is not shown.
 */
export async function draftAll(drafting: ShareDrafting, all: readonly Coming[]): Promise<void> {
  for (const coming of all) {
    if (coming.isGroup) draftGroup(drafting, coming);
    else draftMember(drafting, coming);
    if (coming.until === null) continue;
    const subject = { recipient: idOf(coming.id), time: coming.until };
    draftAct(drafting, { operation: operation.EXPIRY, subject });
  }
  draftIntroductions(drafting);
  checkGroupsReach(drafting.open.held, stateIn(drafting));
  const ids = new Set(all.map(({ id }) => id));
  await draftWraps(drafting, wrappableFor(drafting.open, stateIn(drafting), ids));
}

function draftMember(drafting: ShareDrafting, { id, role: its }: Coming): void {
  const user = idOf(id);
  const stated = findMember(drafting.basis.tenant, user);
  if (!isActive(stated)) throw new SealgraphError("NOT_FOUND", { part: "user" });
  const { signingKey, xwingKeyHash } = stated;
  const known = findMember(stateIn(drafting), user);
  if (known && equalBytes(known.signingKey, signingKey)) throw new SealgraphError("ALREADY_MEMBER");
  const subject = { user, role: its, signingKey, xwingKeyHash };
  draftAct(drafting, { operation: operation.ADD, subject }, { cuts: known !== undefined });
}

function draftGroup(drafting: ShareDrafting, { id, role: its }: Coming): void {
  const group = idOf(id);
  const now = groupNow(drafting.open, group);
  const named = findGroup(drafting.basis.tenant, group);
  if (!now || !named) throw new SealgraphError("NOT_FOUND", { part: "group" });
  if (findShareGroup(stateIn(drafting), group)) throw new SealgraphError("ALREADY_MEMBER");
  if (writes(its) && isOpenToGuests(stateIn(drafting))) throw new SealgraphError("EDITOR_GROUPS");
  const subject = { group, genesis: named.genesis, role: its as GroupRole, groupSeq: now.head.seq };
  draftAct(drafting, { operation: operation.ADD_GROUP, subject });
}

/** Who is meant of those who are in it. Throws NOT_FOUND. */
export function recipientIn(
  drafting: ShareDrafting,
  recipient: string,
): { readonly id: Id; readonly entry: Recipient } {
  const id = idOf(recipient);
  const state = stateIn(drafting);
  const entry = findRecipient(state, id);
  if (entry === undefined) throw new SealgraphError("NOT_FOUND", { part: "recipient" });
  return { id, entry };
}

/** Throws LAST_OWNER where nobody would own it without this one. */
export function refuseLastOwner(state: RosterState, entry: Recipient | undefined): void {
  if (entry?.type !== entryType.MEMBER || entry.role !== role.OWNER) return;
  const owners = listEntries(state, entryType.MEMBER).filter(({ role: its }) => its === role.OWNER);
  if (owners.length < 2) throw new SealgraphError("LAST_OWNER");
}

/** Throws NOT_FOUND for what is no id. */
export function idOf(text: string): Id {
  try {
    return parseUuid(text);
  } catch {
    throw new SealgraphError("NOT_FOUND", { part: "recipient" });
  }
}
