import { Failure } from "../../errors.ts";
import { parseId, type UserId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import type { Request } from "../context.ts";
import { deleteFactorsOf, deleteSpareCodesOf } from "../second-factor/rows.ts";
import { inTransaction } from "../transaction.ts";
import { loadViewer } from "../user/rows.ts";
import { erasePerson, loadSuspension } from "./rows.ts";

/**
 * Erases all that the company has of somebody who was removed: account, devices, all vaults that have not gone elsewhere, name
 * and address. The address is free again; what rosters say stays, and nobody can tell any more whom they speak of. Done
 * again it is done. Throws `FORBIDDEN`, `READ_ONLY`, `NOT_FOUND` also for a member.
 */
export async function deletePerson(
  request: Request,
  input: { readonly user: string },
): Promise<{ readonly user: UserId }> {
  const user = parseId<UserId>(input.user, "user");
  const may = await inTransaction(request, async (tx) => {
    const [[viewer], [suspension]] = await tx.run(loadViewer(), loadSuspension());
    if (viewer?.role !== "ADMINISTRATOR") {
      await tx.finish(...audited(tx, { kind: "PERSON_DELETION_REFUSED", user }));
      return false;
    }
    if (suspension?.suspendedAt) throw new Failure("READ_ONLY");
    const [[row]] = await tx.run(erasePerson(user, tx.now));
    if (!row?.erasePerson) throw new Failure("NOT_FOUND");
    await tx.finish(deleteFactorsOf(user), deleteSpareCodesOf(user), ...audited(tx, { kind: "PERSON_DELETED", user }));
    return true;
  });
  if (!may) throw new Failure("FORBIDDEN");
  return { user };
}
