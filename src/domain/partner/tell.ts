import { bounds } from "../bounds.ts";
import type { House, Mail } from "../context.ts";
import type { ClaimedJob } from "../job/rows.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { listPartingLetters, type PartingLetterRow } from "./relation-rows.ts";

/**
 * Writes to the owners of a partner that a company is theirs no more; not for ever, where nobody takes the letters. Cut off in between,
 * they are sent again.
 *
 * @throws Error where nobody takes one; why, has been logged.
 */
export async function tellOfParting(
  tx: OpeningTransaction,
  { sendMail }: House,
  { subject, failures }: ClaimedJob,
): Promise<boolean> {
  if (failures >= bounds.triesPerLetter) return false;
  const [rows] = await tx.run(listPartingLetters(subject));
  for (const row of rows) await sendMail(letter(row)).catch(notTaken);
  return false;
}

/** Names are what people wrote: on one line. */
function letter({ address, company, byWhom, partedAt, ...its }: PartingLetterRow): Mail {
  const name = its.name === null ? `the company ${company}` : line(its.name);
  const called = its.reference === null ? name : `${name} (${line(its.reference)})`;
  const partner = its.partner === null ? null : line(its.partner);
  const day = partedAt.toISOString().slice(0, 10);
  const how =
    byWhom === null
      ? `${called} has left ${partner ?? "you"}: one of its administrators ended that on ${day}.`
      : `${line(byWhom)} let ${called} go on ${day}: ${partner === null ? "you look" : `${partner} looks`} after it no more.`;
  return {
    to: address,
    subject: "Sealgraph: you look after a company no more",
    text: `Hello,\n\n${how} From then on you see nothing of it. Its seats are in your pool again; it keeps plan and seats until whoever runs the server says otherwise. An offer that its administrator accepts brings it back: sealgraph partner offer make. What left in the last 30 days, shows: sealgraph partner show.\n`,
  };
}

const line = (text: string): string => text.replaceAll(/\s+/g, " ");

function notTaken(): never {
  throw new Error("a letter that is owed was not taken");
}
