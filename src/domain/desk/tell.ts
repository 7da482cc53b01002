import { bounds } from "../bounds.ts";
import type { House, Mail } from "../context.ts";
import type { ClaimedJob } from "../job/rows.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { listAddresses } from "./job-rows.ts";

/**
 * Writes to all administrators of a company in which a desk asked for break-glass; not for ever, where nobody takes the letters. Cut
 * off in between, they are sent again.
 *
 * @throws Error where nobody takes one; why, has been logged.
 */
export async function tellOfBreakGlass(
  tx: OpeningTransaction,
  { sendMail }: House,
  { subject, failures }: ClaimedJob,
): Promise<boolean> {
  if (failures >= bounds.triesPerLetter) return false;
  const [rows] = await tx.run(listAddresses(subject));
  for (const { address } of rows) await sendMail(letter(address)).catch(notTaken);
  return false;
}

/** Who asks, for what and until when stands in the portal. */
const letter = (to: string): Mail => ({
  to,
  subject: "Sealgraph: your partner asks for more rights",
  text: "Hello,\n\nthe desk of a partner that looks after your company asks for rights of administrators, for a time. Who asks, why, and from when until when, stands in the portal: look there whether you approve of it. Any administrator can end it at any moment.\n",
});

function notTaken(): never {
  throw new Error("a letter that is owed was not taken");
}
