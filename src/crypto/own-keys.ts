import { equalBytes } from "./bytes.ts";
import { formerStaffOf, lapsedWithStaff } from "./desk-lapse.ts";
import { checkSameEpoch } from "./epoch-of-link.ts";
import { ProtocolError } from "./errors.ts";
import { hasKey } from "./key-index.ts";
import { lapsedWith } from "./lapse.ts";
import { type Drafted, type RosterKind, rosterKind, type StatedKeys } from "./link.ts";
import {
  changeState,
  findFormer,
  findFormerStaff,
  findGuest,
  findMember,
  findStaff,
  type StateEntries,
} from "./roster-state.ts";
import { entryType, type FormerWriter, type Guest, type Member, memberStatus } from "./state-entries.ts";

/** The entries after a link by which a user's keys are replaced (PROTOCOL §4.4). Throws NOT_ALLOWED, WRONG_EPOCH. */
export function replaceKeys(before: StateEntries, link: Drafted<RosterKind, 2>): StateEntries {
  const { subject, author, seq, cut } = link;
  if (!equalBytes(subject.user, author.user)) throw new ProtocolError("NOT_ALLOWED", "other people's keys");
  if (wasEverUsed(before, subject)) throw new ProtocolError("NOT_ALLOWED", "a signing key that was used before");
  const ofVault = link.kind === rosterKind.PROFILE || link.kind === rosterKind.SHARE;
  if (!ofVault && cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  checkSameEpoch(before, link);
  const { signingKey, xwingKeyHash } = subject;
  const keys = { signingKey, xwingKeyHash, seq };
  const guest = link.kind === rosterKind.SHARE ? findGuest(before, author.user) : undefined;
  if (guest)
    return changeState(before, [{ ...guest, ...keys, status: memberStatus.SUSPENDED }, formerWriterOf(guest, link)]);
  const staff = link.kind === rosterKind.TENANT ? findStaff(before, author.user) : undefined;
  if (staff)
    return changeState(before, [{ ...staff, ...keys }, formerStaffOf(staff, seq)], lapsedWithStaff(before, staff));
  const own = findMember(before, author.user) as Member;
  // In a share a member is introduced by the keys of then (PROTOCOL §4.12).
  const member: Member = link.kind === rosterKind.SHARE ? { ...own, ...keys, person: null } : { ...own, ...keys };
  return changeState(before, [member, formerWriterOf(own, link)], lapsedWith(before, own));
}

/** Somebody from whom a key, or the right to write, is taken. */
export function formerWriterOf(
  { signingKey, user }: Member | Guest,
  { cut, seq }: Pick<FormerWriter, "cut" | "seq">,
): FormerWriter {
  return { type: entryType.FORMER, signingKey, user, cut, seq };
}

/** Whether somebody has this signing key in the roster, or had it: a key stands for one person and one time (PROTOCOL §4.4). */
export function wasEverUsed(before: StateEntries, { signingKey }: Pick<StatedKeys, "signingKey">): boolean {
  const former = findFormer(before, signingKey) ?? findFormerStaff(before, signingKey);
  return hasKey(before.keys, signingKey) || former !== undefined;
}
