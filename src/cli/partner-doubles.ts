/** Two companies of one name, or one reference, are no more told apart by it: asked about, before there are. */
import type { Client, ManagedCompany } from "../client/index.ts";
import type { Context } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { moment, printable } from "./output.ts";
import { titleOfCompany } from "./partner-shapes.ts";

interface Wanted {
  readonly name?: string;
  readonly reference?: string;
}

const same = (one: string | null, other: string | undefined): boolean =>
  one !== null && other !== undefined && one.trim().toLowerCase() === other.trim().toLowerCase();

/** Companies that bear the name, or have the reference, that another is to have. */
async function companiesWith(client: Client, { name, reference }: Wanted): Promise<ManagedCompany[]> {
  const found = new Map<string, ManagedCompany>();
  for (const text of [name, reference]) {
    if (text === undefined || text.trim() === "") continue;
    const { companies } = await client.partner.companies({ filter: { text: text.trim() }, first: 100 });
    for (const each of companies)
      if (same(each.name, name) || same(each.reference, reference)) found.set(each.tenant, each);
  }
  return [...found.values()];
}

/** Throws SAME_NAME where nobody can be asked and nobody agreed beforehand. */
export async function agreeToDoubles(
  context: Context,
  client: Client,
  { but, agreed, flag, ...wanted }: Wanted & { readonly but?: string; readonly agreed: boolean; readonly flag: string },
): Promise<void> {
  const others = (await companiesWith(client, wanted)).filter(({ tenant }) => tenant !== but);
  const [other] = others;
  if (!other || agreed) return;
  const what = same(other.name, wanted.name) ? "of this name" : "with this reference";
  const number = other.reference === null ? "" : `, ${printable(other.reference)}`;
  const there = `You look after a company ${what} already: ${titleOfCompany(other)}${number}, since ${moment(other.since)} (${other.tenant}).`;
  if (!context.ask.interactive)
    throw new CommandFailure(
      exitCode.CONFLICT,
      "SAME_NAME",
      there,
      `${flag} goes on all the same; from then on both are named by their ids alone.`,
    );
  await context.ask.agreement(`${there} From then on both are named by their ids alone. Go on?`, false);
}
