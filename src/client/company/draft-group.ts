/** What is signed in the rosters of groups, in a deed of their company. */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { sealPreviousKey } from "../../crypto/client/epoch.ts";
import { deriveGroupSeed, makeGroupSecret } from "../../crypto/client/group.ts";
import {
  type GroupAct,
  makeGroupEpoch,
  makeGroupGenesis,
  makeGroupLink,
  makeOwnKeysInGroup,
} from "../../crypto/client/group-link.ts";
import { bindsMembers, recipientsOf } from "../../crypto/group.ts";
import { sealedHash } from "../../crypto/hash.ts";
import type { Hash, Id, SigningPair, SymmetricKey, XWingPublicKey } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import { listEntries, type RosterState } from "../../crypto/roster-state.ts";
import { deriveXWingPublicKey } from "../../crypto/sodium.ts";
import { entryType, type GroupClass, groupClass, type Member } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { allowed } from "../allowed.ts";
import { SealgraphError } from "../errors.ts";
import { type Drafting, draftInTenant, goOn, groupOf, mostWraps } from "./drafting.ts";
import { wrapForEach } from "./group-keys.ts";

/** Founds a group, and has the company name it. `name` is an envelope under an epoch of Everyone; null for what bears none. */
export function draftGroup(
  drafting: Drafting,
  group: Id,
  its: GroupClass,
  name: { readonly envelope: Uint8Array; readonly epoch: number } | null,
): void {
  const hash: Hash | null = name && sealedHash(name.envelope);
  const genesis = allowed(() => makeGroupGenesis(drafting.tenant, drafting.signer, { group, class: its, name: hash }));
  drafting.links.push(genesis);
  drafting.groups.set(formatUuid(group), genesis.state);
  if (name) noteName(drafting, group, name);
  draftInTenant(drafting, {
    operation: operation.NEW_GROUP,
    subject: { group, class: its, genesis: genesis.hash },
  });
}

/** Adds a link of a group. Throws FORBIDDEN, NOT_FOUND. */
export function draftInGroup(drafting: Drafting, group: string, act: GroupAct): void {
  const state = groupOf(drafting, group);
  goOn(
    drafting,
    group,
    allowed(() => makeGroupLink(state, drafting.tenant, drafting.signer, act)),
  );
}

/** The signer leaves a group. Throws GROUP_BINDS where policies are about it, NOT_FOUND. */
export function draftLeave(drafting: Drafting, group: string): void {
  const { user } = drafting.signer;
  refuseBound(drafting, group);
  draftInGroup(drafting, group, { operation: operation.LEAVE, subject: { user } });
}

/** Throws GROUP_BINDS where policies are about a group, NOT_FOUND. */
export function refuseBound(drafting: Drafting, group: string): void {
  if (bindsMembers(groupOf(drafting, group), drafting.tenant)) throw new SealgraphError("GROUP_BINDS", { group });
}

/** Gives a group another name. */
export function draftName(
  drafting: Drafting,
  group: string,
  name: { readonly envelope: Uint8Array; readonly epoch: number },
): void {
  draftInGroup(drafting, group, { operation: operation.NAME, subject: { name: sealedHash(name.envelope) } });
  noteName(drafting, groupOf(drafting, group).head.id, name);
}

/** The signer's new keys in a group, by the former pair. */
export function draftOwnKeys(drafting: Drafting, group: string, former: SigningPair, xwingKeyHash: Hash): void {
  const { user, signing, time } = drafting.signer;
  const by = { user, signing: former, time, new: signing, xwingKeyHash };
  goOn(
    drafting,
    group,
    allowed(() => makeOwnKeysInGroup(groupOf(drafting, group), drafting.tenant, by)),
  );
}

/**
 * Begins the next epoch of a group with a fresh secret, wrapped for its recipients (PROTOCOL §4.8), and gives the secret.
 * Who cannot be given it now is pending. Throws FORBIDDEN where none is due, or the signer is no recipient, NOT_FOUND where
 * it cannot be wrapped for the signer.
 *
 * @param publicKeys by user, each the one that the company states.
 * @param previous of the epoch in force; null where there is none, or the signer was never given it.
 */
export function draftEpoch(
  drafting: Drafting,
  group: string,
  publicKeys: ReadonlyMap<string, XWingPublicKey>,
  previous: SymmetricKey | null,
): SymmetricKey {
  const state = groupOf(drafting, group);
  const { id } = state.head;
  const epoch = (state.epoch?.epoch ?? 0) + 1;
  const secret = makeGroupSecret();
  const wraps = wrapForEach(firstRecipients(drafting, state), publicKeys, { roster: id, epoch }, secret);
  const isForSigner = wraps.some(({ user }) => equalBytes(user, drafting.signer.user));
  if (!isForSigner) throw new SealgraphError("NOT_FOUND", { part: "public key" });
  goOn(
    drafting,
    group,
    allowed(() => makeGroupEpoch(state, drafting.tenant, drafting.signer, { secret, wraps })),
  );
  const publicKey = deriveXWingPublicKey(deriveGroupSeed(secret, id, epoch));
  const sealed = previous && sealPreviousKey(secret, { vault: id, epoch }, previous);
  drafting.epochs.push({
    group,
    epoch,
    publicKey: encodeBase64url(publicKey),
    previousSecret: sealed && encodeBase64url(sealed),
  });
  for (const { user, wrap } of wraps) {
    drafting.wraps.push({ group, epoch, user: formatUuid(user), wrap: encodeBase64url(wrap) });
  }
  return secret;
}

/** The signer, and as many others as one deed has room for, with the wraps that it brings already. */
export function firstRecipients({ tenant, signer, wraps }: Drafting, group: RosterState): Member[] {
  const isSigner = ({ user }: Member) => equalBytes(user, signer.user);
  const all = recipientsOf(group, tenant);
  return [...all.filter(isSigner), ...all.filter((each) => !isSigner(each))].slice(0, mostWraps - wraps.length);
}

/** Everyone, as the company names it; undefined where it does not yet. Throws as `groupOf` does. */
export function everyoneIn(drafting: Drafting): [string, RosterState] | undefined {
  const named = listEntries(drafting.tenant, entryType.GROUP).find((each) => each.class === groupClass.EVERYONE);
  if (named === undefined) return undefined;
  const group = formatUuid(named.group);
  return [group, groupOf(drafting, group)];
}

function noteName(
  drafting: Drafting,
  group: Id,
  { envelope, epoch }: { readonly envelope: Uint8Array; readonly epoch: number },
): void {
  drafting.names.push({ group: formatUuid(group), name: encodeBase64url(envelope), epoch });
}
