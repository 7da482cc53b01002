/** Who had a key of a share and is no recipient any more: by its roster, those of company and groups, and the clock. */
import type { Id } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import {
  findGroup,
  findMember,
  findShareGroup,
  formerWritersOf,
  isActive,
  listEntries,
  membersOf,
  type RosterState,
} from "../../crypto/roster-state.ts";
import { groupsOf, guestsOf, membersInForce } from "../../crypto/share.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { entryType, type ShareGroup } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Open } from "../core.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { baseOf, groupNow } from "./rights.ts";
import { recipientsOfGroup } from "./wraps.ts";

/** Somebody, or a group, that had the keys of a share below an epoch, and no later one. */
export interface Gone extends Leaving {
  /** The first epoch that came after, or will. */
  readonly epoch: number;
}

interface Leaving {
  readonly id: string;
  /** Milliseconds since 1970, as the link's author said; or when their time was over. */
  readonly since: number;
}

/** Who had a key and is no recipient now, by these rosters and by the clock. */
export function goneFrom(open: Open, chain: Chain, now: number): Gone[] {
  const newest = newestState(chain);
  const here = recipientsNow(open, newest, now);
  const gone: Gone[] = [];
  let waiting: Leaving[] = [];
  for (const [seq, signed] of chain.links.entries()) {
    const before = chain.states[seq - 1];
    const { link } = readSignedLink(signed);
    if (before === undefined) continue;
    if (link.operation === operation.LEAVE) waiting.push({ id: formatUuid(link.subject.user), since: link.time });
    if (link.operation === operation.REMOVE && "recipient" in link.subject) {
      waiting.push({ id: formatUuid(link.subject.recipient), since: link.time });
    }
    if (link.operation !== operation.NEW_EPOCH) continue;
    const { epoch } = link;
    gone.push(...[...waiting, ...leftBefore(open, before, chain.states[seq] as RosterState)].map(during(epoch)));
    waiting = [];
  }
  const next = (newest.epoch?.epoch ?? 0) + 1;
  gone.push(...[...waiting, ...leftSince(open, newest), ...overBy(newest, now)].map(during(next)));
  return gone.filter(({ id }) => !here.has(id));
}

const during =
  (epoch: number) =>
  (each: Leaving): Gone => ({ ...each, epoch });

/** Whose time is over: whoever writes next takes them out. */
const overBy = (state: RosterState, now: number): Leaving[] =>
  listEntries(state, entryType.EXPIRY).flatMap(({ recipient, time }) =>
    time <= now ? [{ id: formatUuid(recipient), since: time }] : [],
  );

/** Who left groups of a share, or the company, between the epoch before and the one that began. */
function leftBefore(open: Open, before: RosterState, after: RosterState): Leaving[] {
  const { epoch } = after;
  if (epoch?.type !== entryType.SHARE_EPOCH) return [];
  const seqOf = ({ group, groupSeq }: ShareGroup) => findShareGroup(after, group)?.groupSeq ?? groupSeq;
  return leftElsewhere(open, before, baseOf(open).tenant.states[epoch.tenantSeq], seqOf);
}

/** The same since the epoch in force: whoever writes next begins another because of them. */
const leftSince = (open: Open, state: RosterState): Leaving[] =>
  leftElsewhere(
    open,
    state,
    newestState(baseOf(open).tenant),
    ({ group, groupSeq }) => groupNow(open, group)?.head.seq ?? groupSeq,
  );

/** Who left since the epoch of a share, up to a state of the company and these of its groups. */
function leftElsewhere(
  open: Open,
  share: RosterState,
  company: RosterState | undefined,
  seqOf: (entry: ShareGroup) => number,
): Leaving[] {
  const { tenant, groupAt } = baseOf(open);
  const { epoch } = share;
  if (!company || epoch?.type !== entryType.SHARE_EPOCH) return [];
  const left = goneIn(company, epoch.tenantSeq);
  const byName = left.filter(({ user }) => findMember(share, user) !== undefined).map(leavingBy(tenant));
  const byGroup = groupsOf(share).flatMap((entry) => {
    const { group, groupSeq } = entry;
    const its = groupAt(group, seqOf(entry));
    if (!findGroup(company, group)) return endOf(tenant, group, epoch.tenantSeq, company.head.seq);
    if (!its) return [];
    if (its.kind === company.kind) return left.map(leavingBy(tenant));
    const inGroup = goneIn(its, groupSeq).map(leavingBy(open.held.groups.get(formatUuid(group))));
    return [...inGroup, ...left.filter(({ user }) => findMember(its, user)).map(leavingBy(tenant))];
  });
  return [...byName, ...byGroup];
}

/** Who ceased to be active in a roster behind a seq. */
const goneIn = (state: RosterState, seq: number): { readonly user: Id; readonly seq: number }[] =>
  [...formerWritersOf(state), ...membersOf(state).filter((member) => !isActive(member))].filter(
    (each) => each.seq > seq,
  );

const leavingBy =
  (chain: Chain | undefined) =>
  ({ user, seq }: { readonly user: Id; readonly seq: number }): Leaving => ({
    id: formatUuid(user),
    since: timeOf(chain, seq),
  });

const timeOf = (chain: Chain | undefined, seq: number): number => {
  const signed = chain?.links[seq];
  return signed ? readSignedLink(signed).link.time : 0;
};

/** A group that ended behind a seq of the company's roster. */
function endOf(tenant: Chain, group: Id, from: number, to: number): Leaving[] {
  const past = tenant.states.slice(0, to + 1);
  const seq = past.findIndex((state, at) => at > from && !findGroup(state, group));
  return seq < 0 ? [] : [{ id: formatUuid(group), since: timeOf(tenant, seq) }];
}

/** Users and groups that are recipients now. */
function recipientsNow(open: Open, state: RosterState, now: number): ReadonlySet<string> {
  const tenant = newestState(baseOf(open).tenant);
  const over = new Set(overBy(state, now).map(({ id }) => id));
  const isIn = (id: Id) => !over.has(formatUuid(id));
  const groups = groupsOf(state).flatMap(({ group }) => (isIn(group) && findGroup(tenant, group) ? [group] : []));
  const byName = [...membersInForce(state, tenant), ...guestsOf(state)].filter(({ user }) => isIn(user));
  const users = [...byName, ...groups.flatMap((group) => recipientsOfGroup(open, group))];
  return new Set([...users.map(({ user }) => user), ...groups].map((id) => formatUuid(id)));
}
