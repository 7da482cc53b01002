import type { House } from "../context.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { forgetAuditRows } from "./rows.ts";

const day = 24 * 3_600_000;
/** Entries of one log that one turn takes. */
const most = 10_000;

/** Forgets entries that are older than the configuration says, from the oldest on (PROTOCOL §7.3). */
export async function forgetAudit(tx: OpeningTransaction, { auditRetentionDays }: House): Promise<boolean> {
  const before = new Date(tx.now.getTime() - auditRetentionDays * day);
  const [[row]] = await tx.run(forgetAuditRows(before, most, tx.now));
  return row?.forgetAudit === true;
}
