/** What each operation does to a state, and what it may not touch (PROTOCOL §4.4). */
import { equalBytes } from "./bytes.ts";
import { withoutEnded } from "./desk-lapse.ts";
import { foundedByDesk } from "./desk-operations.ts";
import { entrust } from "./entrust.ts";
import { checkSameEpoch, nextCommitment } from "./epoch-of-link.ts";
import { ProtocolError } from "./errors.ts";
import { enactInGroup } from "./group-operations.ts";
import { enactByGuest, isByGuest } from "./guest-operations.ts";
import type { Hash } from "./keys.ts";
import { type Drafted, type LinkDraft, operation, rosterKind } from "./link.ts";
import { isOutside, type Outside, viewOf } from "./outside.ts";
import { replaceKeys } from "./own-keys.ts";
import { changeState, entrustedOf, mayWrite, type RosterState, type StateEntries, stateOf } from "./roster-state.ts";
import { type GroupAt, noGroups } from "./share.ts";
import { enactInShare } from "./share-operations.ts";
import { entryType, memberStatus, role } from "./state-entries.ts";
import { enactInTenant } from "./tenant-operations.ts";

/**
 * The entries after a link, its author being known as who has the right that it names (or, of a genesis, as its founder).
 * Throws NOT_ALLOWED where the author has no right to the operation or it changes what is not its to change, WRONG_EPOCH
 * likewise for epoch and commitment, WRONG_KEYS where keys are not the tenant's.
 *
 * @param tenant the tenant's state at the head that the link names, for a link of a group or a share; of a share also what a
 *   guest has in its place.
 * @param groupAt the states of groups, for a link of a share.
 */
export function enact(
  before: RosterState | null,
  link: LinkDraft,
  tenant: RosterState | Outside | null,
  groupAt: GroupAt = noGroups,
): StateEntries {
  if (link.wraps !== null && !mayWrap(link)) throw new ProtocolError("NOT_ALLOWED", "wraps");
  if (link.kind === rosterKind.GROUP) {
    if (tenant === null || isOutside(tenant)) throw new ProtocolError("WRONG_TENANT_HEAD", "link");
    return enactInGroup(before, link, tenant);
  }
  if (link.kind === rosterKind.SHARE) {
    if (before !== null && isByGuest(before, link)) return enactByGuest(before, link);
    if (tenant === null) throw new ProtocolError("WRONG_TENANT_HEAD", "link");
    return enactInShare(before, link, viewOf(tenant, groupAt, link.seq));
  }
  if (link.operation === operation.GENESIS) return found(link);
  if (before === null) throw new ProtocolError("BROKEN_CHAIN", "no genesis");
  if (link.kind === rosterKind.TENANT) {
    const now = withoutEnded(before, link);
    return link.operation === operation.OWN_KEYS ? replaceKeys(now, link) : enactInTenant(now, link);
  }
  if (link.operation === operation.OWN_KEYS) return replaceKeys(before, link);
  switch (link.operation) {
    case operation.MOVE:
      return move(before, link);
    case operation.ENTRUST:
      demandOwner(before, link);
      return entrust(before, link);
    case operation.NEW_EPOCH:
      return beginEpoch(before, link);
  }
}

const mayWrap = ({ kind, operation: deed }: LinkDraft): boolean =>
  (kind === rosterKind.GROUP && deed === operation.NEW_EPOCH) ||
  (kind === rosterKind.SHARE && (deed === operation.NEW_EPOCH || deed === operation.GENESIS)) ||
  deed === operation.ENTRUST;

function found(link: Drafted<1 | 4, 1>): StateEntries {
  if (link.cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  const { user, signingKey, xwingKeyHash } = link.subject;
  const keys = { type: entryType.MEMBER, user, signingKey, xwingKeyHash, status: memberStatus.ACTIVE, seq: 0 } as const;
  if (link.kind === rosterKind.TENANT) {
    if (link.epoch !== 0) throw new ProtocolError("WRONG_EPOCH", "genesis");
    if (link.subject.desk) return foundedByDesk(link.subject.desk, link.subject);
    return stateOf([{ ...keys, role: role.ADMINISTRATOR, person: link.subject.person, primary: true }]);
  }
  if (link.epoch !== 1) throw new ProtocolError("WRONG_EPOCH", "genesis");
  return stateOf([
    { ...keys, role: role.OWNER, person: null, primary: false },
    { type: entryType.EPOCH, epoch: 1, commitment: link.commitment as Hash, seq: 0 },
  ]);
}

function beginEpoch(before: RosterState, link: Drafted<4, 3>): StateEntries {
  demandOwner(before, link);
  if (before.epoch === null) throw new ProtocolError("NOT_ALLOWED", "new epoch");
  if (link.cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  const entrusted = entrustedOf(before);
  return changeState(
    before,
    [{ type: entryType.EPOCH, epoch: link.epoch, commitment: nextCommitment(before, link), seq: link.seq }],
    entrusted ? [entrusted] : [],
  );
}

function demandOwner(before: RosterState, { author }: LinkDraft): void {
  if (!mayWrite(before, author.user, author.key)) throw new ProtocolError("NOT_ALLOWED", "owner");
}

function move(before: RosterState, link: Drafted<4, 19>): StateEntries {
  if (link.cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  const [from, to] = [before.tenantHead, link.tenantHead];
  if (!from || !to || !equalBytes(link.subject.tenant, from.id) || equalBytes(to.id, from.id)) {
    throw new ProtocolError("NOT_ALLOWED", "tenant");
  }
  checkSameEpoch(before, link);
  return before;
}
