import { Failure } from "../../errors.ts";
import { parseId, type UserId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import { loadSuspension } from "../company/rows.ts";
import type { Request } from "../context.ts";
import { letter } from "../letter.ts";
import { inTransaction } from "../transaction.ts";
import { loadViewer } from "../user/rows.ts";
import { deleteFactorsOf, deleteSpareCodesOf, lockFactorsOf } from "./rows.ts";
import { tellByMail } from "./tell-by-mail.ts";

/**
 * Takes all factors and spare codes of another member away, by an administrator: for somebody who lost theirs. It opens
 * nothing: password and Secret Key are asked for as ever. The member is told by mail. Throws `BAD_USER_INPUT`, `FORBIDDEN`
 * also for oneself, `READ_ONLY`, `NOT_FOUND` for whoever is no member.
 */
export async function resetSecondFactor(
  request: Request,
  input: { readonly user: string },
): Promise<{ readonly user: UserId; readonly factorsRemoved: number }> {
  const user = parseId<UserId>(input.user, "user");
  const { member, removed } = await inTransaction(request, async (tx) => {
    const [[viewer], [suspension]] = await tx.run(loadViewer(), loadSuspension());
    if (viewer?.role !== "ADMINISTRATOR" || user === tx.actor.user) throw new Failure("FORBIDDEN");
    if (suspension?.suspendedAt) throw new Failure("READ_ONLY");
    const [[member]] = await tx.run(lockFactorsOf(user));
    if (!member) throw new Failure("NOT_FOUND");
    const [rows] = await tx.run(deleteFactorsOf(user), deleteSpareCodesOf(user));
    const removed = rows.filter(({ confirmedAt }) => confirmedAt !== null).length;
    await tx.finish(...(removed > 0 ? audited(tx, { kind: "SECOND_FACTORS_RESET", user, amount: removed }) : []));
    return { member, removed };
  });
  if (removed > 0) await tellByMail(request, letter(member, "factorsReset", { by: "ADMINISTRATOR" }));
  return { user, factorsRemoved: removed };
}
