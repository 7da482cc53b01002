import { bind, statement } from "../batch.ts";
import { bounds } from "../bounds.ts";
import type { OpeningTransaction } from "../transaction.ts";

const dateStatement = statement("backup_date", "select date_backups($1)");
const forgetStatement = statement<{ forgetBackups: boolean }>("backup_forget", "select forget_backups($1, $2)");

/**
 * Forgets backups for as long as which the company wanted them kept, and what nothing else holds: never the newest of a vault that is in
 * use, and none that an open recovery names.
 */
export async function forgetBackups(tx: OpeningTransaction): Promise<boolean> {
  const [, [row]] = await tx.run(bind(dateStatement, tx.now), bind(forgetStatement, tx.now, bounds.backupsForgotten));
  return row?.forgetBackups === true;
}
