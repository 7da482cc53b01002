import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { asHash, asSigningPublicKey } from "../../crypto/keys.ts";
import { loginAction, loginContext, parseLoginProof } from "../../crypto/login-proof.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { DeviceId, UserId } from "../../ids.ts";
import { takeAttempts } from "../attempts.ts";
import { audited, sessionsEnded } from "../audit/event.ts";
import { attempts } from "../bounds.ts";
import type { CommitResult } from "../commit/answer.ts";
import { announce, committed } from "../commit/commit.ts";
import type { VaultCommitInput } from "../commit/input.ts";
import { type Commit, parseCommit } from "../commit/parse.ts";
import { planCommit } from "../commit/plan.ts";
import type { Request } from "../context.ts";
import { parseText, proving } from "../invalid.ts";
import { sessionLength } from "../policy/at-the-door.ts";
import { loadEntryPolicy } from "../policy/entry-rows.ts";
import { isFactorDemanded, isFactorMissing } from "../second-factor/demand.ts";
import { countFactorStep, listFactors } from "../second-factor/rows.ts";
import { type SecondFactorNeeded, stepHash } from "../second-factor/step.ts";
import { checkPasswordKeys, type PasswordKeys } from "../session/account-keys.ts";
import { askForFactor, proofRefused, refuseBarred, refuseCaller, type SignInRefused } from "../session/door.ts";
import { openSession } from "../session/open-session.ts";
import { endOtherSessions, insertDevice, touchDevice, updatePassword } from "../session/rows.ts";
import type { Session } from "../session/tokens.ts";
import { beforeSession } from "../transaction.ts";
import { lockStatus } from "../user/rows.ts";
import { isProven, type ProofInput } from "./proof.ts";
import { emptyAccountCode, enterByCode, findAccountCode, lockOwnAccount, lockOwnDevice, lockVaults } from "./rows.ts";

export interface RecoverAccountInput extends ProofInput, PasswordKeys {
  readonly deviceName: string;
  readonly refreshTokenHash: Uint8Array;
  readonly wrapGeneration: number;
  readonly accountVault: VaultCommitInput;
  readonly clientMutationId: string;
  /** Token of the step that was shown a second factor when the account was opened by its code. */
  readonly secondFactor?: Uint8Array | null;
}

export type RecoverAccountResult =
  | {
      readonly __typename: "AccountRecovered";
      readonly session: Session;
      readonly wrapGeneration: number;
      readonly sessionsEnded: number;
      readonly committed: Extract<CommitResult, { __typename: "Committed" }>;
    }
  | { readonly __typename: "StaleAccount"; readonly wrapGeneration: number }
  | SecondFactorNeeded
  | SignInRefused;

const deviceRevoked: SignInRefused = { __typename: "SignInRefused", refusal: "DEVICE_REVOKED" };

/**
 * A new password and Secret Key by the account's code, in one transaction (PROTOCOL §3.9): parameters, login key and root
 * wrap by compare-and-swap, the generation noted in the account vault, a session for this device, the end of all others
 * and of the code. Of any number who use the code at once, one does. What else moved in between is `StaleAccount`.
 *
 * @throws Failure `BAD_USER_INPUT`, `INVALID_PROOF`, `NOT_FOUND`, `RATE_LIMITED`.
 */
export async function recoverAccount(request: Request, input: RecoverAccountInput): Promise<RecoverAccountResult> {
  const { house } = request;
  checkPasswordKeys(input);
  const proof = proving(() => parseLoginProof(input.proof));
  const name = parseText(input.deviceName, "deviceName", 1, 100);
  const refreshHash = proving(() => asHash(input.refreshTokenHash));
  const stepToken = stepHash(input.secondFactor);
  const context = proving(() => contextOf(input));
  const commit = parseCommit({ clientMutationId: input.clientMutationId, vaults: [input.accountVault] }, [context]);
  checkOneRecord(commit);
  const user = formatUuid(proof.user) as UserId;
  const device = formatUuid(proof.device) as DeviceId;
  await takeAttempts(request, [
    ["sign-in user", user, attempts.signInPerUser],
    ["sign-in peer", request.peer, attempts.signInPerPeer],
  ]);

  const outcome = await beforeSession(request, async (tx) => {
    const [[held]] = await tx.run(enterByCode(proof.challenge, user, device, tx.now));
    const proven = isProven(house, input, held?.loginKey, { ...proof, action: loginAction.RECOVER, context });
    const caller = { user, device };
    const otherKey = held?.deviceKey && !equalBytes(held.deviceKey, proof.deviceKey);
    if (!held || !proven || otherKey) {
      return refuseCaller(tx, caller, "PROOF_REFUSED", "ACCOUNT_RECOVERY_REFUSED");
    }
    // The vaults first, as whoever suspends somebody locks them: neither waits for the other in a ring.
    const [, [viewer], [policy], factors, [step]] = await tx.run(
      lockVaults(),
      lockStatus(),
      loadEntryPolicy(request.ip),
      listFactors(),
      countFactorStep(stepToken, device, "ACCOUNT_CODE", false, tx.now),
    );
    if (!viewer || !policy) return proofRefused;
    const barred = await refuseBarred(tx, caller, { status: viewer.status, policy, surface: "APP" });
    if (barred) return barred;
    const shown = step?.countFactorStep === true;
    if (isFactorDemanded(factors) && !shown) return askForFactor(tx, house, caller, "ACCOUNT_CODE", factors);
    const surface = isFactorMissing(policy, factors, tx.now) ? "FACTOR" : "APP";
    const { session, insert } = openSession({ tenant: held.tenantId, user, device }, refreshHash, tx.now, {
      surface,
      length: sessionLength(policy),
      proven: shown,
    });
    tx.actAs({ ...session, visit: null, accessExpiresAt: session.accessTokenExpiresAt, surface });

    const plan = await planCommit(tx, house, commit);
    // Looked at again, now that all is locked: vault, then account, then device, as everywhere.
    const [[account], [code], [known]] = await tx.run(lockOwnAccount(), findAccountCode(), lockOwnDevice(device));
    if (!account || account.accountVault !== input.accountVault.vault) throw new Failure("NOT_FOUND");
    if (!code || !equalOrNull(code.loginKey, held.loginKey)) return proofRefused;
    if (known?.revokedAt) return deviceRevoked;
    if (plan.kind !== "EFFECT" || input.wrapGeneration !== account.wrapGeneration + 1) {
      return { __typename: "StaleAccount", wrapGeneration: account.wrapGeneration } as const;
    }
    const [ended] = await tx.run(endOtherSessions(session.session, tx.now, "PASSWORD_CHANGED"));
    const added = known ? [] : [{ kind: "DEVICE_ADDED", device } as const];
    await tx.finish(
      known ? touchDevice(device, tx.now) : insertDevice(device, name, proof.deviceKey, tx.now),
      insert,
      ...plan.writes,
      updatePassword(input.wrapGeneration, input, tx.now),
      emptyAccountCode(),
      countFactorStep(stepToken, device, "ACCOUNT_CODE", true, tx.now),
      ...audited(tx, ...added, { kind: "ACCOUNT_RECOVERED" }, ...sessionsEnded(ended.length)),
    );
    return { __typename: "AccountRecovered", session, plan, ended } as const;
  });
  if (outcome.__typename !== "AccountRecovered") return outcome;

  const { session, plan, ended } = outcome;
  announce(house, plan.tenant, plan.effects);
  house.doorbell.ring(ended.map((row) => row.id));
  return {
    __typename: "AccountRecovered",
    session,
    wrapGeneration: input.wrapGeneration,
    sessionsEnded: ended.length,
    committed: committed(commit, plan.heads),
  };
}

const contextOf = (input: RecoverAccountInput) =>
  loginContext({
    generation: input.wrapGeneration,
    parameters: input.parameters,
    loginKey: asSigningPublicKey(input.loginKey),
    rootWrap: input.rootKey,
  });

/** The account entry alone is written, over the one that is there. */
function checkOneRecord({ vaults: [vault] }: Commit): void {
  const [change, ...more] = vault?.changes ?? [];
  if (more.length > 0 || !change?.sealing || change.expectedLeaf === null) {
    throw new Failure("BAD_USER_INPUT", "accountVault seals one record again.");
  }
}
