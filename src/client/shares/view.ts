/** Shares as people see them, by what is held. */

import { equalBytes } from "../../crypto/bytes.ts";
import type { Id } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import type { Outside } from "../../crypto/outside.ts";
import { epochDue, findMember, membersOf, type RosterState } from "../../crypto/roster-state.ts";
import { groupsOf, guestsOf, membersInForce, shareDue } from "../../crypto/share.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { listFormerIfTold } from "../company/former.ts";
import { listGroups } from "../company/group-view.ts";
import { fetchTexts, peopleBy } from "../company/people.ts";
import { type Core, type Open, opened } from "../core.ts";
import { type ShareAnswerName, shareAnswersOperation } from "../transport/share-operations.ts";
import { newestState } from "../vault/chain.ts";
import { type HeldShare, scopeOf } from "../vault/held.ts";
import { byName, noGuest, timeOf, viewGuests, viewRecipientsFromOutside } from "./guests/view.ts";
import { nameOf } from "./name.ts";
import { baseOf, groupNow, isUnverified, permissionIn, permissionOf, waysOf } from "./rights.ts";
import type { Share, ShareDetails, ShareOffer, ShareRecipient } from "./shares.ts";

/** A share as this device holds it. */
export function viewShare(core: Core, its: HeldShare): Share {
  const open = opened(core);
  const state = newestState(its.chain);
  const ways = waysOf(open, state);
  return {
    id: its.share,
    name: nameOf(its),
    scope: scopeOf(its.chain),
    permission: permissionIn(open, state, core.around.now()),
    rights: ways.map(({ entry, via, until }) => ({
      group: via ? formatUuid(via.id) : null,
      permission: permissionOf(entry.role),
      expiresAt: until === null ? null : new Date(until),
    })),
    members: membersOf(state).length,
    groups: groupsOf(state).length,
    guests: guestsOf(state).length,
    visited: its.visit ? formatUuid(its.visit.tenant) : null,
    key: keyOf(open, its),
    due: isDue(open, its),
  };
}

function keyOf(open: Open, { share, chain, keys }: HeldShare): Share["key"] {
  const state = newestState(chain);
  if (open.held.frozen.has(share)) return "FROZEN";
  if (isUnverified(state, open.user)) return "UNVERIFIED";
  return keys.has(state.epoch?.epoch ?? 0) ? "HERE" : "PENDING";
}

/** Of a share of another company only as far as its own roster tells. */
function isDue(open: Open, { chain, visit }: HeldShare): boolean {
  const state = newestState(chain);
  if (visit) return epochDue(state);
  return shareDue(state, newestState(baseOf(open).tenant), ({ group }) => groupNow(open, group));
}

/** Who founded a share. */
export function founderOf({ chain }: Pick<HeldShare, "chain">): Id {
  const { link } = readSignedLink(chain.links[0] as Uint8Array);
  return link.author.user;
}

/** Who put the user, or the first of their groups, in: by name where they are in it by name. */
function putInBy(core: Core, its: HeldShare): Id {
  const open = opened(core);
  const [way] = waysOf(open, newestState(its.chain));
  for (const signed of [...its.chain.links].reverse()) {
    const { link } = readSignedLink(signed);
    const byName =
      link.operation === operation.ADD &&
      way?.entry.type !== undefined &&
      !way.via &&
      equalBytes(link.subject.user, open.user);
    const byGroup = link.operation === operation.ADD_GROUP && way?.via && equalBytes(link.subject.group, way.via.id);
    if (byName || byGroup) return link.author.user;
  }
  return founderOf(its);
}

/** What people of the company are called, and those of these who have left it, as far as this session is told. */
async function namesOf(core: Core, users: readonly string[]) {
  const former = users.some((user) => hasLeft(core, user)) ? await listFormerIfTold(core) : [];
  return new Map([...former, ...peopleBy(core, await fetchTexts(core))].map((person) => [person.user, person]));
}

/** Whether the company's roster names them no more. */
const hasLeft = (core: Core, user: string): boolean =>
  findMember(newestState(baseOf(opened(core)).tenant), parseUuid(user)) === undefined;

/** Offers with what the people are called who made them. Throws what `call` throws. */
export async function viewOffers(core: Core, all: readonly HeldShare[]): Promise<ShareOffer[]> {
  if (all.length === 0) return [];
  const offering = all.map((its) => formatUuid(putInBy(core, its)));
  const people = await namesOf(core, offering);
  return all.map((its, place) => {
    const from = offering[place] ?? "";
    const person = people.get(from);
    const named = {
      fromName: person?.name ?? null,
      fromAddress: person?.address ?? null,
      fromLeft: hasLeft(core, from),
    };
    return { ...viewShare(core, its), founder: formatUuid(founderOf(its)), from, ...named };
  });
}

/** Who is in a share, by the state of its roster, and what they are called. Throws what `call` throws. */
export async function viewRecipients(
  core: Core,
  state: RosterState,
  answers: ReadonlyMap<string, ShareAnswerName>,
): Promise<ShareRecipient[]> {
  const open = opened(core);
  const people = await namesOf(
    core,
    membersOf(state).map(({ user }) => formatUuid(user)),
  );
  const groups = new Map((await listGroups(core)).map((group) => [group.group, group]));
  const inForce = new Set(membersInForce(state, newestState(baseOf(open).tenant)).map(({ user }) => formatUuid(user)));
  const members = membersOf(state).map((member): ShareRecipient => {
    const user = formatUuid(member.user);
    const person = people.get(user);
    return {
      user,
      group: null,
      name: person?.name ?? null,
      address: person?.address ?? null,
      permission: permissionOf(member.role),
      ...timeOf(core, state, member.user),
      answer: answers.get(user) ?? null,
      active: inForce.has(user),
      left: hasLeft(core, user),
      you: equalBytes(member.user, open.user),
      ...noGuest,
    };
  });
  const inGroups = groupsOf(state).map((entry): ShareRecipient => {
    const group = formatUuid(entry.group);
    const known = groups.get(group);
    return {
      user: null,
      group,
      name: known?.everyone ? "Everyone" : (known?.name ?? null),
      address: null,
      permission: permissionOf(entry.role),
      ...timeOf(core, state, entry.group),
      answer: null,
      active: groupNow(open, entry.group) !== null,
      left: false,
      you: false,
      ...noGuest,
    };
  });
  return [...members.sort(byName), ...inGroups.sort(byName)];
}

/** A share with who is in it, and what they are called. Throws what `call` throws. */
export async function viewDetails(core: Core, its: HeldShare): Promise<ShareDetails> {
  if (its.visit) return viewVisited(core, its, its.visit);
  const state = newestState(its.chain);
  return {
    ...viewShare(core, its),
    founder: formatUuid(founderOf(its)),
    recipients: [
      ...(await viewRecipients(core, state, await answersOf(core, its.share))),
      ...(await viewGuests(core, its)),
    ],
    epoch: state.epoch?.epoch ?? 0,
  };
}

/** The same of a share of another company, as its guest sees it. */
async function viewVisited(core: Core, its: HeldShare, outside: Outside): Promise<ShareDetails> {
  return {
    ...viewShare(core, its),
    founder: formatUuid(founderOf(its)),
    recipients: await viewRecipientsFromOutside(core, its, outside),
    epoch: newestState(its.chain).epoch?.epoch ?? 0,
  };
}

async function answersOf(core: Core, share: string): Promise<ReadonlyMap<string, ShareAnswerName>> {
  const all = new Map<string, ShareAnswerName>();
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof shareAnswersOperation.read>> = await call(core, shareAnswersOperation, {
      share,
      after,
    });
    if (page === null) return all;
    for (const [user, answer] of page.answers) all.set(user, answer);
    if (page.next === null) return all;
    after = page.next;
  }
}
