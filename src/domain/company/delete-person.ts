import { Failure } from "../../errors.ts";
import { parseId, type UserId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import { noteRefusal } from "../audit/note.ts";
import type { Request } from "../context.ts";
import { deleteFactorsOf, deleteSpareCodesOf } from "../second-factor/rows.ts";
import { inTransaction } from "../transaction.ts";
import { loadViewer } from "../user/rows.ts";
import { lockVaults } from "./lock-rows.ts";
import { erasePerson, isAccountHere, loadSuspension } from "./rows.ts";

/**
 * Erases all that the company has of somebody who was removed: account, devices, all vaults that have not gone elsewhere, name
 * and address. The address is free again; what rosters say stays, and nobody can tell any more whom they speak of. Done
 * again it is done. An account that has gone elsewhere is not touched, and the answer says so. Throws `FORBIDDEN`, `READ_ONLY`, `NOT_FOUND` also for a member.
 */
export async function deletePerson(
  request: Request,
  input: { readonly user: string },
): Promise<{ readonly user: UserId; readonly accountErased: boolean }> {
  const user = parseId<UserId>(input.user, "user");
  const accountErased = await inTransaction(request, async (tx) => {
    const [[viewer], [suspension]] = await tx.run(loadViewer(), loadSuspension());
    if (viewer?.role !== "ADMINISTRATOR") return null;
    if (suspension?.suspendedAt) throw new Failure("READ_ONLY");
    // The vaults first: whoever goes elsewhere at this moment has gone, or has nothing to go with.
    const [, [account], [row]] = await tx.run(lockVaults([user]), isAccountHere(user), erasePerson(user, tx.now));
    if (!row?.erasePerson) throw new Failure("NOT_FOUND");
    await tx.finish(deleteFactorsOf(user), deleteSpareCodesOf(user), ...audited(tx, { kind: "PERSON_DELETED", user }));
    return account?.here === true;
  });
  if (accountErased === null) {
    await noteRefusal(request, { kind: "PERSON_DELETION_REFUSED", user });
    throw new Failure("FORBIDDEN");
  }
  return { user, accountErased };
}
