import { Failure } from "../../errors.ts";
import { parseId, type TenantId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { parseText } from "../invalid.ts";
import { actOn, type CompanyAct, type CompanyRefusal, type Outcome } from "./company-rows.ts";
import { parseLabels } from "./labels.ts";
import { inStaffTransaction, ringPartner } from "./refuse.ts";
import type { Right } from "./rights.ts";
import type { Plan } from "./rows.ts";

export type ChangeCompanyResult =
  | { readonly __typename: "CompanyChanged"; readonly company: TenantId; readonly changed: boolean }
  | { readonly __typename: "CompanyRefused"; readonly company: TenantId; readonly refusal: CompanyRefusal };

/** Which right each act takes. */
export const rightOf = {
  PLAN: "terms",
  SEATS: "terms",
  SUSPEND: "terms",
  RESUME: "terms",
  LABELS: "configure",
  REFERENCE: "configure",
} as const satisfies Record<CompanyAct["act"], Right>;

/**
 * Does one thing with one company of the caller's partner. Throws `BAD_USER_INPUT`, `FORBIDDEN`, `READ_ONLY`; `NOT_FOUND` for what is not
 * the partner's, out of the caller's scope, or of a partner under it.
 */
export async function changeCompany(request: Request, company: string, act: CompanyAct): Promise<ChangeCompanyResult> {
  const id = parseId<TenantId>(company, "company");
  const outcome = await inStaffTransaction(request, rightOf[act.act], async (tx): Promise<Outcome> => {
    const [[row]] = await tx.run(actOn([id], act, tx.now));
    await tx.finish();
    // Labels say who sees it.
    if (act.act === "LABELS" && row?.outcome === "DONE") ringPartner(request, tx.actor.tenant);
    return row?.outcome ?? "NOT_FOUND";
  });
  if (outcome === "NOT_FOUND") throw new Failure("NOT_FOUND");
  if (outcome === "DONE" || outcome === "UNCHANGED") {
    return { __typename: "CompanyChanged", company: id, changed: outcome === "DONE" };
  }
  return { __typename: "CompanyRefused", company: id, refusal: outcome };
}

/** Throws `BAD_USER_INPUT` where days are missing or too many. */
export function planAct({ plan, trialDays }: { readonly plan: Plan; readonly trialDays?: number | null }): CompanyAct {
  const days = trialDays ?? null;
  const fits = days === null ? plan !== "TRIAL" : plan === "TRIAL" && days >= 1 && days <= bounds.trialDays;
  if (!fits)
    throw new Failure("BAD_USER_INPUT", `trialDays is 1 to ${bounds.trialDays} with TRIAL, and null with other plans.`);
  return { act: "PLAN", plan, trialDays: days };
}

export function seatsAct(seats: number): CompanyAct {
  if (seats < 1 || seats > 65_535) throw new Failure("BAD_USER_INPUT", "seats is 1 to 65535.");
  return { act: "SEATS", seats };
}

export const labelsAct = (labels: readonly string[]): CompanyAct => ({
  act: "LABELS",
  said: parseLabels(labels),
  added: [],
  removed: [],
});

export const parseReference = (reference: string | null | undefined): string | null =>
  reference == null ? null : parseText(reference, "reference", 1, 100);
