import { bounds } from "../bounds.ts";
import type { House, Mail } from "../context.ts";
import type { ClaimedJob } from "../job/rows.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { dropLetter, type OwedLetter, openLetter } from "./job-rows.ts";

/**
 * Writes to somebody who administrated a company when a desk asked for break-glass there: what of it stands now.
 *
 * @throws Error where nobody takes the letter; why, has been logged.
 */
export const tellOfBreakGlass = (tx: OpeningTransaction, house: House, job: ClaimedJob): Promise<boolean> =>
  sendOwed(tx, house, job, async (owed) => letter(owed));

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
const letter = ({ address, companyName, partnerName, fromAt, untilAt }: OwedLetter): Mail => {
  const partner = partnerName ?? "the partner that looks after your company";
  const company = companyName ?? "your company";
  const when =
    fromAt && untilAt
      ? `It is in force from ${inWords(fromAt)} until ${inWords(untilAt)}, unless somebody ends it before.`
      : "It has been ended since.";
  return {
    to: address,
    subject: `Sealgraph: ${partnerName ?? "your partner"} asks for more rights in ${company}`,
    text: `Hello,\n\nthe desk of ${partner} asks for rights of administrators in ${company}, for a time (break-glass). ${when}\n\nWho of them asks and why, sealgraph company desk list shows; look whether you approve of it. Any administrator ends it at any moment, in the portal: sealgraph company desk cancel. Who came in or was put out by it, sealgraph user list and sealgraph roster show tell.\n`,
  };
};

const inWords = (moment: Date): string => `${moment.toISOString().slice(0, 16).replace("T", " ")} UTC`;

function notTaken(): never {
  throw new Error("a letter that is owed was not taken");
}
