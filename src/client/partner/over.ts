/** Acts over many companies, one after the other: what one of them refuses keeps nothing from being done in the others. */
import { SealgraphError } from "../errors.ts";
import type { CompanyOutcome, OverCompanies } from "./desks.ts";

/** After these nothing is asked of any other company: the act is begun again when they are over. */
const endings: readonly string[] = [
  "UNREACHABLE",
  "UNAVAILABLE",
  "RATE_LIMITED",
  "SESSION_ENDED",
  "DEVICE_REVOKED",
  "NOT_SIGNED_IN",
  "LOCKED",
  "CLOSED",
  "WRONG_SURFACE",
  "STEP_UP_REQUIRED",
  "STORE_FAILED",
  "KEYS_CHANGED",
];

/**
 * Throws what ends it: what was done by then stands, was told by `onResult`, and is UNCHANGED when it is begun again.
 *
 * @param act gives whether something was changed.
 */
export async function overCompanies<C extends { readonly tenant: string }>(
  companies: readonly C[],
  { onResult, signal }: Pick<OverCompanies, "onResult" | "signal">,
  act: (company: C) => Promise<boolean>,
): Promise<CompanyOutcome[]> {
  const results: CompanyOutcome[] = [];
  for (const company of companies) {
    if (signal?.aborted) break;
    const result = { tenant: company.tenant, ...(await outcomeOf(() => act(company))) };
    results.push(result);
    onResult?.(result, { done: results.length, total: companies.length });
  }
  return results;
}

async function outcomeOf(act: () => Promise<boolean>): Promise<Omit<CompanyOutcome, "tenant">> {
  try {
    return { outcome: (await act()) ? "DONE" : "UNCHANGED", reason: null };
  } catch (error) {
    if (!(error instanceof SealgraphError) || endings.includes(error.code)) throw error;
    if (error.code === "NOT_FOUND") return { outcome: "NOT_FOUND", reason: null };
    const passes = error.code === "BUSY" || error.code === "MALFORMED_ANSWER" || error.code === "REFUSED";
    return { outcome: passes ? "FAILED" : "REFUSED", reason: error.code };
  }
}
