import { equalOrNull } from "../../crypto/bytes.ts";
import { codeContext } from "../../crypto/code-context.ts";
import { asSigningPublicKey } from "../../crypto/keys.ts";
import { loginAction, parseLoginProof } from "../../crypto/login-proof.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import type { DeviceId } from "../../ids.ts";
import { takeAttempts } from "../attempts.ts";
import { audited } from "../audit/event.ts";
import { attempts } from "../bounds.ts";
import type { Request } from "../context.ts";
import { parseSealedKey, proving } from "../invalid.ts";
import { proofRefused, type SignInRefused } from "../session/door.ts";
import { lockAccount, spendChallenge } from "../session/rows.ts";
import { inTransaction } from "../transaction.ts";
import { isProven, type ProofInput } from "./proof.ts";
import { type AccountCode, shownCode } from "./read.ts";
import { type AccountCodeRow, findAccountCode, putAccountCode } from "./rows.ts";

export interface MakeAccountCodeInput extends ProofInput {
  readonly generation: number;
  readonly loginKey: Uint8Array;
  readonly rootKey: Uint8Array;
}

export interface StaleAccountCode {
  readonly __typename: "StaleAccountCode";
  readonly accountCode: AccountCode;
}
export type MakeAccountCodeResult =
  | { readonly __typename: "AccountCodeMade"; readonly accountCode: AccountCode }
  | StaleAccountCode
  | SignInRefused;

/**
 * Gives the account a code in place of the one before (PROTOCOL §3.9), by compare-and-swap on its generation. The same
 * code sent again is one deed with one answer. Throws `BAD_USER_INPUT`, `INVALID_PROOF`, `RATE_LIMITED`.
 */
export async function makeAccountCode(request: Request, input: MakeAccountCodeInput): Promise<MakeAccountCodeResult> {
  const proof = proving(() => parseLoginProof(input.proof));
  const loginKey = proving(() => asSigningPublicKey(input.loginKey));
  const rootKey = parseSealedKey(input.rootKey, "rootKey");
  await takeAttempts(request, [["sign-in user", formatUuid(proof.user), attempts.signInPerUser]]);
  return inTransaction(request, async (tx) => {
    const [[account], [spent], [before]] = await tx.run(
      lockAccount(formatUuid(proof.device) as DeviceId),
      spendChallenge(proof.challenge, tx.now),
      findAccountCode(),
    );
    if (before && isSame(before, input)) return { __typename: "AccountCodeMade", accountCode: shownCode(before) };
    if (!account) return proofRefused;
    const { keyGeneration } = account;
    const proven = isProven(
      request.house,
      input,
      account.loginKey,
      {
        user: parseUuid(tx.actor.user),
        device: parseUuid(tx.actor.device),
        deviceKey: asSigningPublicKey(account.deviceKey),
        action: loginAction.MAKE_CODE,
        challenge: proof.challenge,
        context: codeContext({
          codeGeneration: input.generation,
          keyGeneration,
          made: { loginKey, wrap: rootKey },
        }),
      },
      tx.actor.surface,
    );
    if (!proven || !spent?.spendChallenge) {
      await tx.finish(...audited(tx, { kind: "ACCOUNT_CODE_NOT_MADE" }));
      return proofRefused;
    }
    if (input.generation !== (before?.generation ?? 0) + 1) {
      return { __typename: "StaleAccountCode", accountCode: shownCode(before) };
    }
    const made = { generation: input.generation, keyGeneration, loginKey, rootKey, createdAt: tx.now };
    const kind = before?.createdAt ? "ACCOUNT_CODE_REPLACED" : "ACCOUNT_CODE_MADE";
    await tx.finish(putAccountCode(made), ...audited(tx, { kind }));
    return { __typename: "AccountCodeMade", accountCode: shownCode(made) };
  });
}

const isSame = (before: AccountCodeRow, { generation, loginKey, rootKey }: MakeAccountCodeInput): boolean =>
  before.generation === generation && equalOrNull(before.loginKey, loginKey) && equalOrNull(before.rootKey, rootKey);
