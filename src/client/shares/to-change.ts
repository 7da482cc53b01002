/** What people know who are no recipients of a share any more: epochs tell it. */
import type { Id } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import {
  findMember,
  findShareGroup,
  formerWritersOf,
  isActive,
  membersOf,
  type RosterState,
} from "../../crypto/roster-state.ts";
import { groupsOf, guestsOf, membersInForce } from "../../crypto/share.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { type Core, type Open, opened } from "../core.ts";
import { collect, heldVault, ITEM } from "../items/profile.ts";
import { byTitle, viewItem } from "../items/view.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { visitOf } from "../vault/held.ts";
import type { OwnBase } from "../vault/share-chain.ts";
import { baseOf } from "./rights.ts";
import type { ItemToChange } from "./shares.ts";
import { recipientsOfGroup } from "./wraps.ts";

/** Somebody, or a group, that had the keys of a share below an epoch, and no later one. */
interface Gone {
  readonly id: string;
  /** The first epoch that came after. */
  readonly epoch: number;
  /** Milliseconds since 1970, as the link's author said. */
  readonly since: number;
}

/** Live items that were sealed last while somebody had the key who is no recipient any more, by title. Throws NOT_FOUND. */
export async function itemsToChange(core: Core, share: string): Promise<ItemToChange[]> {
  const place = { core, kind: { share } };
  const { vault } = heldVault(place);
  // Whom the company told what, a guest does not know.
  if (visitOf(opened(core).held, share) !== null) return [];
  const gone = goneFrom(opened(core), vault.chain);
  const items = await collect(place, ITEM, (open, held, record) => {
    const known = gone.filter(({ epoch }) => record.epoch < epoch);
    return record.trashedSince > 0 || known.length === 0 ? null : { item: viewItem(open, held, record), known };
  });
  return items
    .sort((a, b) => byTitle(a.item, b.item))
    .map(({ item: { id, title, kind }, known }) => ({
      id,
      title,
      kind,
      known: [...new Set(known.map((each) => each.id))],
      since: new Date(Math.max(...known.map(({ since }) => since))),
    }));
}

/** Who had a key and is no recipient now. */
function goneFrom(open: Open, chain: Chain): Gone[] {
  const base = baseOf(open);
  const here = recipientsNow(open, newestState(chain));
  const gone: Gone[] = [];
  let waiting: Omit<Gone, "epoch">[] = [];
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
    const elsewhere = leftElsewhere(before, chain.states[seq] as RosterState, base);
    const all = [...waiting, ...elsewhere.map((id) => ({ id: formatUuid(id), since: link.time }))];
    gone.push(...all.map((each) => ({ ...each, epoch })));
    waiting = [];
  }
  const next = (newestState(chain).epoch?.epoch ?? 0) + 1;
  gone.push(...waiting.map((each) => ({ ...each, epoch: next })));
  return gone.filter(({ id }) => !here.has(id));
}

/** Who left groups of a share, or the company, between the epoch before and the one that began. */
function leftElsewhere(before: RosterState, after: RosterState, { tenant, groupAt }: OwnBase): Id[] {
  const [from, to] = [before.epoch, after.epoch];
  const state = to?.type === entryType.SHARE_EPOCH ? tenant.states[to.tenantSeq] : undefined;
  if (!state || from?.type !== entryType.SHARE_EPOCH) return [];
  const left = goneIn(state, from.tenantSeq);
  const byName = left.filter((user) => findMember(before, user) !== undefined);
  const byGroup = groupsOf(before).flatMap(({ group, groupSeq }) => {
    const seq = findShareGroup(after, group)?.groupSeq ?? groupSeq;
    const its = groupAt(group, seq);
    if (!its) return [];
    return its.kind === state.kind ? left : [...goneIn(its, groupSeq), ...left.filter((user) => findMember(its, user))];
  });
  return [...byName, ...byGroup];
}

/** Who ceased to be active in a roster behind a seq. */
const goneIn = (state: RosterState, seq: number): Id[] =>
  [...formerWritersOf(state), ...membersOf(state).filter((member) => !isActive(member))]
    .filter((each) => each.seq > seq)
    .map(({ user }) => user);

/** Users and groups that are recipients now. */
function recipientsNow(open: Open, state: RosterState): ReadonlySet<string> {
  const tenant = newestState(baseOf(open).tenant);
  const groups = groupsOf(state).map(({ group }) => group);
  const users = [
    ...membersInForce(state, tenant),
    ...guestsOf(state),
    ...groups.flatMap((group) => recipientsOfGroup(open, group)),
  ];
  return new Set([...users.map(({ user }) => user), ...groups].map((id) => formatUuid(id)));
}
