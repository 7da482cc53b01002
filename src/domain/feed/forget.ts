import type { House } from "../context.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { forgetFeedRows } from "./rows.ts";

const day = 24 * 3_600_000;
/** Events that one turn takes. */
const most = 10_000;

/** Forgets events that are older than entries of the logs are kept. */
export async function forgetFeed(tx: OpeningTransaction, { auditRetentionDays }: House): Promise<boolean> {
  const [[row]] = await tx.run(forgetFeedRows(new Date(tx.now.getTime() - auditRetentionDays * day), most));
  return row?.forgetFeed === true;
}
