import { bounds } from "../bounds.ts";
import type { House } from "../context.ts";
import type { ClaimedJob } from "../job/rows.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { listAddresses } from "./job-rows.ts";
import { letters } from "./letters.ts";

/**
 * Writes to those whom a recovery concerns; not for ever, where nobody takes the letters. Cut off in between, they are sent again.
 *
 * @throws Error where nobody takes one; why, has been logged.
 */
export async function tellOfRecovery(
  tx: OpeningTransaction,
  { sendMail }: House,
  { kind, subject, failures }: ClaimedJob,
): Promise<boolean> {
  if (failures >= bounds.triesPerLetter) return false;
  const [rows] = await tx.run(listAddresses(kind, subject));
  const write = letters[kind as keyof typeof letters];
  for (const { address } of rows) await sendMail(write(address)).catch(notTaken);
  return false;
}

function notTaken(): never {
  throw new Error("a letter that is owed was not taken");
}
