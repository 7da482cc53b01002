/** Links of a group's roster (PROTOCOL §4.4, §4.8). */
import { ProtocolError } from "../errors.ts";
import { publicKeyHash } from "../hash.ts";
import type { Hash, Id, SigningPair, SymmetricKey } from "../keys.ts";
import { type Drafted, operation, rosterKind } from "../link.ts";
import { codeOf, findMember, type RosterState } from "../roster-state.ts";
import { deriveXWingPublicKey } from "../sodium.ts";
import { type GroupClass, groupClass } from "../state-entries.ts";
import { type MemberWrap, wrapSet } from "../wrap-set.ts";
import { keyCommitment } from "./epoch.ts";
import { deriveGroupSeed } from "./group.ts";
import { type MadeLink, signDraft } from "./link-draft.ts";
import type { Signer } from "./tenant-link.ts";

export interface GroupGenesis {
  readonly group: Id;
  readonly class: GroupClass;
  /** Hash of the sealed name; null for Everyone and for recovery groups. */
  readonly name: Hash | null;
}

/** The first link of a group, by an administrator. It has no key until one of its recipients makes the first. */
export function makeGroupGenesis(tenant: RosterState, by: Signer, { group, class: its, name }: GroupGenesis): MadeLink {
  const draft: Drafted<2, 1> = {
    ...placeOf(tenant, by, rightInTenant(tenant, by)),
    operation: operation.GENESIS,
    subject: { class: its, name },
    roster: group,
    seq: 0,
    previous: null,
    epoch: 0,
    commitment: null,
    wraps: null,
  };
  return signDraft(null, draft, [by.signing], tenant);
}

/** Who signs in a group. */
export interface GroupSigner extends Signer {
  /** Of the code of a recovery group, by which the link is signed as well; left out for all who do not act by it. */
  readonly code?: SigningPair;
}

type Acts = Drafted<typeof rosterKind.GROUP, 7 | 8 | 11 | 15 | 18 | 27>;
/** What is done to a group's members and name, and to the code of a recovery group. */
export type GroupAct = Acts extends infer A ? (A extends Acts ? Pick<A, "operation" | "subject"> : never) : never;

/**
 * A link of a group by an administrator, by a member who leaves, or, in a recovery group that has a key, by a custodian or
 * whoever has the code. Throws what `applyLink` throws.
 */
export function makeGroupLink(state: RosterState, tenant: RosterState, by: GroupSigner, act: GroupAct): MadeLink {
  const keepsItself = state.class === groupClass.RECOVERY && state.epoch !== null;
  const isMembers = keepsItself || act.operation === operation.LEAVE;
  const right = by.code ? rightByCode(state) : isMembers ? rightInGroup(state, by) : rightInTenant(tenant, by);
  const draft = { ...nextPlace(state, tenant, by, right), ...act, ...keptEpoch(state), wraps: null };
  return signDraft(state, draft as Acts, pairsOf(by), tenant);
}

export interface OwnKeysInGroup extends Signer {
  readonly new: SigningPair;
  readonly xwingKeyHash: Hash;
}

/** The link by which a member's keys in a group follow those in the tenant; `signing` is the old pair. */
export function makeOwnKeysInGroup(state: RosterState, tenant: RosterState, by: OwnKeysInGroup): MadeLink {
  const draft: Drafted<2, 2> = {
    ...nextPlace(state, tenant, by, rightInGroup(state, by)),
    operation: operation.OWN_KEYS,
    subject: { user: by.user, signingKey: by.new.publicKey, xwingKeyHash: by.xwingKeyHash },
    ...keptEpoch(state),
    wraps: null,
  };
  return signDraft(state, draft, [by.signing, by.new], tenant);
}

/**
 * The link by which a recipient begins a group's next epoch, with a wrap of its secret for each recipient (PROTOCOL §4.8).
 * Of a recovery group a custodian, or whoever has the code; the code's wrap bears the group's id as `user` (PROTOCOL §4.13).
 */
export function makeGroupEpoch(
  state: RosterState,
  tenant: RosterState,
  by: GroupSigner,
  { secret, wraps }: { readonly secret: SymmetricKey; readonly wraps: readonly MemberWrap[] },
): MadeLink {
  const group = state.head.id;
  const epoch = (state.epoch?.epoch ?? 0) + 1;
  const isMembers = state.class !== groupClass.EVERYONE;
  const right = by.code ? rightByCode(state) : isMembers ? rightInGroup(state, by) : rightInTenant(tenant, by);
  const draft: Drafted<2, 3> = {
    ...nextPlace(state, tenant, by, right),
    operation: operation.NEW_EPOCH,
    subject: { xwingKeyHash: publicKeyHash(deriveXWingPublicKey(deriveGroupSeed(secret, group, epoch))) },
    epoch,
    commitment: keyCommitment(secret, group, epoch),
    wraps: wrapSet(wraps),
  };
  return signDraft(state, draft, pairsOf(by), tenant);
}

const pairsOf = ({ signing, code }: GroupSigner): SigningPair[] => (code ? [signing, code] : [signing]);

const rightInTenant = (tenant: RosterState, { user }: Signer): number => rightOf(findMember(tenant, user));
const rightInGroup = (state: RosterState, { user }: Signer): number => rightOf(findMember(state, user));
const rightByCode = (state: RosterState): number => rightOf(codeOf(state));

function rightOf(entry: { readonly seq: number } | undefined): number {
  if (entry === undefined) throw new ProtocolError("WRONG_AUTHOR", "link");
  return entry.seq;
}

function placeOf(tenant: RosterState, { user, signing, code, time }: GroupSigner, right: number) {
  const author = { user, key: signing.publicKey, seq: right, ...(code && { code: code.publicKey }) };
  return { kind: rosterKind.GROUP, cut: null, tenantHead: tenant.head, author, time };
}

const nextPlace = (state: RosterState, tenant: RosterState, by: GroupSigner, right: number) => ({
  ...placeOf(tenant, by, right),
  roster: state.head.id,
  seq: state.head.seq + 1,
  previous: state.head.hash,
});

const keptEpoch = ({ epoch }: RosterState) => ({ epoch: epoch?.epoch ?? 0, commitment: epoch?.commitment ?? null });
