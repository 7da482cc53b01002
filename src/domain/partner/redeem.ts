import { createHash } from "node:crypto";
import { Failure } from "../../errors.ts";
import type { TenantId } from "../../ids.ts";
import { takeAttempts } from "../attempts.ts";
import { audited } from "../audit/event.ts";
import { attempts } from "../bounds.ts";
import { loadSuspension } from "../company/rows.ts";
import type { Request } from "../context.ts";
import { findActor } from "../session/find-actor.ts";
import { inTransaction } from "../transaction.ts";
import { loadViewer } from "../user/rows.ts";
import { redeemPartnerCode as redeem } from "./redeem-rows.ts";

export type RedeemPartnerCodeResult =
  | { readonly __typename: "PartnerCodeRedeemed"; readonly partner: TenantId }
  | { readonly __typename: "PartnerCodeRefused"; readonly refusal: "CODE_REFUSED" };

/** What is kept of a code: it has 100 random bits, so a plain hash is enough. */
export const hashPartnerCode = (code: string): Uint8Array =>
  createHash("sha256")
    .update(`partner code ${code.toUpperCase().replace(/[\s-]/g, "")}`)
    .digest();

/**
 * Makes the caller's tenant a partner, with what an operator sold, and the caller its owner. A code serves once, and is not spent where it
 * does not fit. Throws `FORBIDDEN`, `READ_ONLY`, `RATE_LIMITED`.
 */
export async function redeemPartnerCode(
  request: Request,
  input: { readonly code: string },
): Promise<RedeemPartnerCodeResult> {
  const { user } = await findActor(request);
  await takeAttempts(request, [["partner code", user, attempts.partnerCodePerUser]]);
  const answer = await inTransaction(request, async (tx): Promise<RedeemPartnerCodeResult | null> => {
    const [[viewer], [suspension]] = await tx.run(loadViewer(), loadSuspension());
    if (viewer?.role !== "ADMINISTRATOR") {
      await tx.finish(...audited(tx, { kind: "PARTNER_CODE_FORBIDDEN" }));
      return null;
    }
    if (suspension?.suspendedAt) throw new Failure("READ_ONLY");
    const [[row]] = await tx.run(redeem(hashPartnerCode(input.code), tx.now));
    const seats = row?.redeemPartnerCode ?? null;
    if (seats === null) {
      await tx.finish(...audited(tx, { kind: "PARTNER_CODE_REFUSED" }));
      return { __typename: "PartnerCodeRefused", refusal: "CODE_REFUSED" };
    }
    await tx.finish(...audited(tx, { kind: "PARTNER_CODE_REDEEMED", amount: seats }));
    return { __typename: "PartnerCodeRedeemed", partner: tx.actor.tenant };
  });
  if (answer === null) throw new Failure("FORBIDDEN");
  return answer;
}
