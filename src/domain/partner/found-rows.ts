import type { TenantId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { Plan } from "./rows.ts";

export interface Founded {
  readonly tenant: TenantId;
  readonly plan: Plan;
  readonly seats: number;
  readonly trialEndsAt: Date | null;
  /** As `parseLabels` gives them. */
  readonly labels: readonly string[];
  readonly reference: string | null;
}

const foundStatement = statement<{ foundCompany: "DONE" | "PLAN" | "SEATS" | "LABELS" | "ID_TAKEN" | "NOT_FOUND" }>(
  "partner_found_company",
  "select found_company($1, $2, $3, $4, $5, $6, $7)",
);
/** Makes a tenant with nobody in it, a company of the partner that was entered. What is not DONE made nothing. */
export const foundCompany = (its: Founded, now: Date) =>
  bind(foundStatement, its.tenant, its.plan, its.seats, its.trialEndsAt, its.labels, its.reference, now);
