import { parseId, type UserId } from "../../ids.ts";
import type { Request } from "../context.ts";
import { type Connection, connectionOf, parsePage } from "../page.ts";
import { demandRecoverer } from "../recovery/demand-recoverer.ts";
import { ask } from "../transaction.ts";
import { loadViewer } from "../user/rows.ts";
import { type BackupTextRow, listBackups } from "./list-rows.ts";

/** A backup, as administrators are shown it. */
export interface BackupRow extends Omit<BackupTextRow, "owners"> {
  owners: UserId[];
}

export const backupFrom = ({ owners, ...row }: BackupTextRow): BackupRow => ({
  ...row,
  owners: owners === "" ? [] : (owners.split(" ") as UserId[]),
});

/**
 * Backups of the company, or of what one user has or had, the newest first: also of whoever was removed or deleted. Throws
 * `WRONG_SURFACE`, `FORBIDDEN`, `INVALID_CURSOR`, `BAD_USER_INPUT`.
 */
export async function readBackups(
  request: Request,
  args: { readonly user: string | null; readonly first: number; readonly after?: string | null },
): Promise<Connection<BackupRow>> {
  const asked = parsePage(args, "ID");
  const user = args.user === null ? null : parseId<UserId>(args.user, "user");
  const { answers, actor } = await ask(request, loadViewer(), listBackups(user, asked.after, asked.first + 1));
  const [[viewer], rows] = answers;
  demandRecoverer(actor, viewer);
  return connectionOf(rows.map(backupFrom), asked, ({ id }) => id);
}
