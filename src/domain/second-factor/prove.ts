import { Failure } from "../../errors.ts";
import type { UserId } from "../../ids.ts";
import { takeAttempts } from "../attempts.ts";
import { auditedOfStranger } from "../audit/event.ts";
import { attempts, bounds, spans } from "../bounds.ts";
import type { House, Request } from "../context.ts";
import { askAnyone, beforeSession, type Transaction } from "../transaction.ts";
import { checkAssertion } from "./assertion.ts";
import {
  enterFactorStep,
  type FactorRow,
  listFactors,
  noteFactorProven,
  proveFactorStep,
  takeCounter,
  takeSpareCode,
  takeTotpStep,
  tryFactorStep,
} from "./rows.ts";
import { openSeed } from "./seed.ts";
import { spareCodeHash } from "./spare-codes.ts";
import { stepHash } from "./step.ts";
import { intervalOf } from "./totp.ts";

export interface ProveSecondFactorInput {
  readonly token: Uint8Array;
  readonly totp?: string | null;
  readonly spareCode?: string | null;
  readonly assertion?: string | null;
}

export interface SecondFactorRefused {
  readonly __typename: "SecondFactorRefused";
  readonly refusal: "STEP_REFUSED" | "FACTOR_REFUSED";
}
export type ProveSecondFactorResult =
  | { readonly __typename: "SecondFactorProven"; readonly provenUntil: Date }
  | SecondFactorRefused;

export const factorRefused: SecondFactorRefused = { __typename: "SecondFactorRefused", refusal: "FACTOR_REFUSED" };
const stepRefused: SecondFactorRefused = { __typename: "SecondFactorRefused", refusal: "STEP_REFUSED" };

/**
 * Shows a factor to a step (PROTOCOL §3.12). What is taken is taken once: a TOTP interval, a spare code, a counter; of two at
 * once one is. Tries are counted for the step and for its user, outside the transaction: a failure gives none back.
 *
 * @throws Failure `BAD_USER_INPUT` unless exactly one is shown, `INVALID_PROOF`, `RATE_LIMITED`.
 */
export async function proveSecondFactor(
  request: Request,
  input: ProveSecondFactorInput,
): Promise<ProveSecondFactorResult> {
  const shown = [input.totp, input.spareCode, input.assertion].filter((each) => each !== null && each !== undefined);
  if (shown.length !== 1) throw new Failure("BAD_USER_INPUT", "One of totp, spareCode and assertion is given.");
  const hash = stepHash(input.token);
  if (hash === null) throw new Failure("BAD_USER_INPUT", "token is 32 bytes long.");
  const { house, now } = request;
  await takeAttempts(request, [["factor peer", request.peer, attempts.factorPerPeer]]);
  const [[tried]] = await askAnyone(house, tryFactorStep(hash, bounds.triesPerFactorStep, now));
  if (!tried) return stepRefused;
  await takeFactorAttempts(request, tried.userId);
  return beforeSession(request, async (tx) => {
    const [[step]] = await tx.run(enterFactorStep(hash, now));
    if (!step) return stepRefused;
    const [factors] = await tx.run(listFactors());
    const { userId: user, sessionId } = step;
    if (!(await isTaken(tx, house, { user, factors, challenge: step.challenge }, input))) {
      await tx.finish(auditedOfStranger(now, { kind: "SECOND_FACTOR_REFUSED", user }));
      return factorRefused;
    }
    const kind = typeof input.spareCode === "string" ? "SPARE_CODE_USED" : "SECOND_FACTOR_SHOWN";
    await tx.finish(
      proveFactorStep(hash, now),
      ...(sessionId ? [noteFactorProven(sessionId, now)] : []),
      auditedOfStranger(now, { kind, user }),
    );
    const provenUntil = sessionId ? new Date(now.getTime() + spans.stepUp) : step.expiresAt;
    return { __typename: "SecondFactorProven", provenUntil } as const;
  });
}

/** Throws `RATE_LIMITED`. */
export const takeFactorAttempts = (request: Request, user: UserId): Promise<void> =>
  takeAttempts(request, [
    ["factor user", user, attempts.factorPerUser],
    ["factor user by day", user, attempts.factorPerUserAndDay],
  ]);

interface Ground {
  readonly user: UserId;
  readonly factors: readonly FactorRow[];
  readonly challenge: Uint8Array;
}

async function isTaken(
  tx: Transaction,
  house: House,
  { user, factors, challenge }: Ground,
  { totp, spareCode, assertion }: ProveSecondFactorInput,
): Promise<boolean> {
  // Spare codes stand for factors, and prove nothing without one.
  if (factors.length === 0) return false;
  if (typeof totp === "string") return isTotpTaken(tx, house, user, factors, totp);
  if (typeof assertion === "string") {
    const checked = await checkAssertion(house, factors, assertion, challenge);
    if (checked === null) return false;
    const [[counted]] = await tx.run(takeCounter(checked.factor.factor, checked.counter, tx.now));
    return counted !== undefined;
  }
  const hash = spareCodeHash(house, user, spareCode ?? "");
  if (hash === null) return false;
  const [[taken]] = await tx.run(takeSpareCode(hash));
  return taken !== undefined;
}

async function isTotpTaken(
  tx: Transaction,
  house: House,
  user: UserId,
  factors: readonly FactorRow[],
  totp: string,
): Promise<boolean> {
  for (const { factor, seed } of factors) {
    const opened = seed && openSeed(house, { user, factor }, seed);
    const interval = opened ? intervalOf(opened, totp, tx.now) : null;
    if (interval === null) continue;
    const [[taken]] = await tx.run(takeTotpStep(factor, interval, tx.now));
    if (taken) return true;
  }
  return false;
}
