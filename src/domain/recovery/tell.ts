import { bounds } from "../bounds.ts";
import type { House } from "../context.ts";
import type { ClaimedJob } from "../job/rows.ts";
import { letter } from "../letter.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { listAddresses } from "./job-rows.ts";

/** Nothing says whose work it is about, or why: that stands in the portal. */
const letters = { TELL_OF_RECOVERY: "recoveryAsked", TELL_OF_ENDED_RECOVERY: "recoveryOver" } as const;

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
  const name = letters[kind as keyof typeof letters];
  for (const reader of rows) await sendMail(letter(reader, name)).catch(notTaken);
  return false;
}

function notTaken(): never {
  throw new Error("a letter that is owed was not taken");
}
