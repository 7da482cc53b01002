/** Links of a recovery group's roster behind its genesis (PROTOCOL §4.13). */
import { ProtocolError } from "../errors.ts";
import { publicKeyHash } from "../hash.ts";
import type { SigningPair, SymmetricKey } from "../keys.ts";
import { type CodeKeys, type Drafted, operation, rosterKind } from "../link.ts";
import { codeOf, findMember, type RosterState } from "../roster-state.ts";
import { deriveXWingPublicKey } from "../sodium.ts";
import { type MemberWrap, wrapSet } from "../wrap-set.ts";
import { keyCommitment } from "./epoch.ts";
import { deriveGroupSeed } from "./group.ts";
import { type MadeLink, signDraft } from "./link-draft.ts";
import type { Signer } from "./tenant-link.ts";

/** Who acts in a recovery group: an administrator while it has no key, then a custodian, or whoever has its code. */
export interface RecoverySigner extends Signer {
  /** Of the code in force, by which the link is signed as well; left out for all who do not act by it. */
  readonly code?: SigningPair;
}

type Acts = Drafted<typeof rosterKind.GROUP, 7 | 8 | 11 | 18 | 27>;
/** What is done to a recovery group's members and code. */
export type RecoveryAct = Acts extends infer A ? (A extends Acts ? Pick<A, "operation" | "subject"> : never) : never;

/** A link of a recovery group. Throws what `applyLink` throws where the signer has no right to it. */
export function makeRecoveryLink(
  state: RosterState,
  tenant: RosterState,
  by: RecoverySigner,
  act: RecoveryAct,
): MadeLink {
  const isOwn = act.operation === operation.LEAVE || state.epoch !== null;
  const { epoch } = state;
  const kept = { epoch: epoch?.epoch ?? 0, commitment: epoch?.commitment ?? null, wraps: null };
  return signAs(by, state, tenant, { ...nextPlace(state, tenant, by, isOwn), ...act, ...kept } as Acts);
}

/** The link that sets the keys of a group's code, puts others in their place, or drops them. */
export const makeCode = (
  state: RosterState,
  tenant: RosterState,
  by: RecoverySigner,
  keys: CodeKeys | null,
): MadeLink => makeRecoveryLink(state, tenant, by, { operation: operation.CODE, subject: { keys } });

/**
 * The link by which a recovery group's next epoch begins, with a wrap of its secret for each of `recoveryRecipientsOf`; that
 * of the code bears the group's id as `user`.
 */
export function makeRecoveryEpoch(
  state: RosterState,
  tenant: RosterState,
  by: RecoverySigner,
  { secret, wraps }: { readonly secret: SymmetricKey; readonly wraps: readonly MemberWrap[] },
): MadeLink {
  const group = state.head.id;
  const epoch = (state.epoch?.epoch ?? 0) + 1;
  const draft: Drafted<2, 3> = {
    ...nextPlace(state, tenant, by, true),
    operation: operation.NEW_EPOCH,
    subject: { xwingKeyHash: publicKeyHash(deriveXWingPublicKey(deriveGroupSeed(secret, group, epoch))) },
    epoch,
    commitment: keyCommitment(secret, group, epoch),
    wraps: wrapSet(wraps),
  };
  return signAs(by, state, tenant, draft);
}

const signAs = (
  { signing, code }: RecoverySigner,
  state: RosterState,
  tenant: RosterState,
  draft: Acts | Drafted<2, 3>,
) => signDraft(state, draft, code ? [signing, code] : [signing], tenant);

function nextPlace(
  state: RosterState,
  tenant: RosterState,
  { user, signing, code, time }: RecoverySigner,
  isOwn: boolean,
) {
  const member = isOwn ? findMember(state, user) : findMember(tenant, user);
  const right = code ? codeOf(state) : member;
  if (right === undefined) throw new ProtocolError("WRONG_AUTHOR", "link");
  return {
    kind: rosterKind.GROUP,
    roster: state.head.id,
    seq: state.head.seq + 1,
    previous: state.head.hash,
    cut: null,
    tenantHead: tenant.head,
    author: { user, key: signing.publicKey, seq: right.seq, ...(code && { code: code.publicKey }) },
    time,
  };
}
