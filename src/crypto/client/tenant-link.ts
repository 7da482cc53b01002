/** Links that people sign in their tenant's roster, and by which they come, go and move (PROTOCOL §4.4). */
import type { ChainHead } from "../chain.ts";
import { cutRoot, type VaultHead } from "../cut.ts";
import { ProtocolError } from "../errors.ts";
import type { Hash, Id, SigningPair } from "../keys.ts";
import { type Drafted, operation, rosterKind } from "../link.ts";
import { findInvitation, findMember, type RosterState } from "../roster-state.ts";
import type { RecoverySetting } from "../state-entries.ts";
import { type MadeLink, signDraft } from "./link-draft.ts";
import { nextOf } from "./next-link.ts";

/** Who signs, and when. */
export interface Signer {
  readonly user: Id;
  readonly signing: SigningPair;
  /** Milliseconds since 1970. */
  readonly time: number;
}

type Acts = Drafted<
  typeof rosterKind.TENANT,
  4 | 5 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 20 | 21 | 26 | 29 | 30 | 31
>;
/** What a member, or staff of a desk, may do in a tenant's roster: an operation with its subject. */
export type TenantAct = Acts extends infer A ? (A extends Acts ? Pick<A, "operation" | "subject"> : never) : never;

/**
 * A link of a tenant by one of its members, or by staff of a desk. Throws what `applyLink` throws where they have no right to it.
 *
 * @param heads of the vaults that a cut names (PROTOCOL §4.6).
 */
export function makeTenantLink(
  state: RosterState,
  by: Signer,
  act: TenantAct,
  heads: readonly VaultHead[] = [],
): MadeLink {
  const draft = {
    ...nextOf(state, { ...by, tenantHead: null }, by.signing),
    kind: rosterKind.TENANT,
    ...act,
    epoch: 0,
    commitment: null,
    cut: cutRoot(heads),
  };
  return signDraft(state, draft as Acts, [by.signing]);
}

export interface Joining extends Signer {
  readonly invitation: SigningPair;
  readonly xwingKeyHash: Hash;
}

/** The link by which whoever holds an invitation's secret becomes a member (PROTOCOL §4.9). */
export function makeJoin(state: RosterState, { user, signing, time, invitation, xwingKeyHash }: Joining): MadeLink {
  const entry = findInvitation(state, invitation.publicKey);
  if (entry === undefined) throw new ProtocolError("NOT_ALLOWED", "invitation");
  const { publicKey } = signing;
  const draft: Drafted<1, 6> = {
    kind: rosterKind.TENANT,
    operation: operation.JOIN,
    subject: { key: invitation.publicKey, user, signingKey: publicKey, xwingKeyHash },
    roster: state.head.id,
    seq: state.head.seq + 1,
    previous: state.head.hash,
    epoch: 0,
    commitment: null,
    wraps: null,
    cut: null,
    tenantHead: null,
    author: { user, key: publicKey, seq: entry.seq },
    time,
  };
  return signDraft(state, draft, [signing, invitation]);
}

/** The link by which a profile goes along with its user to another tenant (PROTOCOL §4.4). */
export function makeMove(state: RosterState, by: Signer, tenantHead: ChainHead): MadeLink {
  const former = state.tenantHead?.id;
  if (former === undefined || findMember(state, by.user) === undefined) throw new ProtocolError("NOT_ALLOWED", "move");
  const draft: Drafted<4, 19> = {
    ...nextOf(state, { ...by, tenantHead }, by.signing),
    kind: rosterKind.PROFILE,
    operation: operation.MOVE,
    subject: { tenant: former },
    epoch: state.epoch?.epoch ?? 0,
    commitment: state.epoch?.commitment ?? null,
    cut: null,
  };
  return signDraft(state, draft, [by.signing]);
}

/** The link that says to which recovery group vaults are entrusted; null switches it off (PROTOCOL §4.13). */
export const makeRecoverySwitch = (state: RosterState, by: Signer, setting: RecoverySetting | null): MadeLink =>
  makeTenantLink(state, by, { operation: operation.RECOVERY, subject: { setting } });
