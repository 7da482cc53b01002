import { Failure } from "../../errors.ts";
import { type FactorId, parseId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import type { Request } from "../context.ts";
import { letter } from "../letter.ts";
import { twoFactorDemandedFrom } from "../policy/at-the-door.ts";
import { loadEntryPolicy } from "../policy/entry-rows.ts";
import { inTransaction } from "../transaction.ts";
import { newCodes } from "./add.ts";
import { deleteFactor, deleteSpareCodesOf, listFactors, lockOwnFactors } from "./rows.ts";
import { tellByMail } from "./tell-by-mail.ts";

/**
 * Takes a factor of the caller's away; with the last one its spare codes. Throws `BAD_USER_INPUT`, `NOT_FOUND`,
 * `SECOND_FACTOR_REQUIRED` for the last one where the company demands one.
 */
export async function removeSecondFactor(
  request: Request,
  input: { readonly factor: string },
): Promise<{ readonly factor: FactorId }> {
  const factor = parseId<FactorId>(input.factor, "factor");
  const { own, last } = await inTransaction(request, async (tx) => {
    const [[own], factors, [policy]] = await tx.run(lockOwnFactors(), listFactors(), loadEntryPolicy(request.ip));
    if (!own || !factors.some((each) => each.factor === factor)) throw new Failure("NOT_FOUND");
    const last = factors.length === 1;
    if (last && policy && twoFactorDemandedFrom(policy) !== null) throw new Failure("SECOND_FACTOR_REQUIRED");
    await tx.finish(
      deleteFactor(factor),
      ...(last ? [deleteSpareCodesOf(tx.actor.user)] : []),
      ...audited(tx, { kind: "SECOND_FACTOR_REMOVED" }),
    );
    return { own, last };
  });
  await tellByMail(request, letter(own, last ? "factorRemovedLast" : "factorRemoved"));
  return { factor };
}

/** Ten new spare codes, in place of those that there were. Throws `NOT_FOUND` for a user without a factor. */
export async function remakeSpareCodes(request: Request): Promise<{ readonly spareCodes: readonly string[] }> {
  const { own, codes } = await inTransaction(request, async (tx) => {
    const [[own], factors] = await tx.run(lockOwnFactors(), listFactors());
    if (!own || factors.length === 0) throw new Failure("NOT_FOUND");
    const { codes, writes } = newCodes(request, tx.actor.user);
    await tx.finish(...writes, ...audited(tx, { kind: "SPARE_CODES_MADE" }));
    return { own, codes };
  });
  await tellByMail(request, letter(own, "spareCodes"));
  return { spareCodes: codes };
}
