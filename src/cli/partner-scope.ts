/** Which companies somebody, or a machine, is for. */
import type { Command } from "commander";
import type { Client, StaffScope } from "../client/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { counted, printable } from "./output.ts";
import { findCompany } from "./partner-companies.ts";
import { listOf } from "./partner-filter.ts";
import { collect } from "./share-options.ts";

export interface ScopeOptions {
  readonly labels?: readonly string[];
  readonly company?: readonly string[];
}

/** Without either: all companies. */
export const withScope = (command: Command): Command =>
  command
    .option("--labels <labels>", "only for companies bearing one of these labels, comma list", listOf)
    .option(
      "--company <company>",
      "only for this company, by name, reference or id; can be given more than once",
      collect,
    );

export async function scopeOf(client: Client, { labels, company }: ScopeOptions): Promise<StaffScope> {
  if (labels && company)
    throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", "Say labels or companies, not both.");
  if (labels) return { scope: "LABELS", labels };
  if (company === undefined) return { scope: "ALL" };
  const companies: string[] = [];
  for (const each of company) companies.push((await findCompany(client, each)).tenant);
  return { scope: "LIST", companies: [...new Set(companies)] };
}

export function scopeInWords(scope: StaffScope): string {
  if (scope.scope === "ALL") return "all companies";
  if (scope.scope === "LABELS") return `companies with ${scope.labels.map((label) => printable(label)).join(" or ")}`;
  return counted(scope.companies.length, "company", "companies");
}
