/** Labels that are named: whom they reach, and those that no company has, mostly a slip of the pen. */
import type { Client, ManagedCompany, StaffScope } from "../client/index.ts";
import type { Context } from "./context.ts";
import { counted, printable } from "./output.ts";
import { allCompanies } from "./partner-companies.ts";
import { titleOfCompany } from "./partner-shapes.ts";

/** Companies that a question names; of more it gives the number. */
const mostNamed = 20;

/**
 * Shows which companies have the labels of a scope that is about to be given, and asks whether these are meant: whoever labelled them
 * chose words, and with this they are keys. What it answers, called once the scope is given, are the ids of those that it reaches; from
 * then on the labels are owners' and administrators' alone, so what came or went in between is told too, and stays.
 */
export async function agreeToLabels(
  context: Context,
  client: Client,
  scope: StaffScope,
  { whom, yes }: { readonly whom: string; readonly yes: boolean | undefined },
): Promise<() => Promise<{ readonly reaches?: readonly string[] }>> {
  if (scope.scope !== "LABELS") return async () => ({});
  const { labels } = scope;
  const before = await companiesWith(client, labels);
  if (before.length > 0) {
    const named = labels.map((label) => printable(label)).join(" or ");
    const them = counted(before.length, "company", "companies");
    context.out.note(`${named}: ${them}. ${titles(before)}`);
    await context.ask.agreement(`${whom} will see ${before.length === 1 ? "it" : "them"}. Is that meant?`, yes);
  }
  return async () => {
    const after = await companiesWith(client, labels);
    const [came, went] = [without(after, before), without(before, after)];
    if (came.length > 0)
      context.out.note(
        `Labelled meanwhile, and seen too: ${titles(came)}. To take one out: sealgraph partner label <company> --remove ${printable(labels[0] ?? "")}`,
      );
    if (went.length > 0) context.out.note(`Not labelled so any more, and not seen: ${titles(went)}`);
    return { reaches: after.map(({ tenant }) => tenant) };
  };
}

/** The partner's own: labels reach none of a partner under it. */
async function companiesWith(client: Client, labels: readonly string[]): Promise<readonly ManagedCompany[]> {
  const { tenant: own } = await client.partner.view();
  const found: ManagedCompany[] = [];
  for await (const company of allCompanies(client, { filter: { labels: { any: labels } } }))
    if (company.partner === own) found.push(company);
  return found;
}

function titles(companies: readonly ManagedCompany[]): string {
  const named = companies.slice(0, mostNamed).map(titleOfCompany).join(", ");
  return companies.length > mostNamed ? `${named} and ${companies.length - mostNamed} more` : named;
}

const without = (some: readonly ManagedCompany[], others: readonly ManagedCompany[]): ManagedCompany[] =>
  some.filter(({ tenant }) => !others.some((each) => each.tenant === tenant));

/**
 * Says so, and which there are: a scope, a template or a filter by such a label is for nobody. Whoever sees some of the companies
 * alone is told of these.
 */
export async function noteUnknownLabels({ out }: Context, client: Client, named: readonly string[]): Promise<void> {
  if (named.length === 0 || out.json) return;
  const { labels, you } = await client.partner.view();
  const has = new Set(labels.map(({ label }) => label));
  const unknown = [...new Set(named)].filter((label) => !has.has(label));
  if (unknown.length === 0) return;
  const whose = you.scope === "ALL" ? "No company" : "None of your companies";
  const theirs =
    labels.length === 0
      ? "none has a label yet"
      : `there are ${labels.map(({ label }) => printable(label)).join(", ")}`;
  out.note(
    `${whose} has the label ${unknown.map((label) => printable(label)).join(" or ")}: ${theirs}. sealgraph partner label --add gives one.`,
  );
}
