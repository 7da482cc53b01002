import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { publicKeyHash } from "../../crypto/hash.ts";
import { asHash, asSigningPublicKey, asXWingPublicKey } from "../../crypto/keys.ts";
import { loginAction, parseLoginProof } from "../../crypto/login-proof.ts";
import { applyLink } from "../../crypto/roster.ts";
import { findMember, type RosterState } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import type { Member } from "../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { isProven } from "../account-code/proof.ts";
import { emptyAccountCode } from "../account-code/rows.ts";
import { takeAttempts } from "../attempts.ts";
import { audited, sessionsEnded } from "../audit/event.ts";
import { attempts } from "../bounds.ts";
import { answerRefusal, type CommitResult } from "../commit/answer.ts";
import { announce, committed } from "../commit/commit.ts";
import { planCommit } from "../commit/plan.ts";
import { findCommitted } from "../commit/rows.ts";
import { lapse } from "../company/person-effect-rows.ts";
import type { Request } from "../context.ts";
import { proving } from "../invalid.ts";
import { keepState } from "../roster/keep-state.ts";
import { proofRefused, type SignInRefused } from "../session/door.ts";
import { endOtherSessions, lockAccount, spendChallenge } from "../session/rows.ts";
import { listOwnShares, setSharesDue } from "../share/due-rows.ts";
import { again, demandLocked } from "../share/overtaken.ts";
import { tenantTopic } from "../topics.ts";
import { inTransaction, type Transaction } from "../transaction.ts";
import { type ProfileHead, parseRotation, type RotateAccountInput, type Rotation } from "./parse.ts";
import {
  insertTenantLink,
  lockOwnVaults,
  lockTenantRoster,
  type OwnVaultRow,
  refuseDeviceRequests,
  setBehind,
  updateAccountKeys,
} from "./rows.ts";

export type RotateAccountResult =
  | {
      readonly __typename: "AccountRotated";
      readonly wrapGeneration: number;
      readonly keyGeneration: number;
      readonly sessionsEnded: number;
      readonly committed: Extract<CommitResult, { __typename: "Committed" }>;
    }
  | { readonly __typename: "StaleAccountKeys"; readonly wrapGeneration: number; readonly keyGeneration: number }
  | SignInRefused
  | Exclude<CommitResult, { __typename: "Committed" }>;

/**
 * New account keys, in one transaction (PROTOCOL §3.10): all sealed keys by compare-and-swap on both generations, own keys
 * in the rosters of tenant and account vault, the account vault's new epoch and manifest; both profiles behind until their
 * rosters follow; the end of all other sessions, of the account code and of waiting device requests.
 *
 * @throws Failure `BAD_USER_INPUT`, `INVALID_PROOF`, `NOT_FOUND`, `MUTATION_ID_REUSED`, `RATE_LIMITED`.
 */
export async function rotateAccount(request: Request, input: RotateAccountInput): Promise<RotateAccountResult> {
  const { house } = request;
  const proof = proving(() => parseLoginProof(input.proof));
  const rotation = parseRotation(input);
  const { commit, tenantLink, context } = rotation;
  await takeAttempts(request, [["sign-in user", formatUuid(proof.user), attempts.signInPerUser]]);

  const settle = async (tx: Transaction) => {
    // The vaults first, then the account, as everywhere.
    const [vaults, [before], [spent], [roster], concerned] = await tx.run(
      lockOwnVaults(),
      findCommitted(commit.clientMutationId, tx),
      spendChallenge(proof.challenge, tx.now),
      lockTenantRoster(),
      listOwnShares(),
    );
    demandLocked(concerned, vaults);
    const account = await lockedAccount(tx);
    if (!account || !roster || account.accountVault !== input.accountVault.vault) throw new Failure("NOT_FOUND");
    if (before) {
      const plan = await planCommit(tx, house, commit);
      return plan.kind === "REPEATED"
        ? ({ kind: "REPEATED", heads: plan.heads } as const)
        : ({ kind: "GONE" } as const);
    }
    const { wrapGeneration, keyGeneration } = account;
    if (input.wrapGeneration !== wrapGeneration + 1 || input.keyGeneration !== keyGeneration + 1) {
      return { kind: "STALE_KEYS", wrapGeneration, keyGeneration } as const;
    }
    const proven = isProven(
      house,
      input,
      account.loginKey,
      {
        user: parseUuid(tx.actor.user),
        device: parseUuid(tx.actor.device),
        deviceKey: asSigningPublicKey(account.deviceKey),
        action: loginAction.ROTATE,
        challenge: proof.challenge,
        context,
      },
      tx.actor.surface,
    );
    if (!proven || !spent?.spendChallenge) {
      await tx.finish(...audited(tx, { kind: "ACCOUNT_KEY_ROTATION_REFUSED" }));
      return { kind: "UNPROVEN" } as const;
    }
    const held = parseState(roster.state);
    if (!areHeads(vaults, rotation.profiles) || !equalOrNull(tenantLink.link.previous, held.head.hash)) {
      return { kind: "STALE_HEAD" } as const;
    }
    const tenant = proving(() => tenantAfter(held, rotation, input, tx, account.loginKey));
    const plan = await planCommit(tx, house, commit, { renewed: tenant });
    if (plan.kind !== "EFFECT") return plan.kind === "REFUSED" ? plan : ({ kind: "GONE" } as const);
    const [ended] = await tx.run(endOtherSessions(tx.actor.session, tx.now, "PASSWORD_CHANGED"));
    await tx.finish(
      ...plan.writes,
      insertTenantLink(tenantLink, keepState(tenant), tx.now),
      updateAccountKeys(
        { ...input, epoch: epochOf(plan.effects[0]?.roster) },
        signingKeyOf(tenant, tx),
        input.keys,
        tx.now,
      ),
      setBehind(),
      setSharesDue({ users: [tx.actor.user], groups: [] }),
      lapse(tx.actor.user),
      emptyAccountCode(),
      refuseDeviceRequests(tx.now),
      ...audited(tx, { kind: "ACCOUNT_KEYS_ROTATED", epoch: input.keyGeneration }, ...sessionsEnded(ended.length)),
    );
    return { kind: "ROTATED", plan, ended } as const;
  };

  const outcome = await again(() => inTransaction(request, settle));
  switch (outcome.kind) {
    case "GONE":
      throw new Failure("UNAVAILABLE");
    case "STALE_KEYS": {
      const { wrapGeneration, keyGeneration } = outcome;
      return { __typename: "StaleAccountKeys", wrapGeneration, keyGeneration };
    }
    case "UNPROVEN":
      return proofRefused;
    case "STALE_HEAD": {
      const { clientMutationId } = commit;
      return { __typename: "StaleHead", clientMutationId, missing: [], rosters: [], complete: false };
    }
    case "REFUSED":
      return answerRefusal(request, commit, outcome.refusals);
    case "REPEATED":
      return rotated(input, 0, committed(commit, outcome.heads));
    case "ROTATED": {
      const { plan, ended } = outcome;
      announce(house, plan.tenant, plan.effects);
      house.doorbell.ring([tenantTopic(plan.tenant), ...ended.map((row) => row.id)]);
      return rotated(input, ended.length, committed(commit, plan.heads));
    }
  }
}

async function lockedAccount(tx: Transaction) {
  const [[account]] = await tx.run(lockAccount(tx.actor.device));
  return account;
}

/** Both profiles, neither more nor fewer, each at the head that it has. */
function areHeads(vaults: readonly OwnVaultRow[], named: readonly ProfileHead[]): boolean {
  const profiles = vaults.filter((each) => each.class === "PERSONAL" || each.class === "BUSINESS");
  const heads = new Map(named.map((each) => [each.vault, each]));
  if (heads.size !== profiles.length || named.length !== profiles.length) {
    throw new Failure("BAD_USER_INPUT", "profiles names every profile once.");
  }
  return profiles.every(({ id, revision, head }) => {
    const each = heads.get(id);
    if (each === undefined) throw new Failure("NOT_FOUND");
    return each.revision === revision && equalOrNull(each.hash, head && asHash(head));
  });
}

/** The tenant's roster after its link, whose keys are those that came along, all of them new. Throws ProtocolError. */
function tenantAfter(
  held: RosterState,
  { tenantLink: { link, signed } }: Rotation,
  { keys }: RotateAccountInput,
  tx: Transaction,
  loginKey: Uint8Array,
): RosterState {
  const user = parseUuid(tx.actor.user);
  if (!equalBytes(link.author.user, user)) throw new ProtocolError("WRONG_AUTHOR", "link");
  const next = applyLink(held, signed);
  const [before, after] = [findMember(held, user), findMember(next, user)] as [Member, Member];
  if (!equalBytes(after.xwingKeyHash, publicKeyHash(asXWingPublicKey(keys.encryptionKey)))) {
    throw new ProtocolError("WRONG_KEYS", "X-Wing key");
  }
  if (equalBytes(after.xwingKeyHash, before.xwingKeyHash) || equalBytes(keys.loginKey, loginKey)) {
    throw new ProtocolError("NOT_ALLOWED", "a key of before");
  }
  return next;
}

const signingKeyOf = (tenant: RosterState, { actor }: Transaction) =>
  (findMember(tenant, parseUuid(actor.user)) as Member).signingKey;

const epochOf = (roster: RosterState | undefined): number => roster?.epoch?.epoch ?? 0;

const rotated = (
  { wrapGeneration, keyGeneration }: RotateAccountInput,
  sessionsEnded: number,
  its: Extract<CommitResult, { __typename: "Committed" }>,
): RotateAccountResult => ({
  __typename: "AccountRotated",
  wrapGeneration,
  keyGeneration,
  sessionsEnded,
  committed: its,
});
