import { createHash } from "node:crypto";
import { Failure } from "../../errors.ts";
import { takeAttempts } from "../attempts.ts";
import { audited } from "../audit/event.ts";
import { attempts } from "../bounds.ts";
import type { Request } from "../context.ts";
import { findActor } from "../session/find-actor.ts";
import { inTransaction } from "../transaction.ts";
import { loadViewer } from "../user/rows.ts";
import { loadSuspension, loadTenant, type TenantRow } from "./rows.ts";
import { redeemTenantCode as redeem } from "./tenant-code-rows.ts";

export type RedeemTenantCodeResult =
  | { readonly __typename: "TenantCodeRedeemed"; readonly tenant: TenantRow }
  | { readonly __typename: "TenantCodeRefused"; readonly refusal: "CODE_REFUSED" };

/** What is kept of a code: it has 100 random bits, so a plain hash is enough. */
export const hashTenantCode = (code: string): Uint8Array =>
  createHash("sha256")
    .update(`tenant code ${code.toUpperCase().replace(/[\s-]/g, "")}`)
    .digest();

/**
 * Gives the caller's tenant what an operator sold: plans are the operator's, no roster states them. A code serves once.
 * It does not lift a suspension, which is the operator's too, and is not spent under one. Throws `FORBIDDEN`, `READ_ONLY`,
 * `RATE_LIMITED`.
 */
export async function redeemTenantCode(
  request: Request,
  input: { readonly code: string },
): Promise<RedeemTenantCodeResult> {
  const { user } = await findActor(request);
  await takeAttempts(request, [["tenant code", user, attempts.tenantCodePerUser]]);
  const answer = await inTransaction(request, async (tx): Promise<RedeemTenantCodeResult | null> => {
    const [[viewer], [suspension]] = await tx.run(loadViewer(), loadSuspension());
    if (viewer?.role !== "ADMINISTRATOR") {
      await tx.finish(...audited(tx, { kind: "COMPANY_CODE_FORBIDDEN" }));
      return null;
    }
    if (suspension?.suspendedAt) throw new Failure("READ_ONLY");
    const [[row], [tenant]] = await tx.run(redeem(hashTenantCode(input.code), tx.now), loadTenant());
    if (row?.redeemTenantCode && tenant) {
      await tx.finish(...audited(tx, { kind: "COMPANY_CODE_REDEEMED", amount: tenant.seats }));
      return { __typename: "TenantCodeRedeemed", tenant };
    }
    await tx.finish(...audited(tx, { kind: "COMPANY_CODE_REFUSED" }));
    return { __typename: "TenantCodeRefused", refusal: "CODE_REFUSED" };
  });
  if (answer === null) throw new Failure("FORBIDDEN");
  return answer;
}
