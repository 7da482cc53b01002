/** Secrets of groups, as their rosters state them (PROTOCOL §4.8). */
import type { WrapPlace } from "../../crypto/aad.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { openPreviousKey } from "../../crypto/client/epoch.ts";
import { checkGroupSecret } from "../../crypto/client/group.ts";
import { unwrapKey, wrapKeyFor } from "../../crypto/client/key-wrap.ts";
import type { Staff } from "../../crypto/desk-entries.ts";
import { publicKeyHash } from "../../crypto/hash.ts";
import {
  asXWingPublicKey,
  type Id,
  type SymmetricKey,
  type XWingPublicKey,
  type XWingSeed,
} from "../../crypto/keys.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { entryType, type GroupEpoch, type Member } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { MemberWrap } from "../../crypto/wrap-set.ts";
import { call } from "../account/session.ts";
import { type Core, opened } from "../core.ts";
import { ServerCaught } from "../errors.ts";
import { staffKeysOperation } from "../transport/desk-recovery-operations.ts";
import {
  epochsPerAnswer,
  type GroupAnswer,
  groupsOperation,
  publicKeysOperation,
} from "../transport/group-operations.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { firstOf, tried } from "../vault/tried.ts";

/** By epoch: every secret of a group that this device can open. */
export type GroupSecrets = ReadonlyMap<number, SymmetricKey>;

/** How many things one question names. */
const most = 100;

/** What the server has of groups, by id. */
export async function fetchGroups(core: Core, groups: readonly string[]): Promise<ReadonlyMap<string, GroupAnswer>> {
  const found = new Map<string, GroupAnswer>();
  for (let at = 0; at < groups.length; at += most) {
    const answers = await call(core, groupsOperation, { groups: groups.slice(at, at + most) });
    for (const answer of answers) if (answer) found.set(answer.group, await withOlder(core, answer));
  }
  return found;
}

/** The answer with what it was cut short of: older epochs, and wraps of them. Asks no longer than the roster states any. */
async function withOlder(core: Core, answer: GroupAnswer): Promise<GroupAnswer> {
  const { group } = answer;
  const chain = opened(core).held.groups.get(group);
  const stated = (chain && newestState(chain).epoch?.epoch) ?? 0;
  let [whole, last] = [answer, answer];
  for (let asked = 0; asked < stated && last.epochs.length >= epochsPerAnswer; asked += epochsPerAnswer) {
    const before = Math.min(...last.epochs.map(({ epoch }) => epoch));
    const [next] = await call(core, groupsOperation, { groups: [group], before });
    if (next?.group !== group) break;
    whole = { ...whole, epochs: [...whole.epochs, ...next.epochs], wraps: [...whole.wraps, ...next.wraps] };
    last = next;
  }
  return whole;
}

/**
 * Opens every wrap, the newest first, and from each down all secrets before it that are not known yet; each has to be the
 * one that the roster states. What opens otherwise is taken for nothing: whoever knows a public key can wrap something for
 * it, and whoever made an epoch may have sealed anything as the secret before.
 */
export function openSecrets(
  core: Core,
  chain: Chain,
  answer: Pick<GroupAnswer, "epochs" | "wraps"> | undefined,
): GroupSecrets {
  const { keys, user, held } = opened(core);
  // What was wrapped before own keys were replaced opens by the keys of then.
  const seeds = [keys.xwingSeed, ...(held.pins?.former ?? []).map(({ xwingSeed }) => xwingSeed)];
  return answer === undefined ? new Map() : openDown(chain, answer, { user, seeds });
}

/** The same by any seeds, of wraps for any id. */
export function openDown(
  chain: Chain,
  { epochs, wraps }: Pick<GroupAnswer, "epochs" | "wraps">,
  { user, seeds }: { readonly user: Id; readonly seeds: readonly XWingSeed[] },
): GroupSecrets {
  const stated = epochsOf(chain);
  const secrets = new Map<number, SymmetricKey>();
  const [first] = chain.states;
  if (first === undefined) return secrets;
  const { id } = first.head;
  for (const { epoch, wrap } of [...wraps].sort((a, b) => b.epoch - a.epoch)) {
    if (secrets.has(epoch)) continue;
    let at = firstOf(seeds, (seed) => tried(() => unwrapKey(seed, { roster: id, epoch, user }, wrap)));
    for (let below = epoch; at !== null && !secrets.has(below); below--) {
      const entry = stated.get(below);
      const secret = at;
      if (entry === undefined || !isStated(secret, id, entry)) break;
      secrets.set(below, secret);
      const sealed = epochs.find((each) => each.epoch === below)?.previousSecret;
      at = sealed ? tried(() => openPreviousKey(secret, { vault: id, epoch: below }, sealed)) : null;
    }
  }
  return secrets;
}

const isStated = (secret: SymmetricKey, group: Id, entry: GroupEpoch): boolean =>
  tried(() => {
    checkGroupSecret(secret, group, entry);
    return true;
  }) ?? false;

function epochsOf({ states }: Chain): ReadonlyMap<number, GroupEpoch> {
  const epochs = new Map<number, GroupEpoch>();
  for (const { epoch } of states) if (epoch?.type === entryType.GROUP_EPOCH) epochs.set(epoch.epoch, epoch);
  return epochs;
}

/** The secret of the epoch in force, where this device has it. */
export const newestSecret = ({ epoch }: RosterState, secrets: GroupSecrets): SymmetricKey | null =>
  (epoch && secrets.get(epoch.epoch)) ?? null;

/**
 * A secret wrapped for each of these members for whom it can be. Left out, and so pending, is who has no public key here, or
 * one to which nothing can be encapsulated: nobody is kept from a key by somebody else's (PROTOCOL §4.8).
 */
export function wrapForEach(
  members: readonly Member[],
  publicKeys: ReadonlyMap<string, XWingPublicKey>,
  place: Omit<WrapPlace, "user">,
  secret: SymmetricKey,
): MemberWrap[] {
  return members.flatMap(({ user }) => {
    const publicKey = publicKeys.get(formatUuid(user));
    const wrap = publicKey && tried(() => wrapKeyFor(publicKey, { ...place, user }, secret));
    return wrap ? [{ user, wrap }] : [];
  });
}

/**
 * The public X-Wing keys of members, by user, each the one that the company's roster states. Throws SERVER_CAUGHT where the
 * server gives another.
 */
export async function publicKeysOf(
  core: Core,
  members: readonly Member[],
): Promise<ReadonlyMap<string, XWingPublicKey>> {
  const keys = new Map<string, XWingPublicKey>();
  for (let at = 0; at < members.length; at += most) {
    const some = members.slice(at, at + most);
    const answers = await call(core, publicKeysOperation, { users: some.map(({ user }) => formatUuid(user)) });
    for (const [place, member] of some.entries()) {
      const user = formatUuid(member.user);
      const answer = answers[place];
      if (!answer || answer.user !== user) continue;
      keys.set(user, checkPublicKey(member, answer.encryptionKey));
    }
  }
  return keys;
}

/** The same of who is at a desk of the company. */
export async function publicKeysAtDesks(
  core: Core,
  staff: readonly Staff[],
): Promise<ReadonlyMap<string, XWingPublicKey>> {
  if (staff.length === 0) return new Map();
  const answers = new Map((await call(core, staffKeysOperation, {})).map((each) => [each.user, each.encryptionKey]));
  return new Map(
    staff.flatMap((each) => {
      const user = formatUuid(each.user);
      const key = answers.get(user);
      return key ? [[user, checkPublicKey(each, key)] as const] : [];
    }),
  );
}

/** A public key that travelled, as the one that a roster states. Throws SERVER_CAUGHT where it is another. */
export function checkPublicKey({ xwingKeyHash }: Pick<Member, "xwingKeyHash">, bytes: Uint8Array): XWingPublicKey {
  if (bytes.length !== 1_216) throw new ServerCaught("WRONG_KEYS", null);
  const key = asXWingPublicKey(bytes);
  if (!equalBytes(publicKeyHash(key), xwingKeyHash)) throw new ServerCaught("WRONG_KEYS", null);
  return key;
}
