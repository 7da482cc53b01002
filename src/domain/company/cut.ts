import { parseId, type UserId, type VaultId } from "../../ids.ts";
import type { Request } from "../context.ts";
import { ask } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import { listBusinessHeads } from "./rows.ts";

/**
 * The heads that a link names as its cut which takes somebody's rights (PROTOCOL §4.6), for administrators. None for whoever
 * is no member, or has written nothing. Throws `WRONG_SURFACE`, `FORBIDDEN`, `BAD_USER_INPUT`.
 */
export async function readCut(
  request: Request,
  user: string,
): Promise<{ vault: VaultId; revision: number; hash: Uint8Array }[]> {
  const { answers, actor } = await ask(request, loadViewer(), listBusinessHeads(parseId<UserId>(user, "user")));
  const [[viewer], heads] = answers;
  demandAdministrator(actor, viewer);
  return heads;
}
