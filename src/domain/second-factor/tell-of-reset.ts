import { bounds } from "../bounds.ts";
import type { House } from "../context.ts";
import type { ClaimedJob } from "../job/rows.ts";
import { letter } from "../letter.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { findResetAddress } from "./rows.ts";

/**
 * Writes to somebody that the operator took their second factors away (PROTOCOL §3.12); not for ever, where nobody takes the
 * letter. Cut off in between, it is sent again.
 *
 * @throws Error where nobody takes the letter; why, has been logged.
 */
export async function tellOfReset(
  tx: OpeningTransaction,
  { sendMail }: House,
  { subject, failures }: ClaimedJob,
): Promise<boolean> {
  if (failures >= bounds.triesPerLetter) return false;
  const [[reader]] = await tx.run(findResetAddress(subject));
  if (reader) await sendMail(letter(reader, "factorsReset", { by: "OPERATOR" })).catch(notTaken);
  return false;
}

function notTaken(): never {
  throw new Error("a letter that is owed was not taken");
}
