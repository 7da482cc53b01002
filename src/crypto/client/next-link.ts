import type { ChainHead } from "../chain.ts";
import { cutRoot, type VaultHead } from "../cut.ts";
import { ProtocolError } from "../errors.ts";
import type { Hash, Id, SigningPair, SymmetricKey } from "../keys.ts";
import { type EntrustedTo, operation, rosterKind } from "../link.ts";
import { findMember, findStaff, type RosterState } from "../roster-state.ts";
import { wrapSet } from "../wrap-set.ts";
import { keyCommitment } from "./epoch.ts";
import { type MadeLink, signDraft } from "./link-draft.ts";

interface Next {
  readonly user: Id;
  /** The tenant head last seen; null in a tenant's own roster. */
  readonly tenantHead: ChainHead | null;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export interface OwnKeysChange extends Next {
  readonly old: SigningPair;
  readonly new: SigningPair;
  readonly xwingKeyHash: Hash;
  /** Where the profile's vault stands; null for a tenant, or where it has no manifest yet. */
  readonly vaultHead: VaultHead | null;
}

/** The link by which a user's keys are replaced, signed by the old key and the new (PROTOCOL §4.4). */
export function makeOwnKeys(state: RosterState, change: OwnKeysChange): MadeLink {
  const draft = {
    ...nextOf(state, change, change.old),
    kind: state.kind,
    operation: operation.OWN_KEYS,
    subject: { user: change.user, signingKey: change.new.publicKey, xwingKeyHash: change.xwingKeyHash },
    epoch: state.epoch?.epoch ?? 0,
    commitment: state.epoch?.commitment ?? null,
    cut: change.vaultHead && cutRoot([change.vaultHead]),
  };
  return signDraft(state, draft, [change.old, change.new]);
}

export interface EpochChange extends Next {
  readonly signing: SigningPair;
  /** Of the new epoch. */
  readonly vaultKey: SymmetricKey;
}

/** The link by which a new epoch of a profile begins (PROTOCOL §4.4). */
export function makeNewEpoch(state: RosterState, change: EpochChange): MadeLink {
  const epoch = (state.epoch?.epoch ?? 0) + 1;
  const draft = {
    ...nextOf(state, change, change.signing),
    kind: rosterKind.PROFILE,
    operation: operation.NEW_EPOCH,
    subject: null,
    epoch,
    commitment: keyCommitment(change.vaultKey, state.head.id, epoch),
    cut: null,
  };
  return signDraft(state, draft, [change.signing]);
}

export interface Entrusting extends Next {
  readonly signing: SigningPair;
  readonly to: EntrustedTo;
  /** Of the key of the epoch in force, by the recovery group's public key. */
  readonly wrap: Uint8Array;
}

/**
 * The link by which the key of a profile's epoch in force is entrusted to a recovery group (PROTOCOL §4.14). Whether the
 * company wants it there is told by `checkEntrustedTo`.
 */
export function makeEntrust(state: RosterState, entrusting: Entrusting): MadeLink {
  const { to, wrap, signing } = entrusting;
  const draft = {
    ...nextOf(state, entrusting, signing),
    kind: rosterKind.PROFILE,
    operation: operation.ENTRUST,
    subject: to,
    epoch: state.epoch?.epoch ?? 0,
    commitment: state.epoch?.commitment ?? null,
    wraps: wrapSet([{ user: to.group, wrap }]),
    cut: null,
  };
  return signDraft(state, draft, [signing]);
}

/** What the next link of a roster has in common with all others, by a member of it, or by staff of a tenant's desk. Throws WRONG_AUTHOR. */
export function nextOf(state: RosterState, { user, tenantHead, time }: Next, signing: SigningPair) {
  const member = findMember(state, user) ?? findStaff(state, user);
  if (member === undefined) throw new ProtocolError("WRONG_AUTHOR", "link");
  return {
    roster: state.head.id,
    seq: state.head.seq + 1,
    previous: state.head.hash,
    wraps: null,
    tenantHead,
    author: { user, key: signing.publicKey, seq: member.seq },
    time,
  };
}
