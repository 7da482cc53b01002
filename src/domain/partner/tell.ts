import { bounds } from "../bounds.ts";
import type { House, Mail } from "../context.ts";
import type { ClaimedJob } from "../job/rows.ts";
import { knows, letter } from "../letter.ts";
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
  for (const row of rows) await sendMail(letterOfParting(row)).catch(notTaken);
  return false;
}

/** What is told of it, to one of them. */
export function letterOfParting({
  company,
  byWhom,
  partedAt,
  partner,
  name,
  reference,
  ...reader
}: PartingLetterRow): Mail {
  const about = {
    ...{ knowsCompany: knows(name), company: name ?? "", id: company },
    ...{ hasReference: knows(reference), reference: reference ?? "" },
    ...{ knowsPartner: knows(partner), partner: partner ?? "", day: partedAt },
  };
  return byWhom === null ? letter(reader, "left", about) : letter(reader, "letGo", { ...about, who: byWhom });
}

function notTaken(): never {
  throw new Error("a letter that is owed was not taken");
}
