/** A deed in the rosters of a company, signed link by link: each on top of what those before it lead to. */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { compareBytes, equalBytes } from "../../crypto/bytes.ts";
import { sealPreviousKey } from "../../crypto/client/epoch.ts";
import { deriveGroupSeed, makeGroupSecret } from "../../crypto/client/group.ts";
import {
  type GroupAct,
  makeGroupEpoch,
  makeGroupGenesis,
  makeGroupLink,
  makeOwnKeysInGroup,
} from "../../crypto/client/group-link.ts";
import type { MadeLink } from "../../crypto/client/link-draft.ts";
import { makeTenantLink, type Signer, type TenantAct } from "../../crypto/client/tenant-link.ts";
import type { VaultHead } from "../../crypto/cut.ts";
import { type GroupHead, mostHeads } from "../../crypto/deeds.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { bindsMembers, recipientsOf } from "../../crypto/group.ts";
import { sealedHash } from "../../crypto/hash.ts";
import type { Hash, Id, SigningPair, SymmetricKey, XWingPublicKey } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import { listEntries, type RosterState } from "../../crypto/roster-state.ts";
import { deriveXWingPublicKey } from "../../crypto/sodium.ts";
import { entryType, type GroupClass, groupClass, type Member } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import type { Evidence } from "../evidence.ts";
import { writeLink } from "../transport/commit-operations.ts";
import type { ChangeRostersWire, NewAddressWire, PersonTextWire } from "../transport/company-operations.ts";
import { wrapForEach } from "./group-keys.ts";

/** What was signed so far, and what it leads to. */
export interface Drafting {
  readonly signer: Signer;
  tenant: RosterState;
  /** By id: those that are known, and those that are founded by it. */
  readonly groups: Map<string, RosterState>;
  /** By id: groups that nothing is signed in, and why. */
  readonly frozen: ReadonlyMap<string, Evidence | null>;
  readonly links: MadeLink[];
  readonly persons: PersonTextWire[];
  readonly names: NonNullable<ChangeRostersWire["names"]>[number][];
  readonly epochs: NonNullable<ChangeRostersWire["epochs"]>[number][];
  readonly wraps: NonNullable<ChangeRostersWire["wraps"]>[number][];
  readonly policies: NonNullable<ChangeRostersWire["policies"]>[number][];
  /** Public keys of recovery codes that are set by it. */
  readonly codes: NonNullable<ChangeRostersWire["codes"]>[number][];
  /** Public keys of staff whom links name. */
  readonly staffKeys: NonNullable<ChangeRostersWire["staffKeys"]>[number][];
  /** Why a break-glass is asked for. */
  readonly reasons: NonNullable<ChangeRostersWire["reasons"]>[number][];
  /** The code for an address that a change of person gives. */
  newAddress?: NewAddressWire | null;
}

/** Wraps that one deed may bring: who is left out is pending, and given a wrap like somebody who came later. */
export const mostWraps = 500;

export const newDrafting = (
  signer: Signer,
  tenant: RosterState,
  groups: Map<string, RosterState>,
  frozen: Drafting["frozen"] = new Map(),
): Drafting => ({
  signer,
  tenant,
  groups,
  frozen,
  links: [],
  persons: [],
  names: [],
  epochs: [],
  wraps: [],
  policies: [],
  codes: [],
  staffKeys: [],
  reasons: [],
});

/** What is sent of it. */
export const wireOf = ({
  links,
  persons,
  names,
  epochs,
  wraps,
  policies,
  codes,
  staffKeys,
  reasons,
  newAddress,
}: Drafting): Omit<ChangeRostersWire, "clientMutationId"> => ({
  links: links.map(({ signed }) => writeLink(signed)),
  persons,
  names,
  epochs,
  wraps,
  policies,
  ...(codes.length > 0 && { codes }),
  ...(staffKeys.length > 0 && { staffKeys }),
  ...(reasons.length > 0 && { reasons }),
  ...(newAddress && { newAddress }),
});

/** Adds a link of the tenant's roster. Throws FORBIDDEN where the roster gives no right to it. */
export function draftInTenant(
  drafting: Drafting,
  act: TenantAct,
  more: {
    readonly text?: Omit<PersonTextWire, "seq">;
    readonly heads?: readonly VaultHead[];
    /** The public key of staff whom the link names. */
    readonly staffKey?: Uint8Array;
    /** Of a break-glass. */
    readonly reason?: string;
  } = {},
): void {
  const link = allowed(() => makeTenantLink(drafting.tenant, drafting.signer, act, more.heads));
  drafting.links.push(link);
  drafting.tenant = link.state;
  const { seq } = link.state.head;
  if (more.text) drafting.persons.push({ ...more.text, seq });
  if (more.staffKey) drafting.staffKeys.push({ seq, publicKey: encodeBase64url(more.staffKey) });
  if (more.reason !== undefined) drafting.reasons.push({ seq, reason: more.reason });
}

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

/**
 * States the heads of all groups, so that whoever has just lost a right in them signs nothing more by it (PROTOCOL §4.4).
 * Throws SERVER_CAUGHT where the company names a group that the server does not show.
 */
export function draftCheckpoints(drafting: Drafting): void {
  const named = listEntries(drafting.tenant, entryType.GROUP).map(({ group }) => group);
  const heads = named.sort(compareBytes).map((group): GroupHead => {
    const roster = formatUuid(group);
    if (!drafting.groups.has(roster) && !drafting.frozen.get(roster)) throw new ServerCaught("MISMATCH", null);
    const { head } = groupOf(drafting, roster);
    return [group, head.seq, head.hash];
  });
  for (let at = 0; at < heads.length; at += mostHeads) {
    draftInTenant(drafting, {
      operation: operation.CHECKPOINT,
      subject: { heads: heads.slice(at, at + mostHeads) },
    });
  }
}

/** The signer, and as many others as one deed has room for, with the wraps that it brings already. */
export function firstRecipients({ tenant, signer, wraps }: Drafting, group: RosterState): Member[] {
  const isSigner = ({ user }: Member) => equalBytes(user, signer.user);
  const all = recipientsOf(group, tenant);
  return [...all.filter(isSigner), ...all.filter((each) => !isSigner(each))].slice(0, mostWraps - wraps.length);
}

/** The group as it stands after what was drafted. Throws NOT_FOUND, SERVER_CAUGHT where it is frozen. */
export function groupOf({ groups, frozen }: Drafting, group: string): RosterState {
  const caught = frozen.get(group);
  if (caught) throw new ServerCaught(caught.check, caught.id);
  const state = groups.get(group);
  if (state === undefined) throw new SealgraphError("NOT_FOUND", { part: "group" });
  return state;
}

/** Everyone, as the company names it; undefined where it does not yet. Throws as `groupOf` does. */
export function everyoneIn(drafting: Drafting): [string, RosterState] | undefined {
  const named = listEntries(drafting.tenant, entryType.GROUP).find((each) => each.class === groupClass.EVERYONE);
  if (named === undefined) return undefined;
  const group = formatUuid(named.group);
  return [group, groupOf(drafting, group)];
}

/** Adds a link of a group that was signed on how it stands then. */
export function goOn(drafting: Drafting, group: string, link: MadeLink): void {
  drafting.links.push(link);
  drafting.groups.set(group, link.state);
}

function noteName(
  drafting: Drafting,
  group: Id,
  { envelope, epoch }: { readonly envelope: Uint8Array; readonly epoch: number },
): void {
  drafting.names.push({ group: formatUuid(group), name: encodeBase64url(envelope), epoch });
}

/** What nobody would take is not sent. Throws FORBIDDEN. */
export function allowed<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const refused = error instanceof ProtocolError && ["NOT_ALLOWED", "WRONG_AUTHOR"].includes(error.code);
    if (refused) throw new SealgraphError("FORBIDDEN");
    throw error;
  }
}
