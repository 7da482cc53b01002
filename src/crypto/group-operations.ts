/** What is done in a group's roster, by what the tenant's states (PROTOCOL §4.4, §4.8). */
import { equalBytes } from "./bytes.ts";
import { checkSameEpoch, nextCommitment } from "./epoch-of-link.ts";
import { ProtocolError } from "./errors.ts";
import { bindsMembers, groupDue, recipientsOf } from "./group.ts";
import { type Drafted, type LinkDraft, operation } from "./link.ts";
import { replaceKeys } from "./own-keys.ts";
import { enactInRecovery } from "./recovery-operations.ts";
import {
  changeState,
  findGroup,
  findMember,
  isAdministrator,
  isMarked,
  isMarkedGroup,
  type RosterState,
  type StateEntries,
  stateOf,
} from "./roster-state.ts";
import { entryType, groupClass, memberStatus, role, type StateEntry } from "./state-entries.ts";
import { checkStated } from "./stated-keys.ts";

type With<O extends LinkDraft["operation"]> = Drafted<2, O>;
type InGroup = With<1 | 2 | 3 | 7 | 8 | 11 | 15 | 18 | 27>;

/** The entries after a link of a group. Throws NOT_ALLOWED, WRONG_EPOCH, WRONG_KEYS, BROKEN_CHAIN. */
export function enactInGroup(before: RosterState | null, link: InGroup, tenant: RosterState): StateEntries {
  if (link.cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  if (link.operation === operation.GENESIS) return found(link, tenant);
  if (before === null) throw new ProtocolError("BROKEN_CHAIN", "no genesis");
  demandNamed(before, tenant);
  if (before.class === groupClass.RECOVERY) return enactInRecovery(before, link, tenant);
  if (link.operation === operation.NEW_EPOCH) return beginEpoch(before, link, tenant);
  if (before.class === groupClass.EVERYONE) throw new ProtocolError("NOT_ALLOWED", "everyone");
  checkSameEpoch(before, link);
  switch (link.operation) {
    case operation.OWN_KEYS:
      checkStated(link.subject, tenant);
      return replaceKeys(before, link);
    case operation.ADD:
      return add(before, link, tenant);
    case operation.REMOVE:
    case operation.LEAVE:
      return part(before, link, tenant);
    case operation.NAME:
      demandAdministrator(link, tenant);
      return changeState(before, [{ type: entryType.NAME, name: link.subject.name, seq: link.seq }]);
    case operation.ROLE:
    case operation.CODE:
      throw new ProtocolError("NOT_ALLOWED", "no recovery group");
  }
}

function found(link: With<1>, tenant: RosterState): StateEntries {
  demandAdministrator(link, tenant);
  if (link.epoch !== 0) throw new ProtocolError("WRONG_EPOCH", "genesis");
  const { class: its, name } = link.subject;
  if ((its === groupClass.NAMED) === (name === null)) throw new ProtocolError("NOT_ALLOWED", "name");
  const entries: StateEntry[] = name === null ? [] : [{ type: entryType.NAME, name, seq: 0 }];
  return stateOf(entries);
}

/** A group takes links after the company has named it, and until it has ended. */
function demandNamed({ head, genesis, class: its }: RosterState, tenant: StateEntries): void {
  const named = findGroup(tenant, head.id);
  if (named?.class !== its || !equalBytes(named.genesis, genesis)) throw new ProtocolError("NOT_ALLOWED", "group");
}

function demandAdministrator({ author }: LinkDraft, tenant: StateEntries): void {
  if (!isAdministrator(findMember(tenant, author.user))) throw new ProtocolError("NOT_ALLOWED", "administrator");
}

function add(before: RosterState, link: With<18>, tenant: RosterState): StateEntries {
  demandAdministrator(link, tenant);
  // Whom they let in, members' devices give the key: so they let into what one of them made alone (PROTOCOL §4.16).
  if (isMarked(tenant, link.author.user) && !isMarkedGroup(tenant, before))
    throw new ProtocolError("NOT_ALLOWED", "marked");
  checkStated(link.subject, tenant);
  if (findMember(before, link.subject.user)) throw new ProtocolError("NOT_ALLOWED", "a member already");
  const its = { role: role.MEMBER, status: memberStatus.ACTIVE, person: null, primary: false };
  return changeState(before, [{ type: entryType.MEMBER, ...link.subject, ...its, seq: link.seq }]);
}

function part(before: RosterState, link: With<7 | 8>, tenant: RosterState): StateEntries {
  const { subject, author, seq, cut } = link;
  if (link.operation === operation.REMOVE) demandAdministrator(link, tenant);
  else if (!equalBytes(subject.user, author.user)) throw new ProtocolError("NOT_ALLOWED", "somebody else");
  if (link.operation === operation.LEAVE && bindsMembers(before, tenant))
    throw new ProtocolError("NOT_ALLOWED", "bound");
  const member = findMember(before, subject.user);
  if (member === undefined) throw new ProtocolError("NOT_ALLOWED", "member");
  const { signingKey, user } = member;
  return changeState(before, [{ type: entryType.FORMER, signingKey, user, cut, seq }], [member]);
}

function beginEpoch(before: RosterState, link: With<3>, tenant: RosterState): StateEntries {
  const recipients = recipientsOf(before, tenant);
  if (!recipients.some(({ user }) => equalBytes(user, link.author.user))) {
    throw new ProtocolError("NOT_ALLOWED", "new epoch");
  }
  if (before.epoch !== null && !groupDue(before, tenant))
    throw new ProtocolError("NOT_ALLOWED", "an epoch that is not due");
  const wrapped = link.wraps?.count ?? 0;
  if (wrapped < 1 || wrapped > recipients.length) throw new ProtocolError("NOT_ALLOWED", "wraps");
  return changeState(before, [
    {
      type: entryType.GROUP_EPOCH,
      epoch: link.epoch,
      commitment: nextCommitment(before, link),
      xwingKeyHash: link.subject.xwingKeyHash,
      tenantSeq: tenant.head.seq,
      seq: link.seq,
    },
  ]);
}
