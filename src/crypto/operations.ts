/** What each operation does to a state, and what it may not touch (PROTOCOL §4.4). */
import { equalBytes, equalOrNull } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import type { Hash } from "./keys.ts";
import { type Link, operation, rosterKind, type StatedKeys } from "./link.ts";
import { findMember, type Member, mayWrite, memberStatus, role, type StateEntries } from "./roster-state.ts";

/** A link before its state is known. */
export type LinkDraft = Link extends infer L ? (L extends Link ? Omit<L, "state"> : never) : never;

/**
 * The entries after a link, its author being known as a member (or, of a genesis, as its founder). Throws NOT_ALLOWED
 * where the author has no right to the operation or it changes what is not its to change, WRONG_EPOCH likewise for
 * epoch and commitment.
 */
export function enact(before: StateEntries | null, link: LinkDraft): StateEntries {
  if (link.wraps !== null) throw new ProtocolError("NOT_ALLOWED", "wraps");
  if (link.operation === operation.GENESIS) return found(link);
  if (before === null) throw new ProtocolError("BROKEN_CHAIN", "no genesis");
  return link.operation === operation.OWN_KEYS ? replaceKeys(before, link) : beginEpoch(before, link);
}

function found(link: LinkDraft & { operation: typeof operation.GENESIS }): StateEntries {
  if (link.cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  const { user, signingKey, xwingKeyHash } = link.subject;
  const keys = { user, signingKey, xwingKeyHash, status: memberStatus.ACTIVE, seq: 0 };
  if (link.kind === rosterKind.TENANT) {
    if (link.epoch !== 0) throw new ProtocolError("WRONG_EPOCH", "genesis");
    const founder = { ...keys, role: role.ADMINISTRATOR, person: link.subject.person, primary: true };
    return { members: [founder], formerWriters: [], epoch: null };
  }
  if (link.epoch !== 1) throw new ProtocolError("WRONG_EPOCH", "genesis");
  const owner = { ...keys, role: role.OWNER, person: null, primary: false };
  const epoch = { epoch: 1, commitment: link.commitment as Hash, seq: 0 };
  return { members: [owner], formerWriters: [], epoch };
}

function replaceKeys(before: StateEntries, link: LinkDraft & { operation: typeof operation.OWN_KEYS }): StateEntries {
  const { subject, author, seq, cut } = link;
  if (!equalBytes(subject.user, author.user)) throw new ProtocolError("NOT_ALLOWED", "other people's keys");
  if (wasEverUsed(before, subject)) throw new ProtocolError("NOT_ALLOWED", "a signing key that was used before");
  if (link.kind === rosterKind.TENANT && cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  checkSameEpoch(before, link);
  const own = findMember(before, author.user) as Member;
  const renewed = { ...own, signingKey: subject.signingKey, xwingKeyHash: subject.xwingKeyHash, seq };
  return {
    members: before.members.map((member) => (member === own ? renewed : member)),
    formerWriters: [...before.formerWriters, { signingKey: own.signingKey, user: own.user, cut, seq }],
    epoch: before.epoch,
  };
}

function beginEpoch(before: StateEntries, link: LinkDraft & { operation: typeof operation.NEW_EPOCH }): StateEntries {
  if (before.epoch === null || !mayWrite(before, link.author.user, link.author.key)) {
    throw new ProtocolError("NOT_ALLOWED", "new epoch");
  }
  if (link.cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  const commitment = link.commitment;
  if (link.epoch !== before.epoch.epoch + 1 || equalOrNull(commitment, before.epoch.commitment)) {
    throw new ProtocolError("WRONG_EPOCH", "new epoch");
  }
  return { ...entriesOf(before), epoch: { epoch: link.epoch, commitment: commitment as Hash, seq: link.seq } };
}

function checkSameEpoch(before: StateEntries, link: LinkDraft): void {
  const same = link.epoch === (before.epoch?.epoch ?? 0);
  if (!same || !equalOrNull(link.commitment, before.epoch?.commitment ?? null)) {
    throw new ProtocolError("WRONG_EPOCH", "link");
  }
}

function wasEverUsed(before: StateEntries, { signingKey }: StatedKeys): boolean {
  return [...before.members, ...before.formerWriters].some((entry) => equalBytes(entry.signingKey, signingKey));
}

function entriesOf({ members, formerWriters }: StateEntries): Pick<StateEntries, "members" | "formerWriters"> {
  return { members, formerWriters };
}
