import { asSignature, asSigningPublicKey, type Hash } from "../../crypto/keys.ts";
import { loginAction, loginContext, parseLoginProof, verifyLoginProof } from "../../crypto/login-proof.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { takeAttempts } from "../attempts.ts";
import { audited, sessionsEnded } from "../audit/event.ts";
import { attempts } from "../bounds.ts";
import { answerRefusal, type CommitResult } from "../commit/answer.ts";
import { announce, committed } from "../commit/commit.ts";
import type { VaultCommitInput } from "../commit/input.ts";
import { type Commit, parseCommit } from "../commit/parse.ts";
import { planCommit } from "../commit/plan.ts";
import type { Request } from "../context.ts";
import { proving } from "../invalid.ts";
import { forgetActor } from "../known-actors.ts";
import { inTransaction } from "../transaction.ts";
import { checkPasswordKeys, type PasswordKeys } from "./account-keys.ts";
import { proofRefused, type SignInRefused } from "./door.ts";
import { endOtherSessions, lockAccount, openForAll, spendChallenge, updatePassword } from "./rows.ts";
import { holds, surfaceCode } from "./sign-in.ts";

export interface ChangePasswordInput extends PasswordKeys {
  readonly proof: Uint8Array;
  readonly loginSignature: Uint8Array;
  readonly deviceSignature: Uint8Array;
  readonly wrapGeneration: number;
  readonly accountVault: VaultCommitInput;
  readonly clientMutationId: string;
}

interface PasswordChanged {
  readonly __typename: "PasswordChanged";
  readonly wrapGeneration: number;
  readonly sessionsEnded: number;
  readonly committed: Extract<CommitResult, { __typename: "Committed" }>;
}
interface StaleWrapGeneration {
  readonly __typename: "StaleWrapGeneration";
  readonly wrapGeneration: number;
}
export type ChangePasswordResult =
  | PasswordChanged
  | StaleWrapGeneration
  | SignInRefused
  | Exclude<CommitResult, { __typename: "Committed" }>;

/**
 * A new password, in one transaction (PROTOCOL §3.5): parameters, login key, root wrap and generation by
 * compare-and-swap, the generation noted in the account vault, all other sessions ended.
 */
export async function changePassword(request: Request, input: ChangePasswordInput): Promise<ChangePasswordResult> {
  checkPasswordKeys(input);
  const proof = proving(() => parseLoginProof(input.proof));
  const context = proving(() => contextOf(input));
  const commit = parseCommit({ clientMutationId: input.clientMutationId, vaults: [input.accountVault] }, [context]);
  await takeAttempts(request, [["sign-in user", formatUuid(proof.user), attempts.signInPerUser]]);

  const outcome = await inTransaction(request, async (tx) => {
    const plan = await planCommit(tx, request.house, commit);
    if (plan.kind === "REFUSED") return plan;
    if (plan.kind === "REPEATED")
      return { kind: "CHANGED", tenant: tx.actor.tenant, effects: [], heads: plan.heads, ended: [] } as const;
    const [[account], [spent]] = await tx.run(lockAccount(tx.actor.device), spendChallenge(proof.challenge, tx.now));
    if (!account || account.accountVault !== input.accountVault.vault) throw new Failure("NOT_FOUND");
    if (input.wrapGeneration !== account.wrapGeneration + 1) {
      return { kind: "STALE", wrapGeneration: account.wrapGeneration } as const;
    }
    const proven = holds(() =>
      verifyLoginProof(
        input.proof,
        { login: asSignature(input.loginSignature), device: asSignature(input.deviceSignature) },
        asSigningPublicKey(account.loginKey),
        {
          origin: request.house.publicUrl,
          user: parseUuid(tx.actor.user),
          device: parseUuid(tx.actor.device),
          deviceKey: asSigningPublicKey(account.deviceKey),
          surface: surfaceCode(tx.actor.surface),
          action: loginAction.CHANGE_PASSWORD,
          challenge: proof.challenge,
          context,
        },
      ),
    );
    if (!proven || !spent?.spendChallenge) {
      await tx.finish(...audited(tx, { kind: "PASSWORD_CHANGE_REFUSED" }));
      return { kind: "UNPROVEN" } as const;
    }
    const [ended] = await tx.run(endOtherSessions(tx.actor.session, tx.now, "PASSWORD_CHANGED"));
    await tx.finish(
      ...plan.writes,
      updatePassword(input.wrapGeneration, input, tx.now),
      openForAll(tx.actor.session),
      ...audited(tx, { kind: "PASSWORD_CHANGED" }, ...sessionsEnded(ended.length)),
    );
    const { tenant, effects, heads } = plan;
    return { kind: "CHANGED", tenant, effects, heads, ended } as const;
  });

  // It may be for more from now on.
  if (outcome.kind === "CHANGED") forgetActor(request.accessHash);
  switch (outcome.kind) {
    case "REFUSED":
      return answerRefusal(request, commit, outcome.refusals);
    case "STALE":
      return { __typename: "StaleWrapGeneration", wrapGeneration: outcome.wrapGeneration };
    case "UNPROVEN":
      return proofRefused;
    case "CHANGED":
      announce(request.house, outcome.tenant, outcome.effects);
      request.house.doorbell.ring(outcome.ended.map((row) => row.id));
      return changed(input, commit, outcome);
  }
}

const contextOf = (input: ChangePasswordInput): Hash =>
  loginContext({
    generation: input.wrapGeneration,
    parameters: input.parameters,
    loginKey: asSigningPublicKey(input.loginKey),
    rootWrap: input.rootKey,
  });

const changed = (
  { wrapGeneration }: ChangePasswordInput,
  commit: Commit,
  { heads, ended }: { heads: Parameters<typeof committed>[1]; ended: readonly unknown[] },
): PasswordChanged => ({
  __typename: "PasswordChanged",
  wrapGeneration,
  sessionsEnded: ended.length,
  committed: committed(commit, heads),
});
