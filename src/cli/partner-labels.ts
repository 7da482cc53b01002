/** Labels that are named, and that no company has: mostly a slip of the pen. */
import type { Client } from "../client/index.ts";
import type { Context } from "./context.ts";
import { printable } from "./output.ts";

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
