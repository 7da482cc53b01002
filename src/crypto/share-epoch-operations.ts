/** A share's first epoch, those that follow, and to whom its key is entrusted (PROTOCOL §4.11, §4.14). */
import { equalBytes } from "./bytes.ts";
import type { ChainHead } from "./chain.ts";
import { checkEntrustedTo, entrust, entrustedDue } from "./entrust.ts";
import { nextCommitment } from "./epoch-of-link.ts";
import { ProtocolError } from "./errors.ts";
import type { Hash, Id } from "./keys.ts";
import type { Drafted, LinkDraft, StatedKeys } from "./link.ts";
import type { ShareView } from "./outside.ts";
import {
  changeState,
  entrustedOf,
  findExpiry,
  findGroup,
  type RosterState,
  type StateEntries,
  stateOf,
} from "./roster-state.ts";
import { dueByTenant, findRecipient, type GroupAt, groupsOf, shareDue } from "./share.ts";
import { allFormer } from "./share-parting.ts";
import { demand, rightsOf } from "./share-rights.ts";
import {
  type Entrusted,
  entryType,
  memberStatus,
  role,
  type ShareGroup,
  type ShareRole,
  type StateEntry,
} from "./state-entries.ts";
import { checkStated } from "./stated-keys.ts";

export type ShareLink<O extends LinkDraft["operation"]> = Drafted<3, O>;

export function found(link: ShareLink<1>, view: ShareView): StateEntries {
  const { author, subject } = link;
  const { user, signingKey, xwingKeyHash, name } = subject;
  if (!equalBytes(author.user, user) || !equalBytes(author.key, signingKey) || author.seq !== 0 || author.via) {
    throw new ProtocolError("WRONG_AUTHOR", "genesis");
  }
  checkStatedIn(view, subject);
  if (link.cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  if (link.epoch !== 1) throw new ProtocolError("WRONG_EPOCH", "genesis");
  if (link.wraps?.count !== 1) throw new ProtocolError("NOT_ALLOWED", "wraps");
  return stateOf([
    { ...newMember({ user, signingKey, xwingKeyHash }, role.OWNER), seq: 0 },
    { type: entryType.NAME, name, seq: 0 },
    epochEntry(link, link.commitment as Hash),
  ]);
}

export const newMember = (keys: StatedKeys, its: ShareRole) => {
  const { user, signingKey, xwingKeyHash } = keys;
  const rest = { role: its, status: memberStatus.ACTIVE, person: null, primary: false } as const;
  return { type: entryType.MEMBER, user, signingKey, xwingKeyHash, ...rest };
};

const epochEntry = ({ epoch, seq, tenantHead }: ShareLink<1 | 3>, commitment: Hash): StateEntry => ({
  type: entryType.SHARE_EPOCH,
  epoch,
  commitment,
  tenantSeq: (tenantHead as ChainHead).seq,
  seq,
});

/** Keys that the company's rosters have to state; a guest has none of them. */
export function checkStatedIn({ tenant }: ShareView, keys: StatedKeys): void {
  if (tenant !== null) checkStated(keys, tenant);
}

/**
 * A writer begins the next epoch, states where the groups are, and drops those that ended. Former writers go: no head below
 * this link counts any more (`checkNotCut`). Which groups stand a guest is told by the link itself, and not whether it was due.
 */
export function beginEpoch(before: RosterState, link: ShareLink<3>, view: ShareView): StateEntries {
  const { tenant, groupAt } = view;
  if (link.cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  demand(rightsOf(before, link, view).writer, "writer");
  const seqs = new Map(link.subject.groups.map(([group, seq]) => [keyOf(group), seq]));
  const stands = ({ group }: { readonly group: Id }) =>
    tenant ? findGroup(tenant, group) !== undefined : seqs.has(keyOf(group));
  const [standing, ended] = split(groupsOf(before), stands);
  const entrusted = entrustedOf(before);
  const named = entrusted && stands(entrusted) ? [...standing, entrusted] : standing;
  if (seqs.size !== named.length || !named.every(({ group }) => seqs.has(keyOf(group))))
    throw new ProtocolError("NOT_ALLOWED", "groups");
  const moved = standing.map((entry): ShareGroup => {
    const groupSeq = seqs.get(keyOf(entry.group)) as number;
    if (groupSeq < entry.groupSeq) throw new ProtocolError("WENT_BACK", "group");
    if (tenant && groupAt(entry.group, groupSeq) === null) throw new ProtocolError("WRONG_ROSTER_HEAD", "group");
    return { ...entry, groupSeq };
  });
  const recovery = entrusted && tenant && stands(entrusted);
  const recoveryNow = recovery ? recoveryGroupAt(entrusted, seqs.get(keyOf(entrusted.group)) as number, groupAt) : null;
  const now = (entry: ShareGroup) => groupAt(entry.group, seqs.get(keyOf(entry.group)) ?? entry.groupSeq);
  if (tenant && !shareDue(before, tenant, now) && !entrustedDue(before, tenant, () => recoveryNow))
    throw new ProtocolError("NOT_ALLOWED", "an epoch that is not due");
  if ((link.wraps?.count ?? 0) < 1) throw new ProtocolError("NOT_ALLOWED", "wraps");
  const expiries = ended.flatMap(({ group }) => findExpiry(before, group) ?? []);
  const commitment = nextCommitment(before, link);
  const gone = [...ended, ...expiries, ...allFormer(before), ...(entrusted ? [entrusted] : [])];
  return changeState(before, [...moved, epochEntry(link, commitment)], gone);
}

/** Where the link says that the recovery group is: no lower than where the key was entrusted to it. */
function recoveryGroupAt({ group, groupEpoch }: Entrusted, seq: number, groupAt: GroupAt): RosterState {
  const state = groupAt(group, seq);
  if (state === null) throw new ProtocolError("WRONG_ROSTER_HEAD", "recovery group");
  if ((state.epoch?.epoch ?? 0) < groupEpoch) throw new ProtocolError("WENT_BACK", "recovery group");
  return state;
}

/** By a writer: a guest is none of those who know what the company has switched on, and takes it on the writer's word. */
export function entrustShare(before: RosterState, link: ShareLink<28>, { tenant, groupAt }: ShareView): StateEntries {
  if (findRecipient(before, link.subject.group)) throw new ProtocolError("NOT_ALLOWED", "a recipient");
  if (tenant) {
    if (dueByTenant(before, tenant)) throw new ProtocolError("NOT_ALLOWED", "an epoch that is due");
    checkEntrustedTo(link.subject, tenant, groupAt);
  }
  return entrust(before, link);
}

const keyOf = (id: Id): string => id.join();

function split<T>(list: readonly T[], isFirst: (each: T) => boolean): [T[], T[]] {
  return [list.filter(isFirst), list.filter((each) => !isFirst(each))];
}
