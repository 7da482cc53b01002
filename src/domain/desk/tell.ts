import { bounds } from "../bounds.ts";
import type { House, Mail } from "../context.ts";
import type { ClaimedJob } from "../job/rows.ts";
import { knows, letter } from "../letter.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { dropLetter, type OwedLetter, openLetter } from "./job-rows.ts";

/**
 * Writes to somebody who administrated a company when a desk asked for break-glass there: what of it stands now.
 *
 * @throws Error where nobody takes the letter; why, has been logged.
 */
export const tellOfBreakGlass = (tx: OpeningTransaction, house: House, job: ClaimedJob): Promise<boolean> =>
  sendOwed(tx, house, job, async (owed) => write(owed));

/**
 * Sends a letter that is owed; not for ever, where nobody takes it. Each has a job and a transaction of its own. Cut off in between, it
 * is sent again.
 *
 * @param write null where there is nothing to tell any more.
 * @throws Error where nobody takes it; why, has been logged.
 */
export async function sendOwed(
  tx: OpeningTransaction,
  { sendMail }: House,
  { subject, failures }: ClaimedJob,
  write: (owed: OwedLetter) => Promise<Mail | null>,
): Promise<boolean> {
  const [[owed]] = await tx.run(openLetter(subject));
  const mail = owed && failures < bounds.triesPerLetter ? await write(owed) : null;
  if (mail) await sendMail(mail).catch(notTaken);
  await tx.run(dropLetter(subject));
  return false;
}

/** Why it asks, stands in the portal alone: a letter is read by whoever carries it. */
function write({ companyName, partnerName, fromAt, untilAt, ...reader }: OwedLetter): Mail {
  const names = {
    ...{ knowsPartner: knows(partnerName), partner: partnerName ?? "" },
    ...{ knowsCompany: knows(companyName), company: companyName ?? "" },
  };
  return fromAt && untilAt
    ? letter(reader, "breakGlass", { ...names, from: fromAt, until: untilAt })
    : letter(reader, "breakGlassOver", names);
}

function notTaken(): never {
  throw new Error("a letter that is owed was not taken");
}
