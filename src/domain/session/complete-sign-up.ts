import { asHash } from "../../crypto/keys.ts";
import { encodeState } from "../../crypto/state-encoding.ts";
import { Failure } from "../../errors.ts";
import { parseId } from "../../ids.ts";
import { Grant } from "../access.ts";
import { takeAttempts } from "../attempts.ts";
import type { Bound } from "../batch.ts";
import { attempts } from "../bounds.ts";
import { announce } from "../commit/commit.ts";
import { writeVault } from "../commit/effect-rows.ts";
import type { Request } from "../context.ts";
import { proving } from "../invalid.ts";
import { askAnyone, beforeSession, type OpeningTransaction } from "../transaction.ts";
import { type NewAccount, type NewAccountInput, parseNewAccount } from "./new-account.ts";
import { insertAccountKeys, insertRoster, insertUser, insertVault } from "./new-account-rows.ts";
import { openSession } from "./open-session.ts";
import { hashCode } from "./request-sign-up.ts";
import { enterNewTenant, insertDevice, trySignUp } from "./rows.ts";
import type { Session } from "./tokens.ts";

export interface CompleteSignUpInput extends NewAccountInput {
  readonly signUp: string;
  readonly code: string;
  readonly refreshTokenHash: Uint8Array;
}

export type CompleteSignUpResult =
  | { readonly __typename: "SignedUp"; readonly session: Session }
  | { readonly __typename: "SignUpRefused"; readonly refusal: "CODE_REFUSED" | "ADDRESS_TAKEN" | "ID_TAKEN" };

const refused = (refusal: "CODE_REFUSED" | "ADDRESS_TAKEN" | "ID_TAKEN") =>
  ({ __typename: "SignUpRefused", refusal }) as const;

/**
 * Makes an account of a proven address, and the tenant of one that it lives in: all of it, or nothing. The code may be
 * tried five times. Throws `BAD_USER_INPUT`, `INVALID_PROOF`, `RATE_LIMITED`.
 */
export async function completeSignUp(request: Request, input: CompleteSignUpInput): Promise<CompleteSignUpResult> {
  const signUp = parseId(input.signUp, "signUp");
  const code = input.code.replace(/[\s-]/g, "");
  if (!/^\d{8}$/.test(code)) return refused("CODE_REFUSED");
  const refreshHash = proving(() => asHash(input.refreshTokenHash));
  await takeAttempts(request, [["sign-up code peer", request.peer, attempts.signUpCodePerPeer]]);
  const [[tried]] = await askAnyone(request.house, trySignUp(signUp, hashCode(signUp, code), request.now));
  if (!tried?.trySignUp) return refused("CODE_REFUSED");

  const account = parseNewAccount(input, tried.trySignUp);
  const holder = { tenant: account.tenant, user: account.user, device: account.device.device };
  const { session, insert } = openSession(holder, refreshHash, request.now);
  try {
    const made = await beforeSession(request, async (tx) => {
      const [[entered]] = await tx.run(enterNewTenant(signUp, account.tenant, account.user, tx.now));
      if (!entered?.enterNewTenant) return false;
      tx.actAs({ ...holder, session: session.session, accessExpiresAt: session.accessTokenExpiresAt });
      await tx.finish(...writeAccount(tx, account, tried.trySignUp as string), insert);
      return true;
    });
    if (!made) return refused("ADDRESS_TAKEN");
  } catch (error) {
    if (isTaken(error)) return refused("ID_TAKEN");
    throw error;
  }
  announce(request.house, account.tenant, [account.effect]);
  return { __typename: "SignedUp", session };
}

function writeAccount(tx: OpeningTransaction, account: NewAccount, address: string): Bound<unknown>[] {
  const { user, name, personSalt, device, effect } = account;
  const grant = Grant.authorize(tx, "vault.write", { id: effect.commit.vault, userId: user });
  return [
    insertUser({ user, address, name, personSalt }, tx.now),
    insertDevice(device.device, device.name, device.publicKey, tx.now),
    ...[account.tenantRoster, ...account.vaults].flatMap((roster) => insertRoster(roster, tx.now)),
    ...account.vaults.map((vault) => insertVault(vault.vault, user, vault.class)),
    insertAccountKeys(account, effect.commit.vault),
    ...writeVault(grant, effect, encodeState(effect.roster)),
  ];
}

/** A unique id that the client made exists already; or somebody spent the sign-up in between. */
function isTaken(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  if (code === "SG002") throw new Failure("UNAVAILABLE");
  return code === "23505";
}
