import { equalBytes } from "./bytes.ts";
import { checkSameEpoch } from "./epoch-of-link.ts";
import { ProtocolError } from "./errors.ts";
import { hasKey } from "./key-index.ts";
import { lapsedWith } from "./lapse.ts";
import { type Drafted, type RosterKind, rosterKind, type StatedKeys } from "./link.ts";
import { changeState, findFormer, findMember, type StateEntries } from "./roster-state.ts";
import { entryType, type FormerWriter, type Member } from "./state-entries.ts";

/** The entries after a link by which a user's keys are replaced (PROTOCOL §4.4). Throws NOT_ALLOWED, WRONG_EPOCH. */
export function replaceKeys(before: StateEntries, link: Drafted<RosterKind, 2>): StateEntries {
  const { subject, author, seq, cut } = link;
  if (!equalBytes(subject.user, author.user)) throw new ProtocolError("NOT_ALLOWED", "other people's keys");
  if (wasEverUsed(before, subject)) throw new ProtocolError("NOT_ALLOWED", "a signing key that was used before");
  const ofVault = link.kind === rosterKind.PROFILE || link.kind === rosterKind.SHARE;
  if (!ofVault && cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  checkSameEpoch(before, link);
  const own = findMember(before, author.user) as Member;
  const { signingKey, xwingKeyHash } = subject;
  const former: FormerWriter = { type: entryType.FORMER, signingKey: own.signingKey, user: own.user, cut, seq };
  return changeState(before, [{ ...own, signingKey, xwingKeyHash, seq }, former], lapsedWith(before, own));
}

/** Whether somebody has this signing key in the roster, or had it: a key stands for one person and one time (PROTOCOL §4.4). */
export function wasEverUsed(before: StateEntries, { signingKey }: Pick<StatedKeys, "signingKey">): boolean {
  return hasKey(before.keys, signingKey) || findFormer(before, signingKey) !== undefined;
}
