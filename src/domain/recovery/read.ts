import { Failure } from "../../errors.ts";
import { parseId, type RecoveryId } from "../../ids.ts";
import { type BackupRow, backupFrom } from "../backup/list.ts";
import type { Request } from "../context.ts";
import { type Connection, connectionOf, parsePage } from "../page.ts";
import { splitSignatures } from "../sync/read-changes.ts";
import { inSnapshot, type Transaction } from "../transaction.ts";
import { loadViewer } from "../user/rows.ts";
import { demandRecoverer } from "./demand-recoverer.ts";
import { findRecovery, listNamed, listRecoveries, listVerdicts, type RecoveryRow, type VerdictRow } from "./rows.ts";
import { isClosingDue, type RecoveryState, stateOf } from "./state.ts";

/** A recovery, as administrators are shown it. */
export interface ShownRecovery
  extends Omit<RecoveryRow, "signatures" | "codeKey" | "tenantSeq" | "approved" | "endedAt" | "vetoedAt"> {
  byCode: boolean;
  signatures: Uint8Array[];
  backups: BackupRow[];
  state: RecoveryState;
  approvals: VerdictRow[];
  closingDue: boolean;
}

/** The newest first. Throws `WRONG_SURFACE`, `FORBIDDEN`, `INVALID_CURSOR`, `BAD_USER_INPUT`. */
export async function readRecoveries(
  request: Request,
  args: { readonly first: number; readonly after?: string | null },
): Promise<Connection<ShownRecovery>> {
  const asked = parsePage(args, "NUMBER ID");
  return inSnapshot(request, async (tx) => {
    const [[viewer], rows] = await tx.run(loadViewer(), listRecoveries(positionOf(asked.after), asked.first + 1));
    demandRecoverer(tx.actor, viewer);
    const shown = await show(tx, rows);
    return connectionOf(shown, asked, ({ openedAt, recovery }) => `${openedAt.getTime()} ${recovery}`);
  });
}

function positionOf(after: string | null): { at: Date; id: string } | null {
  if (after === null) return null;
  const [at, id] = after.split(" ") as [string, string];
  const moment = new Date(Number(at));
  if (Number.isNaN(moment.getTime())) throw new Failure("INVALID_CURSOR");
  return { at: moment, id };
}

/** One of them; null where there is none. Throws `WRONG_SURFACE`, `FORBIDDEN`, `BAD_USER_INPUT`. */
export async function readRecovery(request: Request, id: string): Promise<ShownRecovery | null> {
  const recovery = parseId<RecoveryId>(id, "recovery");
  return inSnapshot(request, async (tx) => {
    const [[viewer], rows] = await tx.run(loadViewer(), findRecovery(recovery));
    demandRecoverer(tx.actor, viewer);
    const [shown] = await show(tx, rows);
    return shown ?? null;
  });
}

/** With what was said to them, and the backups that they name: in one more step for all of them. */
export async function show(
  tx: Pick<Transaction, "run" | "now">,
  rows: readonly RecoveryRow[],
): Promise<ShownRecovery[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ recovery }) => recovery);
  const [verdicts, named] = await tx.run(listVerdicts(ids), listNamed(ids));
  return rows.map(({ signatures, codeKey, tenantSeq: _, approved, endedAt, vetoedAt, ...row }) => ({
    ...row,
    byCode: codeKey !== null,
    signatures: splitSignatures(signatures),
    backups: named
      .filter(({ recovery }) => recovery === row.recovery)
      .map(({ recovery: _its, ...each }) => backupFrom(each)),
    state: stateOf({ ...row, approved, endedAt, vetoedAt }, tx.now),
    approvals: verdicts.filter(({ recovery }) => recovery === row.recovery),
    closingDue: isClosingDue({ ...row, approved, endedAt, vetoedAt }, tx.now),
  }));
}
