/** Links of a share's roster (PROTOCOL §4.4, §4.11). */
import { compareBytes } from "../bytes.ts";
import type { ChainHead } from "../chain.ts";
import { cutRoot, type VaultHead } from "../cut.ts";
import { ProtocolError } from "../errors.ts";
import type { Hash, Id, SigningPair, SymmetricKey } from "../keys.ts";
import { type Drafted, type EntrustedTo, operation, rosterKind, type ShareScope } from "../link.ts";
import { entrustedOf, findGroup, findMember, type RosterState } from "../roster-state.ts";
import { type GroupAt, groupsOf, roleOf } from "../share.ts";
import { type MemberWrap, wrapSet } from "../wrap-set.ts";
import { keyCommitment } from "./epoch.ts";
import type { Founder } from "./genesis.ts";
import { type MadeLink, signDraft } from "./link-draft.ts";
import type { Signer } from "./tenant-link.ts";

/** By what rosters the links of a share are made. */
export interface ShareBasis {
  /** As it is now. */
  readonly tenant: RosterState;
  readonly groupAt: GroupAt;
}

export interface ShareGenesis {
  readonly share: Id;
  readonly scope: ShareScope;
  readonly founder: Founder;
  /** Of epoch 1. */
  readonly key: SymmetricKey;
  /** The founder's. */
  readonly wrap: Uint8Array;
  /** Hash of the sealed name. */
  readonly name: Hash;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** The first link of a share: its founder owns it. Throws what `applyGenesis` throws. */
export function makeShareGenesis(tenant: RosterState, genesis: ShareGenesis): MadeLink {
  const { share, scope, founder, key, wrap, name, time } = genesis;
  const { user, signing, xwingKeyHash } = founder;
  const draft: Drafted<3, 1> = {
    kind: rosterKind.SHARE,
    operation: operation.GENESIS,
    subject: { user, scope, signingKey: signing.publicKey, xwingKeyHash, name },
    roster: share,
    seq: 0,
    previous: null,
    epoch: 1,
    commitment: keyCommitment(key, share, 1),
    wraps: wrapSet([{ user, wrap }]),
    cut: null,
    tenantHead: tenant.head,
    author: { user, key: signing.publicKey, seq: 0 },
    time,
  };
  return signDraft(null, draft, [signing], tenant);
}

type Acts = Drafted<typeof rosterKind.SHARE, 4 | 5 | 7 | 8 | 10 | 11 | 15 | 18 | 22 | 23 | 24 | 25>;
/** What is done to a share's recipients and name, and about its guests. */
export type ShareAct = Acts extends infer A ? (A extends Acts ? Pick<A, "operation" | "subject"> : never) : never;

/** Who signs in a share: by name, through a group, or as an administrator of the tenant. */
export interface ShareSigner extends Signer {
  /** The group's link by which the signer has the right; left out for all others. */
  readonly via?: ChainHead;
  /** Whether the signer acts as an administrator of the tenant. */
  readonly asAdministrator?: boolean;
}

/**
 * A link of a share. Throws what `applyLink` throws where the signer has no right to it.
 *
 * @param head of the vault, where the act takes writing from somebody (PROTOCOL §4.6); null without one.
 */
export function makeShareLink(
  state: RosterState,
  { tenant, groupAt }: ShareBasis,
  by: ShareSigner,
  act: ShareAct,
  head: VaultHead | null = null,
): MadeLink {
  const draft = {
    ...nextPlace(state, { tenant, groupAt }, by),
    ...act,
    ...keptEpoch(state),
    wraps: null,
    cut: head && cutRoot([head]),
  };
  return signDraft(state, draft as Acts, [by.signing], tenant, groupAt);
}

/** The link by which a member's keys in a share follow those in the tenant; `signing` is the old pair. */
export function makeOwnKeysInShare(
  state: RosterState,
  { tenant, groupAt }: ShareBasis,
  by: Signer & { readonly new: SigningPair; readonly xwingKeyHash: Hash },
  head: VaultHead | null,
): MadeLink {
  const draft: Drafted<3, 2> = {
    ...nextPlace(state, { tenant, groupAt }, by),
    operation: operation.OWN_KEYS,
    subject: { user: by.user, signingKey: by.new.publicKey, xwingKeyHash: by.xwingKeyHash },
    ...keptEpoch(state),
    wraps: null,
    cut: head && cutRoot([head]),
  };
  return signDraft(state, draft, [by.signing, by.new], tenant, groupAt);
}

/**
 * The link by which a writer begins a share's next epoch, with a wrap of its key for each recipient. Throws NOT_ALLOWED where
 * none is due.
 *
 * @param seqOf where the roster of a group is now: of Everyone the tenant's; also of the recovery group that the epoch in
 *   force is entrusted to.
 */
export function makeShareEpoch(
  state: RosterState,
  { tenant, groupAt }: ShareBasis,
  by: ShareSigner,
  next: {
    readonly key: SymmetricKey;
    readonly wraps: readonly MemberWrap[];
    readonly seqOf: (group: Id) => number;
  },
): MadeLink {
  const { key, wraps, seqOf } = next;
  const share = state.head.id;
  const epoch = (state.epoch?.epoch ?? 0) + 1;
  const entrusted = entrustedOf(state);
  const named = [...groupsOf(state), ...(entrusted ? [entrusted] : [])].map(({ group }) => group);
  const groups = named.filter((group) => findGroup(tenant, group) !== undefined).sort(compareBytes);
  const draft: Drafted<3, 3> = {
    ...nextPlace(state, { tenant, groupAt }, by),
    operation: operation.NEW_EPOCH,
    subject: { groups: groups.map((group) => [group, seqOf(group)] as const) },
    epoch,
    commitment: keyCommitment(key, share, epoch),
    wraps: wrapSet(wraps),
    cut: null,
  };
  return signDraft(state, draft, [by.signing], tenant, groupAt);
}

/** The link by which a writer entrusts the key of a share's epoch in force to the company's recovery group (PROTOCOL §4.14). */
export function makeEntrustInShare(
  state: RosterState,
  { tenant, groupAt }: ShareBasis,
  by: ShareSigner,
  { to, wrap }: { readonly to: EntrustedTo; readonly wrap: Uint8Array },
): MadeLink {
  const draft: Drafted<3, 28> = {
    ...nextPlace(state, { tenant, groupAt }, by),
    operation: operation.ENTRUST,
    subject: to,
    ...keptEpoch(state),
    wraps: wrapSet([{ user: to.group, wrap }]),
    cut: null,
  };
  return signDraft(state, draft, [by.signing], tenant, groupAt);
}

function nextPlace(state: RosterState, { tenant, groupAt }: ShareBasis, by: ShareSigner) {
  const { user, signing, via, time } = by;
  const acting = { user, key: signing.publicKey, ...(via && { via }) };
  const right = by.asAdministrator ? findMember(tenant, user) : roleOf(state, acting, groupAt);
  if (!right) throw new ProtocolError("WRONG_AUTHOR", "link");
  return {
    kind: rosterKind.SHARE,
    roster: state.head.id,
    seq: state.head.seq + 1,
    previous: state.head.hash,
    tenantHead: tenant.head,
    author: { ...acting, seq: right.seq },
    time,
  };
}

const keptEpoch = ({ epoch }: RosterState) => ({ epoch: epoch?.epoch ?? 0, commitment: epoch?.commitment ?? null });
