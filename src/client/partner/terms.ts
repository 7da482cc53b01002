/** Labels, plans, seats and suspension of companies: the server's table, of one company or of many. */
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { patiently } from "../account/patiently.ts";
import { call } from "../account/session.ts";
import type { Core } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import type { Operation } from "../transport/http.ts";
import {
  type BulkActionWire,
  type BulkPageAnswer,
  bulkOperation,
  type ChangeCompanyWire,
  type CompanyRefusal,
} from "../transport/terms-operations.ts";
import type { CompanyOutcome } from "./desks.ts";
import type { Bulk, BulkAction } from "./partner.ts";
import { companiesFor } from "./reads.ts";

/** Companies that one change names. */
const portion = 1_000;

/** Throws LIMIT_EXCEEDED with what keeps it as it is. */
export async function changeCompany<T extends object>(
  core: Core,
  operation: Operation<ChangeCompanyWire<T>, CompanyRefusal | null>,
  company: string,
  terms: T,
): Promise<void> {
  const refusal = await call(core, operation, { input: { company, ...terms } });
  if (refusal === "LABELS_BIND") throw new SealgraphError("FORBIDDEN", { part: "labels" });
  if (refusal !== null) throw new SealgraphError("LIMIT_EXCEEDED", { limit: refusal });
}

/** As `Partner.bulk` says. */
export async function bulk(
  core: Core,
  { companies, filter, action, dryRun = false, id, onResult, signal }: Bulk,
): Promise<CompanyOutcome[]> {
  if (companies !== undefined && filter !== undefined) refuseInput("filter");
  const named = companies ?? (await companiesFor(core, filter ? { filter } : {})).map(({ tenant }) => tenant);
  const all = [...new Set(named)].sort();
  const wire = wireOf(action);
  const begun = id ?? formatUuid(makeId(core.around.now()));
  const results: CompanyOutcome[] = [];
  for (let at = 0; at < all.length; at += portion) {
    const some = all.slice(at, at + portion);
    const clientMutationId = all.length > portion ? `${begun}-${at / portion}` : begun;
    let after: string | null = null;
    do {
      if (signal?.aborted) return results;
      const input = { clientMutationId, companies: some, action: wire, dryRun, after };
      const page: BulkPageAnswer = await patiently(core.around, () => call(core, bulkOperation, { input }));
      for (const { company, outcome, refusal } of page.results) {
        const result = { tenant: company, outcome, reason: refusal };
        results.push(result);
        onResult?.(result, { done: results.length, total: all.length });
      }
      after = page.next;
    } while (after !== null);
  }
  return results;
}

function wireOf(action: BulkAction): BulkActionWire {
  if ("plan" in action) return { changePlan: { plan: action.plan, trialDays: action.trialDays ?? null } };
  if ("seats" in action) return { setSeats: action.seats };
  return action;
}
