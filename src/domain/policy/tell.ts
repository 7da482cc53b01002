import { type Locale, say } from "../../words/index.ts";
import type { House } from "../context.ts";
import { sendOwed } from "../desk/tell.ts";
import type { ClaimedJob } from "../job/rows.ts";
import { knows, letter } from "../letter.ts";
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
  sendOwed(tx, house, job, async ({ tenantId, companyName, ...reader }) => {
    const [documents] = await tx.run(listOverruling(job.subject));
    const overruled = await overruledIn(readSaid(documents), tenantId);
    if (overruled.length === 0) return null;
    const { locale } = reader;
    const desks = new Set(overruled.map(({ desk }) => desk));
    const partners = documents.flatMap(({ id, partner }) =>
      desks.has(id) ? [partner ?? say(locale, "letter.overruled.aPartner")] : [],
    );
    const values = overruled.map(({ setting, value, said }) =>
      say(locale, "letter.overruled.value", { setting, value: shown(locale, value), said: shown(locale, said) }),
    );
    return letter(reader, "overruled", {
      partners: listed(locale, partners),
      ...{ knowsCompany: knows(companyName), company: companyName ?? "" },
      settings: [...new Set(overruled.map(({ setting }) => setting))].join(", "),
      values: [...new Set(values)].slice(0, mostShown),
    });
  });

const mostShown = 50;

const listed = (locale: Locale, names: readonly string[]) => new Intl.ListFormat(locale).format(names);

/** A value as a document has it: a sum of ways or of kinds is its number. Networks and domains are not for whoever carries letters. */
function shown(locale: Locale, value: unknown): string {
  if (typeof value === "boolean") return say(locale, value ? "letter.overruled.on" : "letter.overruled.off");
  if (value === null || (Array.isArray(value) && value.length === 0)) return say(locale, "letter.overruled.none");
  return Array.isArray(value) ? say(locale, "letter.overruled.list", { count: value.length }) : String(value);
}
