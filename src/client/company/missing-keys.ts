/** Keys of groups that are missing: the first of each is made, wraps are handed over, and broken ones given back (PROTOCOL §4.8). */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { groupDue, recipientsOf } from "../../crypto/group.ts";
import type { SymmetricKey } from "../../crypto/keys.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { type Core, opened } from "../core.ts";
import type { MemberWrapWire } from "../transport/company-operations.ts";
import {
  deliverWrapsOperation,
  type PendingWrapAnswer,
  pendingWrapsOperation,
  refuseWrapOperation,
} from "../transport/group-operations.ts";
import { actInCompany, tenantOf } from "./act.ts";
import { groupOf } from "./drafting.ts";
import { fetchGroups, newestSecret, openSecrets, publicKeysOf, wrapForEach } from "./group-keys.ts";
import { beginEpoch, secretFor } from "./group-secret.ts";
import { inPortions } from "./portions.ts";
import { newestOf, standing } from "./standing-groups.ts";

/** What was done for groups: keys that were begun, and keys that were given to people. */
export interface Tended {
  readonly keysMade: number;
  readonly keysGiven: number;
}
export type Tending = { -readonly [K in keyof Tended]: Tended[K] };

/** A member makes the first key of a group; whoever comes second finds it made. */
export async function makeFirstKeys(core: Core, done: Tending): Promise<void> {
  const { user } = opened(core);
  const isRecipient = (group: string) =>
    recipientsOf(newestOf(core, group), tenantOf(core)).some((each) => equalBytes(each.user, user));
  for (const group of standing(core)) {
    if (newestOf(core, group).epoch !== null || !isRecipient(group)) continue;
    let isFirst = false;
    await actInCompany(
      core,
      async (drafting) => {
        isFirst = groupOf(drafting, group).epoch === null;
        if (isFirst) await beginEpoch(core, drafting, group, null);
      },
      "MEMBER",
    );
    if (isFirst) done.keysMade++;
  }
}

/** Own wraps that do not open the secret which the roster states are given back, so that somebody delivers better ones. */
export async function refuseBroken(core: Core): Promise<void> {
  const groups = standing(core).filter((group) => newestOf(core, group).epoch !== null);
  const answers = await fetchGroups(core, groups);
  for (const group of groups) {
    const { groups: chains } = opened(core).held;
    const [chain, answer, epoch] = [chains.get(group), answers.get(group), newestOf(core, group).epoch?.epoch ?? 0];
    const isWrapped = answer?.wraps.some((wrap) => wrap.epoch === epoch);
    if (!chain || !isWrapped || openSecrets(core, chain, answer).has(epoch)) continue;
    await call(core, refuseWrapOperation, { input: { group, epoch } });
  }
}

/** The server says what is missing; who gets it, the rosters say. */
export async function deliverMissing(core: Core, done: Tending): Promise<void> {
  done.keysGiven += await inPortions((wrapped) => deliverPortion(core, done, wrapped));
}

async function deliverPortion(core: Core, done: Tending, wrapped: Set<string>): Promise<number> {
  const pending = (await call(core, pendingWrapsOperation, {})).filter((each) => !wrapped.has(nameOf(each)));
  const known = new Set(standing(core));
  const groups = [...new Set(pending.map(({ group }) => group))].filter((group) => known.has(group));
  if (groups.length === 0) return 0;
  let delivered = 0;
  const answers = await fetchGroups(core, groups);
  for (const group of groups) {
    const chain = opened(core).held.groups.get(group);
    const state = newestOf(core, group);
    const secret = chain ? newestSecret(state, openSecrets(core, chain, answers.get(group))) : null;
    if (secret === null || state.epoch === null) continue;
    // Whoever waits is given no key that somebody has who is gone: theirs is the next.
    if (groupDue(state, tenantOf(core))) {
      if (await renewDue(core, group)) done.keysMade++;
      continue;
    }
    const its = pending.filter((each) => each.group === group);
    const wraps = await wrapsFor(core, group, { secret, epoch: state.epoch.epoch }, its);
    for (const wrap of wraps) wrapped.add(nameOf(wrap));
    if (wraps.length > 0) delivered += await call(core, deliverWrapsOperation, { input: { wraps } });
  }
  return delivered;
}

/** Of one wrap. */
const nameOf = ({ group, epoch, user }: PendingWrapAnswer) => `${group} ${epoch} ${user}`;

/** Begins the next epoch of a group, for all of its recipients. False for whoever comes second: it is begun. */
async function renewDue(core: Core, group: string): Promise<boolean> {
  let isDue = false;
  await actInCompany(
    core,
    async (drafting) => {
      isDue = groupDue(groupOf(drafting, group), drafting.tenant);
      if (isDue) await secretFor(core, drafting, group);
    },
    "MEMBER",
  );
  return isDue;
}

async function wrapsFor(
  core: Core,
  group: string,
  { secret, epoch }: { readonly secret: SymmetricKey; readonly epoch: number },
  pending: readonly PendingWrapAnswer[],
): Promise<MemberWrapWire[]> {
  const named = new Set(pending.filter((each) => each.epoch === epoch).map(({ user }) => user));
  const state = newestOf(core, group);
  const recipients = recipientsOf(state, tenantOf(core)).filter(({ user }) => named.has(formatUuid(user)));
  const keys = await publicKeysOf(core, recipients);
  return wrapForEach(recipients, keys, { roster: state.head.id, epoch }, secret).map(
    ({ user, wrap }): MemberWrapWire => ({ group, epoch, user: formatUuid(user), wrap: encodeBase64url(wrap) }),
  );
}
