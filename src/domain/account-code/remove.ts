import { codeContext } from "../../crypto/code-context.ts";
import { asSigningPublicKey } from "../../crypto/keys.ts";
import { loginAction, parseLoginProof } from "../../crypto/login-proof.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { DeviceId } from "../../ids.ts";
import { takeAttempts } from "../attempts.ts";
import { audited } from "../audit/event.ts";
import { attempts } from "../bounds.ts";
import type { Request } from "../context.ts";
import { proving } from "../invalid.ts";
import { proofRefused, type SignInRefused } from "../session/door.ts";
import { lockAccount, spendChallenge } from "../session/rows.ts";
import { inTransaction } from "../transaction.ts";
import type { StaleAccountCode } from "./make.ts";
import { isProven, type ProofInput } from "./proof.ts";
import { type AccountCode, shownCode } from "./read.ts";
import { emptyAccountCode, findAccountCode } from "./rows.ts";

export interface RemoveAccountCodeInput extends ProofInput {
  readonly generation: number;
}

export type RemoveAccountCodeResult =
  | { readonly __typename: "AccountCodeRemoved"; readonly accountCode: AccountCode }
  | StaleAccountCode
  | SignInRefused;

/**
 * Takes the account's code away (PROTOCOL §3.9). One that is gone already is not removed twice: the answer is the same.
 * Throws `BAD_USER_INPUT`, `INVALID_PROOF`, `RATE_LIMITED`.
 */
export async function removeAccountCode(
  request: Request,
  input: RemoveAccountCodeInput,
): Promise<RemoveAccountCodeResult> {
  const proof = proving(() => parseLoginProof(input.proof));
  if (input.generation < 1) throw new Failure("BAD_USER_INPUT", "generation is 1 or more.");
  await takeAttempts(request, [["sign-in user", formatUuid(proof.user), attempts.signInPerUser]]);
  return inTransaction(request, async (tx) => {
    const [[account], [spent], [before]] = await tx.run(
      lockAccount(formatUuid(proof.device) as DeviceId),
      spendChallenge(proof.challenge, tx.now),
      findAccountCode(),
    );
    if (before?.generation === input.generation && before.createdAt === null) {
      return { __typename: "AccountCodeRemoved", accountCode: shownCode(before) };
    }
    if (!account) return proofRefused;
    const proven = isProven(
      request.house,
      input,
      account.loginKey,
      {
        user: parseUuid(tx.actor.user),
        device: parseUuid(tx.actor.device),
        deviceKey: asSigningPublicKey(account.deviceKey),
        action: loginAction.REMOVE_CODE,
        challenge: proof.challenge,
        context: codeContext({
          codeGeneration: input.generation,
          keyGeneration: account.keyGeneration,
          made: null,
        }),
      },
      tx.actor.surface,
    );
    if (!proven || !spent?.spendChallenge) {
      await tx.finish(...audited(tx, { kind: "ACCOUNT_CODE_NOT_REMOVED" }));
      return proofRefused;
    }
    if (before?.generation !== input.generation) {
      return { __typename: "StaleAccountCode", accountCode: shownCode(before) };
    }
    await tx.finish(emptyAccountCode(), ...audited(tx, { kind: "ACCOUNT_CODE_REMOVED" }));
    return { __typename: "AccountCodeRemoved", accountCode: shownCode({ ...before, createdAt: null }) };
  });
}
