import { bounds } from "../bounds.ts";
import type { House, Mail } from "../context.ts";
import type { ClaimedJob } from "../job/rows.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { type OwedLetter, takeLetters } from "./job-rows.ts";

/**
 * Writes to all who administrated a company when a desk asked for break-glass there; not for ever, where nobody takes the letters. Cut
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
  const [owed] = await tx.run(takeLetters(subject, tx.now));
  for (const each of owed) await sendMail(letter(each)).catch(notTaken);
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
