/** Opening what was wrapped of a share's keys: each has to be the one that the roster states (PROTOCOL §4.11). */
import { checkKeyCommitment, openPreviousKey } from "../../crypto/client/epoch.ts";
import { deriveGroupSeed } from "../../crypto/client/group.ts";
import { unwrapKey } from "../../crypto/client/key-wrap.ts";
import type { Id, SymmetricKey, XWingSeed } from "../../crypto/keys.ts";
import type { EpochEntry } from "../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { fetchGroups, openSecrets } from "../company/group-keys.ts";
import { type Core, type Open, opened } from "../core.ts";
import type { OwnWrapAnswer, ShareKeysAnswer } from "../transport/share-operations.ts";
import { newestState } from "../vault/chain.ts";
import type { HeldShare } from "../vault/held.ts";
import { frozenGroups } from "../vault/noted.ts";
import { firstOf, tried } from "../vault/tried.ts";

/** By epoch: every key that opens from a wrap, and those before it; and wraps of the epoch in force that open nothing. */
export function openKeys(
  open: Open,
  { id, share, chain, keys }: HeldShare,
  { wraps, epochKeys }: ShareKeysAnswer,
  seedsOf: SeedsOf,
): { readonly keys: ReadonlyMap<number, SymmetricKey>; readonly broken: readonly OwnWrapAnswer[] } {
  const found = new Map(keys);
  const broken: OwnWrapAnswer[] = [];
  const newest = newestState(chain).epoch?.epoch ?? 0;
  const stated = new Map(chain.states.flatMap(({ epoch }) => (epoch ? [[epoch.epoch, epoch] as const] : [])));
  const sealed = new Map(epochKeys.map(({ epoch, previousKey }) => [epoch, previousKey]));
  const held = open.held.vaults.get(share)?.epochKeys;
  for (const wrap of [...wraps].sort((a, b) => b.epoch - a.epoch)) {
    if (found.has(wrap.epoch)) continue;
    const seeds = seedsOf(wrap);
    const place = { roster: id, epoch: wrap.epoch, user: parseUuid(wrap.recipient) };
    let at = firstOf(seeds, (seed) => tried(() => unwrapKey(seed, place, wrap.wrap)));
    for (let epoch = wrap.epoch; at !== null && !found.has(epoch); epoch--) {
      const [entry, key] = [stated.get(epoch), at];
      // Whoever knows a public key can wrap something for it.
      if (!entry || !isStated(key, id, entry)) break;
      found.set(epoch, key);
      const before = sealed.get(epoch) ?? held?.get(epoch);
      at = before ? tried(() => openPreviousKey(key, { vault: id, epoch }, before)) : null;
    }
    if (seeds.length > 0 && wrap.epoch === newest && !found.has(newest)) broken.push(wrap);
  }
  return { keys: found, broken: found.has(newest) ? [] : broken };
}

/** The seeds that may open a wrap: own ones, those of before included, or the one that follows from a group's secret. */
export type SeedsOf = (wrap: OwnWrapAnswer) => XWingSeed[];

/** The seeds for wraps of any shares; asks for the secrets of the groups among their recipients. Throws what `call` throws. */
export async function seedsFor(core: Core, wraps: readonly OwnWrapAnswer[]): Promise<SeedsOf> {
  const { keys, user, held } = opened(core);
  const own = [keys.xwingSeed, ...(held.pins?.former ?? []).map(({ xwingSeed }) => xwingSeed)];
  const me = formatUuid(user);
  const frozen = frozenGroups(held);
  const groups = [...new Set(wraps.map(({ recipient }) => recipient))].filter(
    (each) => each !== me && held.groups.has(each) && !frozen.has(each),
  );
  const answers = groups.length > 0 ? await fetchGroups(core, groups) : new Map();
  const secrets = new Map(
    groups.flatMap((group) => {
      const chain = held.groups.get(group);
      return chain ? [[group, openSecrets(core, chain, answers.get(group))] as const] : [];
    }),
  );
  return ({ recipient, groupEpoch }) => {
    if (recipient === me) return own;
    const secret = groupEpoch === null ? undefined : secrets.get(recipient)?.get(groupEpoch);
    return secret && groupEpoch !== null ? [deriveGroupSeed(secret, parseUuid(recipient), groupEpoch)] : [];
  };
}

const isStated = (key: SymmetricKey, share: Id, entry: EpochEntry): boolean =>
  tried(() => {
    checkKeyCommitment(key, share, entry);
    return true;
  }) ?? false;
