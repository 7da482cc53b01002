import type { House, Mail } from "../context.ts";
import { sendOwed } from "../desk/tell.ts";
import type { ClaimedJob } from "../job/rows.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { listOverruling } from "./job-rows.ts";
import { overruledIn } from "./overruled.ts";
import { readSaid } from "./sources.ts";

/**
 * Writes to an administrator of a company what of its word a desk has overruled, as it stands now.
 *
 * @throws Error where nobody takes the letter; why, has been logged.
 */
export const tellOfOverruled = (tx: OpeningTransaction, house: House, job: ClaimedJob): Promise<boolean> =>
  sendOwed(tx, house, job, async ({ address, tenantId, companyName }) => {
    const [documents] = await tx.run(listOverruling(job.subject));
    const overruled = await overruledIn(readSaid(documents), tenantId);
    if (overruled.length === 0) return null;
    const desks = new Set(overruled.map(({ desk }) => desk));
    const partners = documents.flatMap(({ id, partner }) => (desks.has(id) ? [partner ?? "a partner"] : []));
    const values = new Set(
      overruled.map(({ setting, value, said }) => `${setting}: ${shown(value)}; your company says ${shown(said)}`),
    );
    return letter(address, {
      partners: partners.join(" and "),
      company: companyName ?? "your company",
      settings: [...new Set(overruled.map(({ setting }) => setting))].join(", "),
      values: [...values].slice(0, mostShown).join("\n"),
    });
  });

const mostShown = 50;

/** A value as a document has it: a sum of ways or of kinds is its number. Networks and domains are not for whoever carries letters. */
function shown(value: unknown): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value)) return value.length === 0 ? "none" : `a list of ${value.length}`;
  return value === null ? "none" : String(value);
}

const letter = (to: string, its: Readonly<Record<"partners" | "company" | "settings" | "values", string>>): Mail => ({
  to,
  subject: "Sealgraph: your partner's policies overrule what your company says",
  text: `Hello,\n\nthe desk of ${its.partners} has set policies for ${its.company}. They bind in the place of what your company says of: ${its.settings}.\n\n${its.values}\n\nWhat is said, by whom, and what is in force, shows: sealgraph policy list\nWhat you lock yourselves counts beside it, and the stricter value binds: sealgraph policy set <setting> <value> --lock\nWhoever wants no policies of the partner takes its desk the right: sealgraph company desk rights\n`,
});
