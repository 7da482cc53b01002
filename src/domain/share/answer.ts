import { Failure } from "../../errors.ts";
import { parseId, type VaultId } from "../../ids.ts";
import { Grant } from "../access.ts";
import { audited } from "../audit/event.ts";
import type { Request } from "../context.ts";
import { inboxTopic } from "../topics.ts";
import { inTransaction } from "../transaction.ts";
import { putAnswer } from "./effect-rows.ts";
import { meet, mostOf } from "./ground.ts";
import { findShare } from "./read-rows.ts";

export type ShareAnswerName = "ACCEPTED" | "DECLINED";

/**
 * Notes whether the caller wants a share: its records are sent to whoever accepted. Said again, it stays said. Throws
 * `BAD_USER_INPUT`, `NOT_FOUND`, `READ_ONLY`.
 */
export async function answerShare(
  request: Request,
  input: { readonly share: string; readonly answer: ShareAnswerName },
): Promise<{ readonly share: VaultId; readonly answer: ShareAnswerName }> {
  const share = parseId<VaultId>(input.share, "share");
  const { answer } = input;
  const actor = await inTransaction(request, async (tx) => {
    const { ways, scopes, acting } = await meet(tx, [share]);
    const grant = Grant.authorize(tx, "share.receive", {
      id: share,
      userId: null,
      share: mostOf(ways.get(share) ?? []),
    });
    if (acting.suspendedAt) throw new Failure("READ_ONLY");
    const [[before]] = await tx.run(findShare(share));
    const kind = answer === "ACCEPTED" ? "SHARE_ACCEPTED" : "SHARE_DECLINED";
    const isTold = before?.answer !== answer && scopes.get(share) === "BUSINESS";
    await tx.finish(putAnswer(grant, answer), ...(isTold ? audited(tx, { kind, vault: share }) : []));
    return tx.actor;
  });
  request.house.doorbell.ring([inboxTopic(actor.tenant, actor.user)]);
  return { share, answer };
}
