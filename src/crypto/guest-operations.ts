/** What is done about guests of a share, and by them (PROTOCOL §4.12). */
import { equalBytes, equalOrNull } from "./bytes.ts";
import { sameHead } from "./chain.ts";
import { checkSameEpoch } from "./epoch-of-link.ts";
import { ProtocolError } from "./errors.ts";
import { hasKey } from "./key-index.ts";
import { type Drafted, type LinkDraft, operation } from "./link.ts";
import { replaceKeys } from "./own-keys.ts";
import {
  changeState,
  findFormer,
  findGuest,
  findInvitation,
  findMember,
  findShareGroup,
  type RosterState,
  type StateEntries,
} from "./roster-state.ts";
import { groupsOf, isOpenToGuests, writes } from "./share.ts";
import { drop, forgiven } from "./share-parting.ts";
import { entryType, type Guest, type GuestRole, type Invitation, type Member, memberStatus } from "./state-entries.ts";

type With<O extends LinkDraft["operation"]> = Drafted<3, O>;

/** Whether a link is one that a guest signs, or whoever becomes one: it rests on the share's roster alone. */
export const isByGuest = (before: StateEntries | null, link: Pick<LinkDraft, "operation" | "author">): boolean =>
  before !== null && (link.operation === operation.JOIN || findGuest(before, link.author.user) !== undefined);

/**
 * The entries after a link by a guest. Throws WRONG_AUTHOR, NOT_ALLOWED, WRONG_EPOCH, WRONG_TENANT_HEAD.
 *
 * A guest begins no epoch: whose keys the company states a guest cannot know.
 */
export function enactByGuest(before: RosterState, link: Drafted<3, LinkDraft["operation"]>): StateEntries {
  // Of the tenant a guest has seen what the share names, and says no more.
  if (!sameHead(link.tenantHead, before.tenantHead)) throw new ProtocolError("WRONG_TENANT_HEAD", "guest");
  if (link.author.via) throw new ProtocolError("WRONG_AUTHOR", "via");
  if (link.operation === operation.JOIN) return join(before, link);
  const guest = findGuest(before, link.author.user);
  if (!guest || !equalBytes(guest.signingKey, link.author.key) || guest.seq !== link.author.seq)
    throw new ProtocolError("WRONG_AUTHOR", "guest");
  if (link.operation === operation.OWN_KEYS) return replaceKeys(before, link);
  if (link.operation !== operation.LEAVE || !equalBytes(link.subject.user, guest.user))
    throw new ProtocolError("NOT_ALLOWED", "guest");
  checkSameEpoch(before, link);
  return drop(before, guest, link);
}

/** The link is signed by the invitation's key, so its author's right is the invitation. */
function join(before: RosterState, link: With<6>): StateEntries {
  const { subject, author, seq } = link;
  const invitation = demandInvitation(before, link);
  const own = equalBytes(author.user, subject.user) && equalBytes(author.key, subject.signingKey);
  if (!own || author.seq !== invitation.seq) throw new ProtocolError("WRONG_AUTHOR", "link");
  checkSameEpoch(before, link);
  if (link.cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  const { user, signingKey, xwingKeyHash } = subject;
  if (findMember(before, user) || findShareGroup(before, user) || findGuest(before, user))
    throw new ProtocolError("NOT_ALLOWED", "a recipient already");
  const former = findFormer(before, signingKey);
  if (hasKey(before.keys, signingKey) || !equalOrNull(former?.user ?? user, user))
    throw new ProtocolError("NOT_ALLOWED", "somebody else's key");
  const guest: Guest = {
    type: entryType.GUEST,
    user,
    // An invitation to a share has no other: `invite`.
    role: invitation.role as GuestRole,
    status: memberStatus.ACTIVE,
    signingKey,
    xwingKeyHash,
    person: invitation.person,
    seq,
  };
  return changeState(before, [guest], [invitation, ...forgiven(before, guest)]);
}

/** By an owner, while no group writes: of who signs, a guest knows those who are named in the share. */
export function invite(before: StateEntries, link: With<4>): StateEntries {
  const { subject, author, seq } = link;
  if (groupsOf(before).some(({ role }) => writes(role))) throw new ProtocolError("NOT_ALLOWED", "a group that writes");
  if (findInvitation(before, subject.key)) throw new ProtocolError("NOT_ALLOWED", "invitation");
  return changeState(before, [{ type: entryType.INVITATION, ...subject, author: author.user, seq }]);
}

export const voidInvitation = (before: StateEntries, link: With<5>): StateEntries =>
  changeState(before, [], [demandInvitation(before, link)]);

function demandInvitation(before: StateEntries, { subject }: With<5 | 6>): Invitation {
  const invitation = findInvitation(before, subject.key);
  if (invitation === undefined) throw new ProtocolError("NOT_ALLOWED", "invitation");
  return invitation;
}

/** By an owner who compared the words of the guest's new keys. */
export function resume(before: StateEntries, { subject, seq }: With<10>): StateEntries {
  const guest = findGuest(before, subject.user);
  if (guest?.status !== memberStatus.SUSPENDED) throw new ProtocolError("NOT_ALLOWED", "guest");
  return changeState(before, [{ ...guest, status: memberStatus.ACTIVE, seq }]);
}

/** Who members are, as the tenant states it; `tenant` is null for a guest, who takes an owner's word. */
export function introduce(before: StateEntries, link: With<25>, tenant: StateEntries | null): StateEntries {
  if (!isOpenToGuests(before)) throw new ProtocolError("NOT_ALLOWED", "no guests");
  const named = link.subject.persons.map(([user, person]): Member => {
    const member = findMember(before, user);
    if (member === undefined) throw new ProtocolError("NOT_ALLOWED", "member");
    if (tenant && !equalOrNull(findMember(tenant, user)?.person ?? null, person))
      throw new ProtocolError("NOT_ALLOWED", "person");
    return { ...member, person, seq: link.seq };
  });
  return changeState(before, named);
}
