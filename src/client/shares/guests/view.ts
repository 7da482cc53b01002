/** Guests of a share, and a share as its guest sees it (PROTOCOL §4.12). */
import { equalBytes } from "../../../crypto/bytes.ts";
import type { Id } from "../../../crypto/keys.ts";
import { operation } from "../../../crypto/link.ts";
import type { Outside } from "../../../crypto/outside.ts";
import { findExpiry, isActive, membersOf, type RosterState } from "../../../crypto/roster-state.ts";
import { groupsOf, guestsOf } from "../../../crypto/share.ts";
import { readSignedLink } from "../../../crypto/signed-link.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { call } from "../../account/session.ts";
import { type Core, opened } from "../../core.ts";
import { shareGuestsOperation } from "../../transport/guest-operations.ts";
import { newestState } from "../../vault/chain.ts";
import { type HeldShare, visitOf } from "../../vault/held.ts";
import { permissionOf } from "../rights.ts";
import type { ShareRecipient } from "../shares.ts";
import { introducedBy } from "./introduced.ts";

const nobody = { user: null, group: null, name: null, address: null, answer: null, active: true, left: false } as const;
/** What is told of guests alone, of everybody else. */
export const noGuest = { guest: false, unverified: false, keysChanged: false } as const;

/** Its guests, by name; without asking where there are none. Throws what `call` throws. */
export async function viewGuests(core: Core, its: HeldShare): Promise<ShareRecipient[]> {
  const state = newestState(its.chain);
  return guestsOf(state).length === 0 ? [] : guestsIn(core, state, (await askWho(core, its)).guests);
}

/** All who are in it, for its guest. Throws what `call` throws. */
export async function viewRecipientsFromOutside(
  core: Core,
  its: HeldShare,
  outside: Outside,
): Promise<ShareRecipient[]> {
  const state = newestState(its.chain);
  const { guests, introduced } = await askWho(core, its);
  const known = introducedBy(state, introduced);
  const changed = changedSince(its, outside);
  const members = membersOf(state).map(
    ({ user, role }): ShareRecipient => ({
      ...nobody,
      user: formatUuid(user),
      name: known(user)?.name ?? null,
      address: known(user)?.address ?? null,
      permission: permissionOf(role),
      ...timeOf(core, state, user),
      you: false,
      ...noGuest,
      keysChanged: changed.has(formatUuid(user)),
    }),
  );
  const groups = groupsOf(state).map(
    ({ group, role }): ShareRecipient => ({
      ...nobody,
      group: formatUuid(group),
      permission: permissionOf(role),
      ...timeOf(core, state, group),
      you: false,
      ...noGuest,
    }),
  );
  return [...members.sort(byName), ...groups, ...guestsIn(core, state, guests)];
}

type Who = NonNullable<Awaited<ReturnType<(typeof shareGuestsOperation)["read"]>>>;

/** A guest whose keys nobody verified is told of nobody. */
async function askWho(core: Core, { share }: HeldShare): Promise<Who> {
  const answer = await call(core, shareGuestsOperation, { share }, visitOf(opened(core).held, share));
  return answer ?? { guests: [], introduced: [] };
}

/** Guests as a roster states them, with what opens its commitments; by name. */
export function guestsIn(core: Core, state: RosterState, answers: Who["guests"]): ShareRecipient[] {
  const known = introducedBy(state, answers);
  const all = guestsOf(state).map(
    (guest): ShareRecipient => ({
      ...nobody,
      user: formatUuid(guest.user),
      name: known(guest.user)?.name ?? null,
      address: known(guest.user)?.address ?? null,
      permission: permissionOf(guest.role),
      ...timeOf(core, state, guest.user),
      active: isActive(guest),
      you: equalBytes(guest.user, opened(core).user),
      guest: true,
      unverified: !isActive(guest),
      keysChanged: false,
    }),
  );
  return all.sort(byName);
}

/** Members who replaced their keys behind the link that a guest was told of. */
function changedSince({ chain }: HeldShare, { seq }: Outside): ReadonlySet<string> {
  const changed = chain.links.slice(seq + 1).flatMap((signed) => {
    const { link } = readSignedLink(signed);
    return link.operation === operation.OWN_KEYS ? [formatUuid(link.subject.user)] : [];
  });
  return new Set(changed);
}

/** Until when somebody is in it, and whether that is over by this device's clock. */
export function timeOf(core: Core, state: RosterState, recipient: Id) {
  const time = findExpiry(state, recipient)?.time;
  const expired = time !== undefined && time <= core.around.now();
  return { expiresAt: time === undefined ? null : new Date(time), expired };
}

export const byName = (a: ShareRecipient, b: ShareRecipient): number => (a.name ?? "").localeCompare(b.name ?? "");
