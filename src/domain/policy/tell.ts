import { bounds } from "../bounds.ts";
import type { House, Mail } from "../context.ts";
import type { ClaimedJob } from "../job/rows.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { listOverruledAddresses, listOverruling } from "./job-rows.ts";
import { overruledIn } from "./overruled.ts";
import { readSaid } from "./sources.ts";

/**
 * Writes to all administrators of a company what of its word a desk has overruled, as it stands now; not for ever, where nobody takes
 * the letters. Cut off in between, they are sent again.
 *
 * @throws Error where nobody takes one; why, has been logged.
 */
export async function tellOfOverruled(
  tx: OpeningTransaction,
  { sendMail }: House,
  { subject, failures }: ClaimedJob,
): Promise<boolean> {
  if (failures >= bounds.triesPerLetter) return false;
  const [documents, rows] = await tx.run(listOverruling(subject), listOverruledAddresses(subject));
  const overruled = await overruledIn(readSaid(documents), subject);
  if (overruled.length === 0) return false;
  const desks = new Set(overruled.map(({ desk }) => desk));
  const partners = documents.flatMap(({ id, partner }) => (desks.has(id) ? [partner ?? "a partner"] : []));
  const settings = [...new Set(overruled.map(({ setting }) => setting))];
  for (const { address, companyName } of rows) {
    const its = {
      partners: partners.join(" and "),
      company: companyName ?? "your company",
      settings: settings.join(", "),
    };
    await sendMail(letter(address, its)).catch(notTaken);
  }
  return false;
}

const letter = (
  to: string,
  { partners, company, settings }: Readonly<Record<"partners" | "company" | "settings", string>>,
): Mail => ({
  to,
  subject: "Sealgraph: your partner's policies overrule what your company says",
  text: `Hello,\n\nthe desk of ${partners} has set policies for ${company}. They bind in the place of what your company says of: ${settings}.\n\nWhat is said, by whom, and what is in force, shows: sealgraph policy list\nWhat you lock yourselves counts beside it, and the stricter value binds: sealgraph policy set <setting> <value> --lock\nWhoever wants no policies of the partner takes its desk the right: sealgraph company desk rights\n`,
});

function notTaken(): never {
  throw new Error("a letter that is owed was not taken");
}
