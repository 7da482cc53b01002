import { Failure } from "../../errors.ts";
import { parseId, type RecoveryId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import { noteRefusal } from "../audit/note.ts";
import type { Request } from "../context.ts";
import { inTransaction } from "../transaction.ts";
import { loadViewer } from "../user/rows.ts";
import { demandRecoverer } from "./demand-recoverer.ts";
import { type ShownRecovery, show } from "./read.ts";
import { findRecovery, lockRecovery, setClosed } from "./rows.ts";
import { isClosingDue } from "./state.ts";

/**
 * Ends a recovery that the caller opened; where it is over, any administrator says that what it left behind was taken care of. What
 * was closed stays so: the second of two says nothing new.
 *
 * @throws Failure `WRONG_SURFACE`, `FORBIDDEN`, `NOT_FOUND`, `BAD_USER_INPUT`, `STEP_UP_REQUIRED`.
 */
export async function closeRecovery(
  request: Request,
  input: { readonly recovery: string },
): Promise<{ readonly recovery: ShownRecovery }> {
  const recovery = parseId<RecoveryId>(input.recovery, "recovery");
  const closed = await inTransaction(request, async (tx) => {
    const [[viewer], , [row]] = await tx.run(loadViewer(), lockRecovery(recovery), findRecovery(recovery));
    demandRecoverer(tx.actor, viewer);
    if (!row) throw new Failure("NOT_FOUND");
    if (row.openedBy !== tx.actor.user && row.closedAt === null && !isClosingDue(row, tx.now)) return null;
    const event = { kind: "RECOVERY_CLOSED", user: row.user, group: row.group } as const;
    if (row.closedAt === null) await tx.run(setClosed(recovery, tx.now), ...audited(tx, event));
    const [after] = await tx.run(findRecovery(recovery));
    return show(tx, after);
  });
  const [shown] = closed ?? [];
  if (shown) return { recovery: shown };
  await noteRefusal(request, { kind: "RECOVERY_REFUSED" });
  throw new Failure("FORBIDDEN");
}
